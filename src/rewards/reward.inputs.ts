import { ValidateBy, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import {
  EXTERNAL_ID_MAX_CHARACTERS,
  IDEMPOTENCY_KEY_MAX_CHARACTERS,
  NAME_MAX_CHARACTERS,
  QUANTITY_MAX,
  QUANTITY_MIN,
  REASON_MAX_CHARACTERS,
  STOCK_MAX,
} from '../domain/limits';
import type { RewardType } from '../domain/reward';
import { RewardTypeEnum } from '../graphql/enums';
import { Between, Characters, NotNull, Visible } from '../graphql/input-rules';

@InputType({ description: 'What to pay.' })
export class RewardInput {
  @Field(() => RewardTypeEnum, { description: 'What kind of thing it is.' })
  type!: RewardType;

  @Field(() => String, { description: 'What users see, 1 to 200 characters, one of them visible.' })
  @Characters(1, NAME_MAX_CHARACTERS)
  @Visible()
  name!: string;

  @Field(() => Int, { defaultValue: 1, description: 'How many one request is paid, 1 to 1,000,000.' })
  @Between(QUANTITY_MIN, QUANTITY_MAX)
  quantity!: number;

  @Field(() => String, {
    nullable: true,
    description:
      "What the client's own systems call it, up to 200 characters. Public: never a redeemable code.",
  })
  @Characters(0, EXTERNAL_ID_MAX_CHARACTERS)
  externalId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Units of quantity 1, 0 to 1,000,000,000; null or left out: unlimited, for good.',
  })
  @Between(0, STOCK_MAX)
  stock?: number | null;
}

@InputType({ description: 'Adds a reward to an event.' })
export class AddRewardInput {
  @Field(() => ID, { description: 'The event.' })
  eventId!: string;

  @Field(() => Int, { description: "The event's version that the change was made for." })
  expectedVersion!: number;

  @Field(() => RewardInput, { description: 'The new reward.' })
  @ValidateNested()
  reward!: RewardInput;
}

@InputType({ description: 'Changes of a reward; a field that is left out stays. Stock: adjustRewardStock.' })
export class UpdateRewardInput {
  @Field(() => ID, { description: 'The reward.' })
  id!: string;

  @Field(() => Int, { description: "The event's version that the change was made for." })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: '1 to 200 characters, one of them visible; not null.' })
  @NotNull()
  @Characters(1, NAME_MAX_CHARACTERS)
  @Visible()
  name?: string;

  @Field(() => Int, { nullable: true, description: '1 to 1,000,000; not null.' })
  @NotNull()
  @Between(QUANTITY_MIN, QUANTITY_MAX)
  quantity?: number;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters; null clears it.' })
  @Characters(0, EXTERNAL_ID_MAX_CHARACTERS)
  externalId?: string | null;
}

@InputType({ description: 'Removes a reward from its event.' })
export class RemoveRewardInput {
  @Field(() => ID, { description: 'The reward.' })
  id!: string;

  @Field(() => Int, { description: "The event's version that the change was made for." })
  expectedVersion!: number;
}

@InputType({
  description:
    'A signed change, never a blind set; below zero: OUT_OF_STOCK; an unlimited reward: BAD_USER_INPUT. Same key, same answer.',
})
export class AdjustRewardStockInput {
  @Field(() => ID, { description: 'The reward.' })
  id!: string;

  @Field(() => Int, { description: 'Units to add, or to take away when negative; not 0.' })
  @NotZero()
  delta!: number;

  @Field(() => String, { description: 'Why, up to 1,000 characters; the audit keeps it.' })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;

  @Field(() => String, {
    description:
      'Up to 128 characters of your choice: a repeat with the same key changes nothing further. Shared with createEvent.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey!: string;
}

function NotZero(): PropertyDecorator {
  return ValidateBy({
    name: 'notZero',
    validator: { validate: (value) => value !== 0, defaultMessage: () => 'must not be 0' },
  });
}
