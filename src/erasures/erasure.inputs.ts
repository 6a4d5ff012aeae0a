import { Field, ID, InputType } from 'type-graphql';
import { REASON_MAX_CHARACTERS } from '../domain/limits';
import { Characters, Visible } from '../graphql/types/input-rules';

@InputType({ description: 'An account whose personal data is to be erased.' })
export class EraseUserInput {
  @Field(() => ID, { description: 'The account. Its role must be USER.' })
  userId!: string;

  @Field(() => String, {
    description:
      'The reason, 1 to 1,000 characters. It is stored with the audit entry and erased with the account, so name a ticket instead of the person.',
  })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}

// No limits: what can't be a password or a token belongs to nobody, and takes as long to say so.
@InputType({ description: 'Proof that the owner of the account is present: exactly one of the two.' })
export class EraseMyAccountInput {
  @Field(() => String, { nullable: true, description: 'The password, compared exactly.' })
  password?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A token of an identity of the account that was issued at most 5 minutes ago.',
  })
  identityToken?: string | null;
}
