import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { FeedType } from '../domain/reward-feed';
import type { DeliveryError, WebhookDeliveryState } from '../domain/webhook-rules';
import { FeedEntryTypeEnum, WebhookDeliveryStateEnum } from '../graphql/types/enums';
import { DateTime, SafeInt } from '../graphql/types/scalars';

// Whichever servers take an entry from the feed, an endpoint gets it as one message.
@index({ endpointId: 1, sequence: 1 }, { unique: true })
// What is to be sent, in order.
@index({ endpointId: 1, state: 1, sequence: 1 })
// The lists, by their filters.
@index({ endpointId: 1, sequence: -1, _id: -1 })
@index({ sequence: -1, _id: -1 })
@index({ state: 1, sequence: -1, _id: -1 })
// What has been kept for long enough.
@index({ settledAt: 1 })
@modelOptions({ schemaOptions: { collection: 'webhookdeliveries', versionKey: false } })
@ObjectType({ description: 'One message to one endpoint. Kept for 30 days.', simpleResolvers: true })
export class WebhookDelivery {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  endpointId!: Types.ObjectId;

  @Field(() => WebhookDeliveryStateEnum, { description: 'Whether it was accepted.' })
  @prop({ type: String, required: true })
  state!: WebhookDeliveryState;

  @Field(() => SafeInt, { description: 'The sequence of the entry in the reward feed.' })
  @prop({ required: true })
  sequence!: number;

  @Field(() => FeedEntryTypeEnum, { description: 'The type of the entry.' })
  @prop({ type: String, required: true })
  type!: FeedType;

  @Field(() => Int, { description: 'Number of attempts that count, at most 10.' })
  @prop({ required: true })
  attempts!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status of the last attempt. Null: no response.',
  })
  @prop({ type: Number, default: null })
  lastStatus!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the last attempt failed, as a code: docs/guides/webhooks.md. Null if it did not fail.',
  })
  @prop({ type: String, default: null })
  lastError!: DeliveryError | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last sent.' })
  @prop({ type: Date, default: null })
  lastAttemptAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it will be sent next, at the earliest.' })
  @prop({ type: Date, default: null })
  nextAttemptAt!: Date | null;

  /** The feed's epoch when it was stored; the same in each attempt. */
  @prop({ required: true })
  epoch!: string;

  /** Request or user: messages about one are sent in order. */
  @prop({ required: true })
  rowId!: Types.ObjectId;

  /** Of the entry. */
  @prop({ required: true })
  at!: Date;

  /** When it was accepted or given up. */
  @prop({ type: Date, default: null })
  settledAt!: Date | null;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly webhookDeliveries: WebhookDelivery;
  }
}
