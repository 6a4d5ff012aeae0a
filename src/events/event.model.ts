import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { CONDITION_KINDS, type ConditionKind } from '../domain/conditions';
import { PAYOUT_MODES, REWARD_TYPES, type PayoutMode, type RewardType } from '../domain/reward';
import { ConditionKindEnum, PayoutModeEnum, RewardTypeEnum } from '../graphql/types/enums';
import { DateTime, LocalDate, SafeInt } from '../graphql/types/scalars';
import { EventPayout } from './event-payout.model';
import { Hold } from './hold.model';

@modelOptions({ schemaOptions: { _id: false } })
@ObjectType('Condition', {
  description: 'A requirement of an event. A user must meet all conditions of an event.',
  simpleResolvers: true,
})
export class StoredCondition {
  @Field(() => ID, { description: 'Opaque. It does not change when the condition is updated.' })
  @prop({ required: true })
  id!: Types.ObjectId;

  @Field(() => ConditionKindEnum, { description: 'The kind of condition.' })
  @prop({ required: true, enum: CONDITION_KINDS, type: String })
  kind!: ConditionKind;

  @Field(() => SafeInt, {
    description:
      'The number required: days, activities or their total quantity, as the kind says; 1 for EVENT_REWARDED and IN_AUDIENCE.',
  })
  @prop({ required: true })
  target!: number;

  @prop({ type: Types.ObjectId, default: null })
  requiredEventId!: Types.ObjectId | null;

  /** Missing in conditions of other kinds. */
  @Field(() => String, {
    nullable: true,
    description: 'The kinds about activities only: the kind of the activities that count.',
  })
  @prop({ type: String })
  activityKind?: string | null;

  /** Missing in conditions of other kinds. */
  @prop({ type: Types.ObjectId })
  audienceId?: Types.ObjectId | null;
}

@modelOptions({ schemaOptions: { _id: false } })
@ObjectType('Reward', {
  description: 'A reward of an event. A paid request receives all rewards of its event.',
  simpleResolvers: true,
})
export class StoredReward {
  @Field(() => ID, { description: 'Opaque and permanent.' })
  @prop({ required: true })
  id!: Types.ObjectId;

  @Field(() => RewardTypeEnum, { description: 'The type of the reward.' })
  @prop({ required: true, enum: REWARD_TYPES, type: String })
  type!: RewardType;

  @Field(() => String, { description: 'Shown to users.' })
  @prop({ required: true })
  name!: string;

  @Field(() => Int, { description: 'The quantity that each paid request receives, at least 1.' })
  @prop({ required: true })
  quantity!: number;

  @Field(() => String, {
    nullable: true,
    description:
      "The id of the coupon or item in the client's own systems, such as a SKU. Users can read it, so never store a redeemable code here.",
  })
  @prop({ type: String, default: null })
  externalId!: string | null;

  /** Each winner gets one of the codes that were imported; the stock is their number. Missing in other rewards. */
  @prop()
  codePool?: true;

  /** Initial stock + deltas. */
  @Field(() => Int, { nullable: true, description: 'Units in total. Null: unlimited.' })
  @prop({ type: Number, default: null })
  stock!: number | null;

  /** `stock` without the deltas. Missing in rewards of former releases. */
  @prop({ type: Number })
  initialStock?: number | null;

  /** stock - held - granted. */
  @Field(() => Int, {
    nullable: true,
    description: 'Units that are neither paid nor reserved for a pending request. Null: unlimited.',
  })
  @prop({ type: Number, default: null })
  remaining!: number | null;
}

