import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { CONDITION_KINDS, type ConditionKind } from '../domain/conditions';
import type { RequestStatus } from '../domain/request-status';
import { ConditionKindEnum, RefusalCodeEnum, RequestStatusEnum, RewardTypeEnum } from '../graphql/enums';
import { DateTime, LocalDate, SafeInt } from '../graphql/scalars';
import type { RefusalCode } from '../errors';
import { REWARD_TYPES, type RewardType } from '../domain/reward';

/** What a request keeps of a condition's progress; domain/evidence.ts writes and reads its days. */
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

@ObjectType({ description: 'How far a user is with one condition.', simpleResolvers: true })
export class ConditionProgress {
  @Field(() => ID, {
    description: "The condition's id when it was judged; the condition may be gone since.",
  })
  conditionId!: string;

  @Field(() => ConditionKindEnum, { description: 'What the condition asks.' })
  kind!: ConditionKind;

  @Field(() => String, { description: 'One plain sentence.' })
  description!: string;

  @Field(() => SafeInt, { description: 'How much is asked.' })
  target!: number;

  @Field(() => SafeInt, { description: 'How much there is; not capped at target.' })
  current!: number;

  @Field(() => Boolean, { description: 'Whether the condition is met.' })
  met!: boolean;

  @Field(() => [LocalDate], {
    description: 'Attendance kinds: the days that count, at most target of them.',
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
  description: 'What was paid: a copy of the reward as it was.',
  simpleResolvers: true,
})
export class RewardGrant extends GrantedReward {
  @Field(() => ID, { description: 'Opaque and permanent.' })
  declare id: Types.ObjectId;

  @Field(() => RewardTypeEnum, { description: 'What kind of thing was paid.' })
  declare type: RewardType;

  @Field(() => String, { description: "The reward's name when it was paid." })
  declare name: string;

  @Field(() => Int, { description: 'How many were paid, 1 or more.' })
  declare quantity: number;

  @Field(() => String, {
    nullable: true,
    description: "What the client's own systems call it. Never a redeemable code.",
  })
  declare externalId: string | null;

  @Field(() => DateTime, { description: "When it was paid: the request's decidedAt." })
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
// What sweepers and chainers look for after a crash.
@index({ holdDue: 1 }, { partialFilterExpression: { holdDue: true } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'rewardrequests', versionKey: false } })
@ObjectType({ description: "A user's claim on an event, and what became of it.", simpleResolvers: true })
export class RewardRequest {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  userId!: Types.ObjectId;

  @prop({ required: true })
  eventId!: Types.ObjectId;

  @Field(() => RequestStatusEnum, { description: 'Where the request stands.' })
  @prop({ required: true, type: Number })
  status!: RequestStatus;

  @Field(() => Int, {
    description:
      "One more than the newest earlier row's when it was judged; rows that race may share a number.",
  })
  @prop({ required: true })
  attempt!: number;

  @Field(() => DateTime, { description: 'When the request arrived, by the server.' })
  @prop({ required: true })
  requestedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "Null only while PENDING; decided by the rules: equal to requestedAt. A grant's grantedAt equals it.",
  })
  @prop({ type: Date, default: null })
  decidedAt!: Date | null;

  @prop({ type: Types.ObjectId, default: null })
  decidedById!: Types.ObjectId | null;

  @Field(() => RefusalCodeEnum, {
    nullable: true,
    description: 'Why it FAILED: CONDITIONS_NOT_MET, OUT_OF_STOCK or REJECTED; null otherwise.',
  })
  @prop({ type: String, default: null })
  failureCode!: RefusalCode | null;

  @Field(() => String, {
    nullable: true,
    description: "The operator's words at approval or rejection. The user reads it.",
  })
  @prop({ type: String, default: null })
  note!: string | null;

  @Field(() => Int, { description: "The event's version that its conditions were judged on." })
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

  /** What was paid; not empty exactly when SUCCESS. */
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
