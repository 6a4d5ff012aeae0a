import { Field, InputType } from 'type-graphql';
import { NewPassword, Username } from '../users/account-rules';

@InputType({ description: 'A new account.' })
export class RegisterInput {
  @Field(() => String, {
    description:
      '3 to 32 letters and digits of one script, ".", "_", "-"; unique whatever its case or Unicode form, shown as typed.',
  })
  @Username()
  username!: string;

  @Field(() => String, {
    description: '8 to 256 characters, taken as they are; the most common ones are refused.',
  })
  @NewPassword()
  password!: string;
}

// No limits: what can't be a name or a password belongs to nobody, and takes as long to say so.
@InputType({ description: 'Who logs in.' })
export class LoginInput {
  @Field(() => String, { description: 'In any case and Unicode form.' })
  username!: string;

  @Field(() => String, { description: 'As it was set, byte by byte.' })
  password!: string;
}

@InputType({ description: 'What gives the next pair of tokens.' })
export class RefreshTokensInput {
  @Field(() => String, { description: 'The newest refresh token of the login; single use.' })
  refreshToken!: string;
}

@InputType({ description: 'Which login ends.' })
export class LogoutInput {
  @Field(() => String, {
    nullable: true,
    description: 'A refresh token of the login that ends; left out: the login of the access token.',
  })
  refreshToken?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Ends every login of the account.' })
  everywhere!: boolean;
}

@InputType({ description: 'The old and the new password.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The password until now.' })
  currentPassword!: string;

  @Field(() => String, {
    description: '8 to 256 characters, taken as they are; the most common ones are refused.',
  })
  @NewPassword()
  newPassword!: string;
}
