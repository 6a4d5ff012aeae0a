import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { CONDITION_KINDS, type ConditionKind } from '../domain/conditions';
import { RequestStatus } from '../domain/request-status';
import {
  ConditionKindEnum,
  RefusalCodeEnum,
  RequestStatusEnum,
  RewardTypeEnum,
} from '../graphql/types/enums';
import { DateTime, LocalDate, SafeInt } from '../graphql/types/scalars';
import { REFUSAL_CODES, type RefusalCode } from '../errors';
import { REWARD_TYPES, type RewardType } from '../domain/reward';

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

  @Field(() => SafeInt, { description: 'The number of days required; 1 for EVENT_REWARDED.' })
  target!: number;

  @Field(() => SafeInt, { description: 'The number of days reached. May exceed `target`.' })
  current!: number;

  @Field(() => Boolean, { description: 'Whether the condition is met.' })
  met!: boolean;

  @Field(() => [LocalDate], {
    description:
      'The service days that count, at most `target` of them. Empty for kinds other than attendance.',
  })
  days!: string[];
}

/** A reward as it was when the claim was judged; the id is that of the grant it becomes. */
@modelOptions({ schemaOptions: { _id: false } })
export class GrantedReward {
  @prop({ required: true })
  id!: Types.ObjectId;

  /** The reward in the event: what the ledger's stock rule is recomputed by. */
  @prop({ required: true })
  rewardId!: Types.ObjectId;

  @prop({ required: true, enum: REWARD_TYPES, type: String })
  type!: RewardType;

  @prop({ required: true })
  name!: string;

  @prop({ required: true })
  quantity!: number;

  @prop({ type: String, default: null })
  externalId!: string | null;
}

@modelOptions({ schemaOptions: { _id: false } })
@ObjectType('RewardGrant', {
  description: 'A reward that was paid: a copy of the reward at that moment.',
  simpleResolvers: true,
})
export class RewardGrant extends GrantedReward {
  @Field(() => ID, { description: 'Opaque and permanent.' })
  declare id: Types.ObjectId;

  @Field(() => RewardTypeEnum, { description: 'The type of the reward.' })
  declare type: RewardType;

  @Field(() => String, { description: "The reward's name when it was paid." })
  declare name: string;

  @Field(() => Int, { description: 'The quantity that was paid, at least 1.' })
  declare quantity: number;

  @Field(() => String, {
    nullable: true,
    description: "The id of the reward in the client's own systems. Never a redeemable code.",
  })
  declare externalId: string | null;

  @Field(() => DateTime, { description: 'When the reward was paid: `decidedAt` of the request.' })
  @prop({ required: true })
  grantedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Null in this release. A revoked grant keeps its row and its positive quantity.',
  })
  @prop({ type: Date, default: null })
  revokedAt!: Date | null;
}

/**
 * One claim, with all that it was judged by and paid: one document, so one insert pays all or nothing.
 *
 * A tombstone (`{ _id, tombstone: true, at }`) stands where a claim's id was given up: no late insert
 * under that id can land. It has no status, so no rule takes it for a request.
 */
