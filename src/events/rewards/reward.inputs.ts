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
} from '../../domain/limits';
import type { RewardType } from '../../domain/reward';
import { RewardTypeEnum } from '../../graphql/types/enums';
import { Between, Characters, NotNull, Visible } from '../../graphql/types/input-rules';

@InputType({ description: 'A reward to create.' })
export class RewardInput {
  @Field(() => RewardTypeEnum, { description: 'The type of the reward.' })
  type!: RewardType;

  @Field(() => String, { description: 'Shown to users. 1 to 200 characters, at least one of them visible.' })
  @Characters(1, NAME_MAX_CHARACTERS)
  @Visible()
  name!: string;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'The quantity that each paid request receives, 1 to 1,000,000.',
  })
  @Between(QUANTITY_MIN, QUANTITY_MAX)
  quantity!: number;

  @Field(() => String, {
    nullable: true,
    description:
      "The id of the reward in the client's own systems, up to 200 characters. Users can read it, so never store a redeemable code here.",
  })
  @Characters(0, EXTERNAL_ID_MAX_CHARACTERS)
  externalId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Units in total, 0 to 1,000,000,000. Null or omitted: unlimited. An unlimited reward cannot be limited later.',
  })
  @Between(0, STOCK_MAX)
  stock?: number | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether each winner receives a code of its own: a COUPON with quantity 1 and without `stock`. The codes are imported afterwards, and their number is the stock.',
  })
  @SuitsCodePool()
  codePool?: boolean;
}

@InputType({ description: 'Adds a reward to an event.' })
export class AddRewardInput {
  @Field(() => ID, { description: 'The event.' })
  eventId!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;

  @Field(() => RewardInput, { description: 'The new reward.' })
  @ValidateNested()
  reward!: RewardInput;
}

@InputType({
  description: 'Changes of a reward. An omitted field stays as it is. Use adjustRewardStock to change stock.',
})
export class UpdateRewardInput {
  @Field(() => ID, { description: 'The reward.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;

  @Field(() => String, {
    nullable: true,
    description: '1 to 200 characters, at least one of them visible. Must not be null.',
  })
  @NotNull()
  @Characters(1, NAME_MAX_CHARACTERS)
  @Visible()
  name?: string;

  @Field(() => Int, { nullable: true, description: '1 to 1,000,000. Must not be null.' })
  @NotNull()
  @Between(QUANTITY_MIN, QUANTITY_MAX)
  quantity?: number;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters. Null removes it.' })
  @Characters(0, EXTERNAL_ID_MAX_CHARACTERS)
  externalId?: string | null;
}

@InputType({ description: 'Removes a reward from its event.' })
export class RemoveRewardInput {
  @Field(() => ID, { description: 'The reward.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;
}

@InputType({
  description:
    'Changes stock by a signed number of units. OUT_OF_STOCK if stock would fall below zero; BAD_USER_INPUT for an unlimited reward. A retry with the same key returns the same result.',
})
export class AdjustRewardStockInput {
  @Field(() => ID, { description: 'The reward.' })
  id!: string;

  @Field(() => Int, { description: 'Units to add; negative to remove. Must not be 0.' })
  @NotZero()
  delta!: number;

  @Field(() => String, {
    description: 'The reason, up to 1,000 characters. It is stored in the audit entry.',
  })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;

  @Field(() => String, {
    description:
      'Up to 128 characters of your choice. A retry with the same key changes nothing further. createEvent and adjustRewardStock share one key space.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey!: string;
}

function SuitsCodePool(): PropertyDecorator {
  return ValidateBy({
    name: 'suitsCodePool',
    validator: {
      validate: (value, args) => {
        const { type, quantity, stock } = args!.object as RewardInput;
        return value !== true || (type === 'COUPON' && quantity === 1 && stock == null);
      },
      defaultMessage: () => 'must be a COUPON with quantity 1 and without stock',
    },
  });
}

function NotZero(): PropertyDecorator {
  return ValidateBy({
    name: 'notZero',
    validator: { validate: (value) => value !== 0, defaultMessage: () => 'must not be 0' },
  });
}
