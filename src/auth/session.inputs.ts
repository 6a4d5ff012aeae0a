import { Field, InputType } from 'type-graphql';
import { NewPassword, Username } from '../users/account-rules';

@InputType({ description: 'A new account.' })
export class RegisterInput {
  @Field(() => String, {
    description:
      '3 to 32 letters and digits of one script, ".", "_" and "-". Shown as typed. Unique regardless of case and Unicode form.',
  })
  @Username()
  username!: string;

  @Field(() => String, {
    description: '8 to 256 characters, compared exactly. The most common passwords are refused.',
  })
  @NewPassword()
  password!: string;
}

// No limits: what can't be a name or a password belongs to nobody, and takes as long to say so.
@InputType({ description: 'The account that logs in.' })
export class LoginInput {
  @Field(() => String, { description: 'The username. Case and Unicode form do not matter.' })
  username!: string;

  @Field(() => String, { description: 'The password, compared exactly.' })
  password!: string;
}

@InputType({ description: 'The refresh token to exchange.' })
export class RefreshTokensInput {
  @Field(() => String, { description: 'The newest refresh token of the login. It can be used once.' })
  refreshToken!: string;
}

@InputType({ description: 'The login to end.' })
export class LogoutInput {
  @Field(() => String, {
    nullable: true,
    description: 'A refresh token of the login to end. Omitted: the login of the access token.',
  })
  refreshToken?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Ends every login of the account.' })
  everywhere!: boolean;
}

@InputType({ description: 'The old and the new password.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The current password.' })
  currentPassword!: string;

  @Field(() => String, {
    description: '8 to 256 characters, compared exactly. The most common passwords are refused.',
  })
  @NewPassword()
  newPassword!: string;
}
