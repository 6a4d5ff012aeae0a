import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';

/**
 * One code of a pool. It is stored encrypted, by `code-records.ts`, and is never deleted: once it is bound it stays with
 * its request.
 */
// No two pools have the same code, however often and wherever it is imported.
@index({ lookup: 1 }, { unique: true })
// A request gets one code of each pool, whichever servers bind it.
@index(
  { requestId: 1, rewardId: 1 },
  { unique: true, partialFilterExpression: { requestId: { $type: 'objectId' } } },
)
// Free codes of a pool in the order of their hashes, which is random, so that servers begin at different places.
@index({ rewardId: 1, requestId: 1, lookup: 1 })
@modelOptions({ schemaOptions: { collection: 'rewardcodes', versionKey: false } })
export class RewardCode {
  readonly _id!: Types.ObjectId;

  /** The pool. */
  @prop({ required: true })
  rewardId!: Types.ObjectId;

  /** The request that has the code; null while it is free. */
  @prop({ type: Types.ObjectId, default: null })
  requestId!: Types.ObjectId | null;

  @prop({ type: Date, default: null })
  boundAt!: Date | null;

  /** Encrypted. */
  @prop({ required: true })
  code!: string;

  /** HMAC of the code. */
  @prop({ required: true })
  lookup!: string;

  /** The import that brought it, and the part of the file; see code-imports.ts. */
  @prop({ required: true })
  importId!: string;

  @prop({ required: true })
  chunk!: number;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly rewardCodes: RewardCode;
  }
}
