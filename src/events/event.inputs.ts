import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { EventOrder, EventPhase, EventState } from '../domain/event-window';
import {
  CONDITIONS_MAX,
  DESCRIPTION_MAX_CHARACTERS,
  IDEMPOTENCY_KEY_MAX_CHARACTERS,
  REASON_MAX_CHARACTERS,
  REWARDS_MAX,
  TITLE_MAX_CHARACTERS,
} from '../domain/limits';
import type { PayoutMode } from '../domain/reward';
import { EventOrderEnum, EventPhaseEnum, EventStateEnum, PayoutModeEnum } from '../graphql/types/enums';
import { AtMost, Characters, Distinct, NotNull, Visible } from '../graphql/types/input-rules';
import { PageArgs } from '../graphql/types/connection';
import { DateTime } from '../graphql/types/scalars';
import { RewardInput } from './rewards/reward.inputs';
import { ConditionInput } from './conditions/condition.inputs';

@InputType({ description: 'Selects events. An omitted field does not restrict the list.' })
export class EventFilter {
  @Field(() => [EventStateEnum], {
    nullable: true,
    description:
      'Events that are in one of these states now; each state at most once. INACTIVE and ARCHIVED events are not visible to a USER.',
  })
  @Distinct()
  states?: EventState[] | null;

  @Field(() => [EventPhaseEnum], {
    nullable: true,
    description:
      'Events that are in one of these phases now; each phase at most once. They are the states, but tell drafts from paused events. DRAFT, PAUSED and ARCHIVED events are not visible to a USER.',
  })
  @Distinct()
  phases?: EventPhase[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Text that the title contains. Case and Unicode form do not matter.',
  })
  @Characters(0, TITLE_MAX_CHARACTERS)
  titleContains?: string | null;
}

@ArgsType()
export class EventsArgs extends PageArgs {
  @Field(() => EventFilter, { nullable: true, description: 'Selects events. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: EventFilter | null;

  @Field(() => EventOrderEnum, {
    defaultValue: 'START_AT',
    description: 'The instant that the list is ordered by, the latest first, or with `reverse` the earliest.',
  })
  orderBy!: EventOrder;
}

/** When a new event is. */
@InputType()
abstract class EventDates {
  @Field(() => DateTime, { description: 'The first instant of the window. It may be in the past.' })
  startAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant after the window. Null or omitted: the event has no end.',
  })
  endAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Requests are accepted before this instant, at or after `endAt`. Null or omitted: before `endAt`.',
  })
  claimUntil?: Date | null;
}

@InputType({ description: 'A new event. An event that is created active must be complete.' })
export class CreateEventInput extends EventDates {
  @Field(() => String, { description: 'Shown to users. 1 to 200 characters, at least one of them visible.' })
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title!: string;

  @Field(() => String, { defaultValue: '', description: 'Up to 10,000 characters.' })
  @Characters(0, DESCRIPTION_MAX_CHARACTERS)
  description!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the event accepts requests within its window.',
  })
  active!: boolean;

  @Field(() => PayoutModeEnum, {
    defaultValue: 'AUTO',
    description: 'Whether a request that meets the conditions is paid at once or waits for an operator.',
  })
  payout!: PayoutMode;

  @Field(() => [ConditionInput], { defaultValue: [], description: 'All conditions must be met. At most 20.' })
  @AtMost(CONDITIONS_MAX)
  @ValidateNested({ each: true })
  conditions!: ConditionInput[];

  @Field(() => [RewardInput], {
    defaultValue: [],
    description: 'A paid request receives all rewards. At most 20.',
  })
  @AtMost(REWARDS_MAX)
  @ValidateNested({ each: true })
  rewards!: RewardInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'Up to 128 characters of your choice. A retry with the same key and input returns the same event in its current state. createEvent and adjustRewardStock share one key space.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of an event. An omitted field stays as it is.' })
export class UpdateEventInput {
  @Field(() => ID, { description: 'The event.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;

  @Field(() => String, {
    nullable: true,
    description: '1 to 200 characters, at least one of them visible. Must not be null.',
  })
  @NotNull()
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title?: string;

  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters. Must not be null.' })
  @NotNull()
  @Characters(0, DESCRIPTION_MAX_CHARACTERS)
  description?: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Cannot be changed once the event has had a live request. Must not be null.',
  })
  @NotNull()
  startAt?: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Null: the event has no end. Once the event has had a live request, the end can only be moved later.',
  })
  endAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Requests are accepted before this instant, at or after `endAt`. Null: before `endAt`. Once the event has had a live request, it can only be moved later.',
  })
  claimUntil?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'False pauses the event, true activates it. An active event must be complete. Must not be null.',
  })
  @NotNull()
  active?: boolean;

  @Field(() => PayoutModeEnum, {
    nullable: true,
    description: 'Cannot be changed once the event has had a live request. Must not be null.',
  })
  @NotNull()
  payout?: PayoutMode;

  @Field(() => String, {
    nullable: true,
    description:
      'The reason, up to 1,000 characters. It is stored in the audit entry, and users never see it. Must not be null.',
  })
  @NotNull()
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string;
}

@InputType({ description: 'A copy of an event with dates of its own.' })
export class DuplicateEventInput extends EventDates {
  @Field(() => ID, { description: 'The event to copy. It may be archived.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "1 to 200 characters, at least one of them visible. Null or omitted: the source's title as it is now.",
  })
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Up to 128 characters of your choice. A retry with the same key and input returns the same event in its current state. All keyed changes of events share one key space.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Archives an event permanently.' })
export class ArchiveEventInput {
  @Field(() => ID, { description: 'The event.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'The reason, up to 1,000 characters. It is stored in the audit entry, and users never see it.',
  })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}
