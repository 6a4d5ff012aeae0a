import { modelOptions, prop } from '@typegoose/typegoose';
import type { Types } from 'mongoose';

/** One per endpoint: how far its messages have been taken from the feed, and which server sends them. */
@modelOptions({ schemaOptions: { collection: 'webhookleases', versionKey: false } })
export class WebhookLease {
  /** The endpoint's. */
  readonly _id!: Types.ObjectId;

  /** The last sequence of the feed whose message is stored as a delivery. */
  @prop({ required: true })
  cursor!: number;

  /** Raised by every change: what a server that was paused changes by an older number matches nothing. */
  @prop({ required: true })
  n!: number;

  /** The server that sends; null: none. */
  @prop({ type: String, default: null })
  owner!: string | null;

  @prop({ required: true })
  until!: Date;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly webhookLeases: WebhookLease;
  }
}