// The list's order, with what its filters read.
@index({ startAt: -1, _id: -1, active: 1, archivedAt: 1, endAt: 1, title: 1 })
// The same by the end.
@index({ endAt: -1, _id: -1, active: 1, archivedAt: 1, startAt: 1, title: 1 })
// Read by the sweeper of any server: holds whose row is not known.
@index({ 'holds.at': 1 }, { partialFilterExpression: { 'holds.at': { $exists: true } } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@index({ 'conditions.id': 1 })
@index({ 'rewards.id': 1 })
// The occurrences of a series.
@index({ seriesId: 1, startAt: -1, _id: -1 }, { partialFilterExpression: { seriesId: { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'events', versionKey: false } })
@ObjectType({ description: 'A time-boxed campaign with conditions and rewards.', simpleResolvers: true })
export class Event {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => String, { description: 'Shown to users.' })
  @prop({ required: true })
  title!: string;

  @Field(() => String, { description: 'Shown to users below the title. May be empty.' })
  @prop({ default: '' })
  description!: string;

  @Field(() => DateTime, { description: 'The first instant of the window.' })
  @prop({ required: true })
  startAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant after the window. Null: the event has no end.',
  })
  @prop({ type: Date, default: null })
  endAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Requests are accepted before this instant; check-ins and activities count before `endAt`. Null: requests are accepted before `endAt` too.',
  })
  @prop({ type: Date, default: null })
  claimUntil?: Date | null;

  /** The window's service days, stored with it so that a claim's facts take one read. Null without an end. */
  @prop({ required: true })
  firstDay!: string;

  @prop({ type: String, default: null })
  lastDay!: string | null;

  @Field(() => Boolean, {
    description: 'False if the event is a draft or paused. `state` combines this with the window.',
  })
  @prop({ required: true })
  active!: boolean;

  /** Null: never active. Missing in events of former releases. Never unset once it is known. */
  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the event was activated for the first time. Null: never, or before servers recorded it; `draft` is true in the first case only.',
  })
  @prop({ type: Date })
  firstActivatedAt?: Date | null;

  @prop({ type: Date, default: null })
  archivedAt!: Date | null;

  @Field(() => PayoutModeEnum, {
    description: 'Whether a request that meets the conditions is paid at once or waits for an operator.',
  })
  @prop({ required: true, enum: PAYOUT_MODES, type: String })
  payout!: PayoutMode;

  @prop({ required: true, type: () => [StoredCondition], default: [] })
  conditions!: StoredCondition[];

  @prop({ required: true, type: () => [StoredReward], default: [] })
  rewards!: StoredReward[];

  /** Thousands, perhaps: what reads whole events reads them without. */
  @prop({ required: true, type: () => [Hold], default: [], select: false })
  holds!: Hold[];

  @Field(() => Int, {
    description:
      'Increases by one with every change except a stock change. Send it back as `expectedVersion`.',
  })
  @prop({ required: true })
  version!: number;

  /** Number of the stock deltas so far: each is one update on the number it was judged by. */
  @prop({ required: true, default: 0 })
  deltaN!: number;

  /** Set before the first live request is inserted, and never lifted. */
  @prop({ type: Date, default: null })
  frozenAt!: Date | null;

  /** Of the payouts that it took, in order; their documents may be missing for a moment. */
  @prop({ type: () => [EventPayout], default: undefined, select: false })
  payouts?: EventPayout[];

  /** The event that this one was copied from. */
  @prop({ type: Types.ObjectId })
  copiedFromId?: Types.ObjectId;

  /** The series that it is an occurrence of. */
  @prop({ type: Types.ObjectId })
  seriesId?: Types.ObjectId;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The service day on which this occurrence of a series begins. Null for other events.',
  })
  @prop({ type: String })
  occurrence?: string | null;

  /** Set when a series begins to copy it, and never lifted. */
  @prop()
  isTemplate?: boolean;

  @Field(() => DateTime, { description: 'When the event was created.' })
  @prop({ required: true })
  createdAt!: Date;

  @prop({ type: Types.ObjectId, required: true })
  createdById!: Types.ObjectId;

  @prop({ type: () => [OutboxEntry], select: false })
  outbox?: OutboxEntry[];
}

/** Conditions and rewards hang on their event, so that their edges to it take no further call. */
export type ConditionOfEvent = StoredCondition & { readonly event: Event };
export type RewardOfEvent = StoredReward & { readonly event: Event };

declare module '../database/collections' {
  interface StoredRows {
    readonly events: Event;
  }
}
