import { Field, ID, InputType, Int } from 'type-graphql';
import { CLAIM_GRACE_HOURS_MAX } from '../domain/event-series';
import { IDEMPOTENCY_KEY_MAX_CHARACTERS, TITLE_MAX_CHARACTERS } from '../domain/limits';
import type { Recurrence } from '../domain/recurrence';
import type { ServiceDay } from '../domain/service-calendar';
import { RecurrenceEnum } from '../graphql/types/enums';
import { Between, Characters, NotNull, Visible } from '../graphql/types/input-rules';
import { LocalDate } from '../graphql/types/scalars';

@InputType({ description: 'A new series. Its template is an event: each occurrence is a copy of it.' })
export class CreateSeriesInput {
  @Field(() => ID, {
    description:
      'The event to copy. It must be inactive and have had no live request. From then on it cannot be activated; changes of it reach the occurrences that are created later.',
  })
  templateEventId!: string;

  @Field(() => String, { description: 'What operators call the series, 1 to 200 characters.' })
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title!: string;

  @Field(() => RecurrenceEnum, { description: 'When an occurrence begins.' })
  recurrence!: Recurrence;

  @Field(() => LocalDate, {
    description: 'The service day on which the first occurrence begins. It may be in the past.',
  })
  firstDay!: ServiceDay;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'No occurrence begins after this day, at or after `firstDay`. Null or omitted: there is no last one.',
  })
  lastDay?: ServiceDay | null;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Requests are accepted for so many hours after the end of an occurrence, 0 to 8,760.',
  })
  @Between(0, CLAIM_GRACE_HOURS_MAX)
  claimGraceHours!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Up to 128 characters of your choice. A retry with the same key and input returns the same series in its current state. All keyed changes of events share one key space.',
  })
  @Characters(1, IDEMPOTENCY_KEY_MAX_CHARACTERS)
  idempotencyKey?: string | null;
}

@InputType({
  description: 'Changes of a series. Omitted fields stay. Events that were created already stay too.',
})
export class UpdateSeriesInput {
  @Field(() => ID, { description: 'The series.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the series that the change is based on.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: '1 to 200 characters. Must not be null.' })
  @NotNull()
  @Characters(1, TITLE_MAX_CHARACTERS)
  @Visible()
  title?: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The event to copy from now on, under the rules of createSeries. Must not be null.',
  })
  @NotNull()
  templateEventId?: string;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'No occurrence begins after this day, at or after the first day. Null: there is no last one.',
  })
  lastDay?: ServiceDay | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True pauses the series, false continues it. Must not be null.',
  })
  @NotNull()
  paused?: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True ends the series permanently. False changes nothing. Must not be null.',
  })
  @NotNull()
  ended?: boolean;
}
