import { index, modelOptions, prop } from '@typegoose/typegoose';
import { mongo, Types } from 'mongoose';

@modelOptions({ schemaOptions: { _id: false } })
export class CommittedText {
  /** Where the entry has the commitment, as a JSON pointer: `/reason`, `/after/title`. */
  @prop({ required: true })
  path!: string;

  @prop({ required: true, type: Buffer })
  nonce!: mongo.Binary;

  @prop({ required: true })
  text!: string;
}

/** The free texts of one audit entry, beside the chain, so that an erasure can remove them. */
// An erasure finds what was written about an account.
@index({ subjectId: 1 }, { partialFilterExpression: { subjectId: { $type: 'objectId' } } })
@modelOptions({ schemaOptions: { collection: 'audittexts', versionKey: false } })
export class AuditText {
  /** The entry's. */
  readonly _id!: Types.ObjectId;

  /** The account that the texts are about; null: none. */
  @prop({ type: Types.ObjectId, default: null })
  subjectId!: Types.ObjectId | null;

  @prop({ required: true, type: () => [CommittedText] })
  texts!: CommittedText[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly auditTexts: AuditText;
  }
}
