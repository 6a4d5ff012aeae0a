import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { EventState } from '../domain/event-window';
import {
  CONDITIONS_MAX,
  DESCRIPTION_MAX_CHARACTERS,
  IDEMPOTENCY_KEY_MAX_CHARACTERS,
  REWARDS_MAX,
  TITLE_MAX_CHARACTERS,
} from '../domain/limits';
import type { PayoutMode } from '../domain/reward';
import { EventStateEnum, PayoutModeEnum } from '../graphql/enums';
import { AtMost, Characters, Distinct, NotNull, Visible } from '../graphql/input-rules';
import { PageArgs } from '../graphql/pagination';
import { DateTime } from '../graphql/scalars';
import { RewardInput } from '../rewards/reward.inputs';
import { ConditionInput } from './condition.inputs';

@InputType({ description: 'Which events to list; what is left out does not restrict.' })
export class EventFilter {
  @Field(() => [EventStateEnum], {
    nullable: true,
    description:
      'Events in one of these states now, each named at most once. A USER gets neither INACTIVE nor ARCHIVED ones.',
  })
  @Distinct()
  states?: EventState[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Text that the title contains, in any case and in composed or decomposed form.',
  })
  @Characters(0, TITLE_MAX_CHARACTERS)
  titleContains?: string | null;
}

@ArgsType()
export class EventsArgs extends PageArgs {
  @Field(() => EventFilter, { nullable: true, description: 'Which events; default all.' })
  @IsOptional()
  @ValidateNested()
  filter?: EventFilter | null;
}

@InputType({ description: 'A new event. One that is created active must be complete.' })
export class CreateEventInput {
  @Field(() => String, { description: 'What users see, 1 to 200 characters, one of them visible.' })
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title!: string;

  @Field(() => String, { defaultValue: '', description: 'Up to 10,000 characters.' })
  @Characters(0, DESCRIPTION_MAX_CHARACTERS)
  description!: string;

  @Field(() => DateTime, { description: 'First instant of the window; it may lie in the past.' })
  startAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'First instant after the window; null or left out: open.',
  })
  endAt?: Date | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it takes claims within its window.' })
  active!: boolean;

  @Field(() => PayoutModeEnum, {
    defaultValue: 'AUTO',
    description: 'Whether a met request is paid at once or waits for an operator.',
  })
  payout!: PayoutMode;

  @Field(() => [ConditionInput], { defaultValue: [], description: 'All must be met; at most 20.' })
  @AtMost(CONDITIONS_MAX)
  @ValidateNested({ each: true })
  conditions!: ConditionInput[];

  @Field(() => [RewardInput], { defaultValue: [], description: 'All are paid; at most 20.' })
  @AtMost(REWARDS_MAX)
  @ValidateNested({ each: true })
  rewards!: RewardInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'Up to 128 characters of your choice: the same key with the same input gives the same event, as it stands now. Shared with adjustRewardStock.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of an event; a field that is left out stays.' })
export class UpdateEventInput {
  @Field(() => ID, { description: 'The event.' })
  id!: string;

  @Field(() => Int, { description: 'The version that the change was made for.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: '1 to 200 characters, one of them visible; not null.' })
  @NotNull()
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title?: string;

  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters; not null.' })
  @NotNull()
  @Characters(0, DESCRIPTION_MAX_CHARACTERS)
  description?: string;

  @Field(() => DateTime, { nullable: true, description: 'Not null; frozen once there was a live request.' })
  @NotNull()
  startAt?: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Null: open. An earlier end is frozen once there was a live request.',
  })
  endAt?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False pauses, true activates; not null. An active event must be complete.',
  })
  @NotNull()
  active?: boolean;

  @Field(() => PayoutModeEnum, {
    nullable: true,
    description: 'Not null; frozen once there was a live request.',
  })
  @NotNull()
  payout?: PayoutMode;
}

@InputType({ description: 'Closes an event for good.' })
export class ArchiveEventInput {
  @Field(() => ID, { description: 'The event.' })
  id!: string;

  @Field(() => Int, { description: 'The version that was read before.' })
  expectedVersion!: number;
}
