import { modelOptions, prop } from '@typegoose/typegoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { CONDITION_KINDS, type ConditionKind } from '../domain/conditions';
import { ConditionKindEnum } from '../graphql/types/enums';
import { DateTime, LocalDate, SafeInt } from '../graphql/types/scalars';

/** The stored progress of a condition; domain/evidence.ts writes and reads its days. */
@modelOptions({ schemaOptions: { _id: false } })
export class StoredProgress {
  @prop({ required: true })
  conditionId!: string;

  @prop({ required: true, enum: CONDITION_KINDS, type: String })
  kind!: ConditionKind;

  @prop({ required: true })
  description!: string;

  @prop({ required: true })
  target!: number;

  @prop({ required: true })
  current!: number;

  @prop({ required: true })
  met!: boolean;

  @prop()
  firstDay?: string;

  @prop()
  dayCount?: number;

  /** Inside the run, as intervals. */
  @prop()
  excused?: string;

  /** Of conditions about activities. */
  @prop()
  activityKind?: string;

  @prop()
  firstActivityAt?: Date;

  @prop()
  lastActivityAt?: Date;

  /** Requests of release 0.1 only. */
  @prop({ type: () => [String] })
  days?: string[];
}

@ObjectType({ description: "A user's progress towards one condition.", simpleResolvers: true })
export class ConditionProgress {
  @Field(() => ID, {
    description: 'The id of the condition when it was judged. The condition may have been removed since.',
  })
  conditionId!: string;

  @Field(() => ConditionKindEnum, { description: 'The kind of condition.' })
  kind!: ConditionKind;

  @Field(() => String, { description: 'One plain sentence.' })
  description!: string;

  @Field(() => SafeInt, {
    description:
      'The number required: days, activities or their total quantity, as the kind says; 1 for EVENT_REWARDED and IN_AUDIENCE.',
  })
  target!: number;

  @Field(() => SafeInt, { description: 'The number reached. May exceed `target`.' })
  current!: number;

  @Field(() => Boolean, { description: 'Whether the condition is met.' })
  met!: boolean;

  @Field(() => [LocalDate], {
    description:
      'The service days that count, at most `target` of them. Empty for kinds other than attendance.',
  })
  days!: string[];

  /** Absent: none. */
  excusedDays?: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'The kinds about activities only: the kind of the activities that count.',
  })
  activityKind?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the first of the activities that count occurred. Null if there is none.',
  })
  firstActivityAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the last of the activities that count occurred. Null if there is none.',
  })
  lastActivityAt?: Date | null;
}
