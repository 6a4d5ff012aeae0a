import { Field, ID, InputType } from 'type-graphql';
import { REASON_MAX_CHARACTERS } from '../domain/limits';
import { Characters, Visible } from '../graphql/types/input-rules';
import { NewPassword } from '../users/account-rules';

@InputType({ description: 'An account whose password is to be reset.' })
export class ResetPasswordInput {
  @Field(() => ID, { description: 'The account: not your own, for which there is changePassword.' })
  userId!: string;

  @Field(() => String, { description: 'Why, 1 to 1,000 characters. It is stored in the audit entry.' })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}

@InputType({ description: 'A one-time password, and the password that takes its place.' })
export class RedeemOneTimePasswordInput {
  @Field(() => String, { description: 'The username. Case and Unicode form do not matter.' })
  username!: string;

  @Field(() => String, { description: 'The one-time password, compared exactly.' })
  oneTimePassword!: string;

  @Field(() => String, {
    description:
      '8 to 256 characters, compared exactly. The most common passwords and the one-time password are refused.',
  })
  @NewPassword()
  newPassword!: string;
}
