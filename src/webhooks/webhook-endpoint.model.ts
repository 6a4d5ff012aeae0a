import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import type { FeedType } from '../domain/reward-feed';
import type { PausedReason } from '../domain/webhook-rules';
import { FeedEntryTypeEnum } from '../graphql/types/enums';
import { DateTime } from '../graphql/types/scalars';

@modelOptions({ schemaOptions: { _id: false } })
export class WebhookSecret {
  /** Part of what binds the encrypted text to this place. */
  @prop({ required: true })
  id!: Types.ObjectId;

  @prop({ required: true })
  encrypted!: string;

  /** When it stops signing; null: it is the current one. */
  @prop({ type: Date, default: null })
  until!: Date | null;
}

/** A range of the feed that is to be sent again. */
@modelOptions({ schemaOptions: { _id: false } })
export class WebhookReplay {
  @prop({ required: true })
  id!: Types.ObjectId;

  /** The first sequence that has not been prepared yet. */
  @prop({ required: true })
  next!: number;

  @prop({ required: true })
  to!: number;
}

// The slot of an endpoint that exists: there are never more endpoints than slots, even if several are created at once.
@index({ slot: 1 }, { unique: true, partialFilterExpression: { slot: { $type: 'number' } } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'webhookendpoints', versionKey: false } })
@ObjectType({ description: 'A URL that receives messages about rewards.', simpleResolvers: true })
export class WebhookEndpoint {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => String, { description: 'The address that messages are sent to.' })
  @prop({ required: true })
  url!: string;

  @Field(() => [FeedEntryTypeEnum], { description: 'The types of entries that it receives.' })
  @prop({ type: [String], required: true })
  types!: FeedType[];

  @Field(() => Boolean, { description: 'Whether messages are sent. They are kept meanwhile.' })
  @prop({ required: true })
  active!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  @prop({ required: true })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first failure since the last success. Null if the last message was accepted.',
  })
  @prop({ type: Date, default: null })
  failingSince!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why the platform deactivated it: `GONE` after a response with status 410, `NO_SUCCESS_FOR_5_DAYS`. Null otherwise.',
  })
  @prop({ type: String, default: null })
  pausedReason!: PausedReason | null;

  @prop({ type: [WebhookSecret], required: true })
  secrets!: WebhookSecret[];

  @prop({ type: [WebhookReplay], default: [] })
  replays!: WebhookReplay[];

  /** The cursor that it begins with. */
  @prop({ required: true })
  start!: number;

  @prop({ type: Number })
  slot?: number;

  /** Raised by every change that a person or a rule makes. */
  @prop({ required: true })
  n!: number;

  @prop({ type: Date })
  removedAt?: Date;

  @prop({ type: [OutboxEntry], default: undefined })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly webhookEndpoints: WebhookEndpoint;
  }
}
