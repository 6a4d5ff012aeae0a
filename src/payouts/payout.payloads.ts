import { Field, ObjectType } from 'type-graphql';
import type { Refusal } from '../errors';
import { UserError } from '../graphql/types/user-error';
import { Payout } from './payout.model';

@ObjectType({ description: 'The payout that was started.', simpleResolvers: true })
export class StartPayoutPayload {
  @Field(() => Payout, {
    nullable: true,
    description: 'The payout, or the one that the same key and input started earlier. Null if it is refused.',
  })
  payout!: Payout | null;

  @Field(() => [UserError], {
    description:
      'AUDIENCE_EMPTY, AUDIENCE_NOT_SEALED, EVENT_INACTIVE, EVENT_NOT_STARTED, EVENT_ENDED or IDEMPOTENCY_KEY_REUSED. Empty if it was started.',
  })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The payout after the change.', simpleResolvers: true })
export class ChangePayoutPayload {
  @Field(() => Payout, { nullable: true, description: 'The current payout.' })
  payout!: Payout | null;

  @Field(() => [UserError], {
    description: 'PAYOUT_NEEDS_ANOTHER_PERSON or PAYOUT_NOT_RUNNING. Empty if it was changed.',
  })
  userErrors!: Refusal[];
}