// THE guard: at most one PENDING or SUCCESS row per user and event, whichever server writes. Literally
// the seed's index; nothing else is trusted to prevent a second payment.
@index({ userId: 1, eventId: 1 }, { unique: true, partialFilterExpression: { status: { $in: [0, 1] } } })
@index(
  { userId: 1, idempotencyKey: 1 },
  { unique: true, partialFilterExpression: { idempotencyKey: { $type: 'string' } } },
)
// History in full: the guard can't serve FAILED rows.
@index({ userId: 1, eventId: 1, requestedAt: -1 })
// The lists' orders, by their leading filters.
@index({ requestedAt: -1, _id: -1, status: 1, failureCode: 1 })
@index({ userId: 1, requestedAt: -1, _id: -1, status: 1 })
@index({ eventId: 1, requestedAt: -1, _id: -1, status: 1, failureCode: 1 })
@index({ decidedById: 1, requestedAt: -1, _id: -1 })
@index({ status: 1, requestedAt: -1, _id: -1 })
// Grants are listed by the instant of the decision that paid them.
@index({ decidedAt: -1, _id: -1 }, { partialFilterExpression: { status: 1 } })
@index({ userId: 1, decidedAt: -1, _id: -1 }, { partialFilterExpression: { status: 1 } })
@index({ eventId: 1, decidedAt: -1, _id: -1 }, { partialFilterExpression: { status: 1 } })
// Rare failures, and grants of a rare type or externalId: without these a list reads all rows to find few or none.
@index({ failureCode: 1, requestedAt: -1, _id: -1 }, { partialFilterExpression: { status: 2 } })
@index({ 'grants.type': 1, decidedAt: -1, _id: -1 }, { partialFilterExpression: { status: 1 } })
@index(
  { 'grants.externalId': 1, decidedAt: -1, _id: -1 },
  // Any text: most grants have none, and cost no key.
  { partialFilterExpression: { status: 1, 'grants.externalId': { $gt: '' } } },
)
// What sweepers and chainers look for after a crash.
@index({ holdDue: 1 }, { partialFilterExpression: { holdDue: true } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'rewardrequests', versionKey: false } })
@ObjectType({
  description: "A user's request for the rewards of an event, and its result.",
  simpleResolvers: true,
})
export class RewardRequest {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  userId!: Types.ObjectId;

  @prop({ required: true })
  eventId!: Types.ObjectId;

  @Field(() => RequestStatusEnum, { description: 'The status of the request.' })
  @prop({ required: true, enum: Object.values(RequestStatus), type: Number })
  status!: RequestStatus;

  @Field(() => Int, {
    description:
      "The number of the attempt: one more than that of the user's previous request for the event. Concurrent requests may share a number.",
  })
  @prop({ required: true })
  attempt!: number;

  @Field(() => DateTime, { description: 'When the server received the request.' })
  @prop({ required: true })
  requestedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the request was decided. Equal to `requestedAt` if the rules decided it. Null while PENDING.',
  })
  @prop({ type: Date, default: null })
  decidedAt!: Date | null;

  @prop({ type: Types.ObjectId, default: null })
  decidedById!: Types.ObjectId | null;

  @Field(() => RefusalCodeEnum, {
    nullable: true,
    description:
      'The reason why the request FAILED: CONDITIONS_NOT_MET, OUT_OF_STOCK or REJECTED. Null otherwise.',
  })
  @prop({ type: String, enum: Object.keys(REFUSAL_CODES), default: null })
  failureCode!: RefusalCode | null;

  @Field(() => String, {
    nullable: true,
    description: "The operator's message with an approval or rejection. The user can read it.",
  })
  @prop({ type: String, default: null })
  note!: string | null;

  @Field(() => Int, { description: 'The version of the event that the request was judged by.' })
  @prop({ required: true })
  eventVersion!: number;

  @prop({ required: true, type: () => [StoredProgress] })
  evidence!: StoredProgress[];

  /** The days that the evidence counts, each once: see domain/evidence.ts. */
  @prop()
  evidenceDays?: string;

  /** Of a row that was PENDING once: the rewards as they were, which approval pays. */
  @prop({ type: () => [GrantedReward] })
  rewards?: GrantedReward[];

  /** Whether the claim took stock: the decision then settles its hold. */
  @prop()
  held?: true;

  /** It came from another platform by import-rest: what it was judged by there is not known here. */
  @prop()
  imported?: true;

  /** The paid rewards; empty unless the status is SUCCESS. */
  @prop({ required: true, type: () => [RewardGrant] })
  grants!: RewardGrant[];

  /** The user's own key: makes a repeated call safe. */
  @prop()
  idempotencyKey?: string;

  /** Set by a decision, until the hold in the event has gone its way. */
  @prop()
  holdDue?: true;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];

  @prop()
  tombstone?: true;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly requests: RewardRequest;
  }
}
