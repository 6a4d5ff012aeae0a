import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IDEMPOTENCY_KEY_MAX_CHARACTERS, REASON_MAX_CHARACTERS } from '../domain/limits';
import type { PayoutChange } from '../domain/payouts';
import { PageArgs } from '../graphql/types/connection';
import { PayoutChangeEnum } from '../graphql/types/enums';
import { Characters, Visible } from '../graphql/types/input-rules';

@InputType({ description: 'A payout to start.' })
export class StartPayoutInput {
  @Field(() => ID, { description: 'The event, which takes requests now. It is frozen from now on.' })
  eventId!: string;

  @Field(() => ID, { description: 'The sealed audience.' })
  audienceId!: string;

  @Field(() => String, { description: 'Why, 1 to 1,000 characters, at least one of them visible.' })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;

  @Field(() => String, {
    description:
      '1 to 128 characters of your choice. A retry with the same key and input returns the same payout.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey!: string;
}

@InputType({ description: 'A change of a payout.' })
export class ChangePayoutInput {
  @Field(() => ID, { description: 'The payout.' })
  id!: string;

  @Field(() => PayoutChangeEnum, { description: 'What to change.' })
  change!: PayoutChange;

  @Field(() => String, {
    nullable: true,
    description: 'Why, up to 1,000 characters. It is stored in the audit entry.',
  })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}

@ArgsType()
export class PayoutsArgs extends PageArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'Payouts of this event. NOT_FOUND if there is none. Omitted: all.',
  })
  eventId?: string | null;
}
