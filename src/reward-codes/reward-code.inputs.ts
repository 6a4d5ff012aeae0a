import { Field, ID, InputType } from 'type-graphql';
import { REASON_MAX_CHARACTERS } from '../domain/limits';
import { Characters, Visible } from '../graphql/types/input-rules';

@InputType({ description: 'Reads the code of a grant.' })
export class RevealCodeInput {
  @Field(() => ID, { description: 'The request that was paid.' })
  requestId!: string;

  @Field(() => ID, { description: 'The grant that gave the code.' })
  grantId!: string;

  @Field(() => String, {
    description: 'The reason, 1 to 1,000 characters. It is stored in the audit entry.',
  })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}
