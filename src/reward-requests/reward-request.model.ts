import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types, type mongo } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { RequestStatus } from '../domain/request-status';
import { REFUSAL_CODES, type RefusalCode } from '../errors';
import { RefusalCodeEnum, RequestStatusEnum } from '../graphql/types/enums';
import { DateTime } from '../graphql/types/scalars';
import { StoredProgress } from './condition-progress.model';
import { DeletedActivities } from './deleted-activities.model';
import { GrantedReward, RewardGrant } from './reward-grant.model';

/** 16 random bytes for each text that the feed's leaf commits to; see reward-feed/leaf.ts. */
@modelOptions({ schemaOptions: { _id: false } })
export class Nonces {
  @prop({ type: Buffer })
  decidedById?: mongo.Binary;

  @prop({ type: Buffer })
  note?: mongo.Binary;

  @prop({ type: Buffer })
  revokedById?: mongo.Binary;

  @prop({ type: Buffer })
  revokeReason?: mongo.Binary;
}

/** What the leaves of a request hold of its texts, in hex. */
@modelOptions({ schemaOptions: { _id: false } })
export class Commitments {
  @prop()
  note?: string;

  @prop()
  revokeReason?: string;
}

/**
 * One claim, with all that it was judged by and paid: one document, so one insert pays all or nothing.
 *
 * A tombstone (`{ _id, userId, tombstone: true, at }`) stands where a claim's id was given up: no late insert
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
@index({ 'grants.delivery.state': 1, decidedAt: -1, _id: -1 }, { partialFilterExpression: { status: 1 } })
@index(
  { 'grants.externalId': 1, decidedAt: -1, _id: -1 },
  // Any text: most grants have none, and cost no key.
  { partialFilterExpression: { status: 1, 'grants.externalId': { $gt: '' } } },
)
// Of what users sent themselves there is no key.
@index({ source: 1, requestedAt: -1, _id: -1 }, { partialFilterExpression: { source: { $gt: '' } } })
// Few requests are revoked.
@index({ requestedAt: -1, _id: -1 }, { partialFilterExpression: { revokedAt: { $type: 'date' } } })
@index(
  { eventId: 1, requestedAt: -1, _id: -1 },
  { partialFilterExpression: { revokedAt: { $type: 'date' } } },
)
// Paid requests that counted activities of a kind: what voiding one looks for.
@index(
  { userId: 1, 'evidence.activityKind': 1 },
  { partialFilterExpression: { status: 1, 'evidence.activityKind': { $gt: '' } } },
)
// What a payout made, counted by its status.
@index({ payoutId: 1, status: 1 }, { partialFilterExpression: { payoutId: { $exists: true } } })
// What sweepers and chainers look for after a crash.
@index({ holdDue: 1 }, { partialFilterExpression: { holdDue: true } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
// What rows still owe. $exists would keep rows whose list has become empty.
@index({ due: 1 }, { partialFilterExpression: { due: { $type: 'string' } } })
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
      'The reason why the request FAILED: CONDITIONS_NOT_MET, OUT_OF_STOCK, REJECTED or ACCOUNT_ERASED. Null otherwise.',
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

  /** What the evidence may have counted and is no longer stored; one for each kind. */
  @prop({ type: () => [DeletedActivities] })
  deletedActivities?: DeletedActivities[];

  /** Of a row that was PENDING once: the rewards as they were, which approval pays. */
  @prop({ type: () => [GrantedReward] })
  rewards?: GrantedReward[];

  /** Whether the claim took stock: the decision then settles its hold. */
  @prop()
  held?: true;

  /** It came from another platform by import-rest: what it was judged by there is not known here. */
  @prop()
  imported?: true;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the payment was taken back, with all of its grants. The status stays SUCCESS, and the user can send no other request for the event.',
  })
  @prop({ type: Date })
  revokedAt?: Date | null;

  @prop()
  revokedById?: Types.ObjectId;

  @Field(() => String, {
    nullable: true,
    description: 'Why the payment was taken back. The user can read it.',
  })
  @prop()
  revokeReason?: string;

  /** Of a revocation that returns stock: the id of the audit entry that records the return in the event. */
  @prop()
  stockReturnId?: Types.ObjectId;

  /** The paid rewards; empty unless the status is SUCCESS. */
  @prop({ required: true, type: () => [RewardGrant] })
  grants!: RewardGrant[];

  /** The user's own key: makes a repeated call safe. */
  @prop()
  idempotencyKey?: string;

  /** Absent: the user sent the request. May hold a word that only a newer server knows. */
  @prop()
  source?: string;

  /** The service key that sent the request for the user. */
  @prop()
  serviceKeyId?: Types.ObjectId;

  /** The payout that made the request. */
  @prop()
  payoutId?: Types.ObjectId;

  /** Set by a decision, until the hold in the event has gone its way. */
  @prop()
  holdDue?: true;

  /**
   * What must still be done for this row, put here by the write that made it due; see obligations. Absent:
   * the row is from an older release, or the rules refused it.
   */
  @prop({ type: () => [String] })
  due?: string[];

  /** Of a request that a person decided or revoked. */
  @prop({ type: () => Nonces })
  nonces?: Nonces;

  /** Of a request whose texts and nonces were removed: the leaves stay what they were. See reward-feed/leaf.ts. */
  @prop({ type: () => Commitments })
  commitments?: Commitments;

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
