import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';

/**
 * A user in an audience. A tombstone (`tombstone: true`, its own id in place of the audience) takes the id of a row
 * whose insert was given up, so that it can't arrive any more; no query for an audience finds it. It names the row's
 * user, because an id is unique among the rows of one shard, and those of a user are on the same one.
 */
@index({ userId: 1, audienceId: 1 }, { unique: true })
// The order in which an audience is sealed and paid.
@index({ audienceId: 1, userId: 1 })
@modelOptions({ schemaOptions: { collection: 'audiencemembers', versionKey: false } })
export class AudienceMember {
  readonly _id!: Types.ObjectId;

  @prop({ required: true, type: Types.ObjectId })
  userId!: Types.ObjectId;

  @prop({ required: true, type: Types.ObjectId })
  audienceId!: Types.ObjectId;

  @prop()
  tombstone?: true;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly audienceMembers: AudienceMember;
  }
}
