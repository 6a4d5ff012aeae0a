import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import type { PayoutState } from '../domain/payouts';
import { PayoutStateEnum } from '../graphql/types/enums';
import { DateTime } from '../graphql/types/scalars';

/** A payout, with how far it has come and the lease of the server that works on it: one document decides both. */
// The lists' orders.
@index({ startedAt: -1, _id: -1 })
@index({ eventId: 1, startedAt: -1, _id: -1 })
// What every server looks for each second.
@index({ state: 1 }, { partialFilterExpression: { state: 'RUNNING' } })
// Cancelled ones whose payments are still to be counted.
@index({ uncounted: 1 }, { partialFilterExpression: { uncounted: true } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'payouts', versionKey: false } })
@ObjectType({
  description: 'Claims an event for each member of an audience, as the member would.',
  simpleResolvers: true,
})
export class Payout {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  eventId!: Types.ObjectId;

  @prop({ required: true })
  audienceId!: Types.ObjectId;

  @Field(() => PayoutStateEnum, { description: 'The state of the payout.' })
  @prop({ required: true, type: String })
  state!: PayoutState;

  @Field(() => String, { description: 'Why it was started.' })
  @prop({ required: true })
  reason!: string;

  @prop({ required: true })
  startedById!: Types.ObjectId;

  @prop({ type: Types.ObjectId, default: null })
  approvedById!: Types.ObjectId | null;

  @Field(() => Int, { description: 'Members of the audience.' })
  @prop({ required: true })
  total!: number;

  /** Live requests that it made; null while they are counted from the rows. */
  @prop({ type: Number, default: null })
  paidCount!: number | null;

  @Field(() => Int, { description: 'Members whose slot another request held.' })
  @prop({ required: true })
  already!: number;

  @Field(() => Int, {
    description:
      'Members who were not paid: the conditions are not met, the stock was sold out, or the account is disabled, erased or not a USER. They get no FAILED request.',
  })
  @prop({ required: true })
  refused!: number;

  @Field(() => DateTime, { description: 'When it was started.' })
  @prop({ required: true })
  startedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was done or cancelled. Null until then.',
  })
  @prop({ type: Date, default: null })
  finishedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why the platform paused it: EVENT_INACTIVE, EVENT_NOT_STARTED or EVENT_ENDED. Null if it is not paused, or a person paused it.',
  })
  @prop({ type: String, default: null })
  pausedReason!: string | null;

  /** The last member, in the order of ids, that has an answer. */
  @prop({ type: Types.ObjectId, default: null })
  cursor!: Types.ObjectId | null;

  /** Members that the cursor has passed. */
  @prop({ required: true })
  passed!: number;

  /** Raised by every change: what a server that was paused changes by an older number matches nothing. */
  @prop({ required: true })
  n!: number;

  /** The server that works on it; null: none. */
  @prop({ type: String, default: null })
  owner!: string | null;

  @prop({ required: true })
  until!: Date;

  /** Cancelled, and a step may have been under way. */
  @prop()
  uncounted?: true;

  /** SHA-256 of the input that it was started with. */
  @prop({ required: true })
  inputHash!: string;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly payouts: Payout;
  }
}
