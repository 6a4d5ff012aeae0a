import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { FEED_TYPES, type FeedType } from '../domain/reward-feed';

/**
 * One entry of the reward feed. Entries are only ever appended, without gaps and by majority, so a reader that
 * has read up to a sequence never misses one before it.
 */
// A row has each entry once, whichever relay writes it and however often.
@index({ rowId: 1, type: 1 }, { unique: true })
@modelOptions({ schemaOptions: { collection: 'rewardfeed', versionKey: false } })
export class RewardFeedEntry {
  /** The sequence, from 1. */
  @prop({ type: Number })
  readonly _id!: number;

  /** The request; of USER_ERASED the account. */
  @prop({ required: true })
  rowId!: Types.ObjectId;

  @prop({ required: true, enum: FEED_TYPES, type: String })
  type!: FeedType;

  /** When it happened: `requestedAt` of REQUEST_PENDING, otherwise `decidedAt`. */
  @prop({ required: true })
  at!: Date;

  /** What the entry settled, as a hash in hex: see leaf.ts. */
  @prop({ required: true })
  leaf!: string;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly rewardFeed: RewardFeedEntry;
  }
}
