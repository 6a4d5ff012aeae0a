import { modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';

/** The right of one claim to units of every limited reward; see reward-requests/claim/stock. */
@modelOptions({ schemaOptions: { _id: false } })
export class Hold {
  /** The request's `_id`. */
  @prop({ required: true })
  id!: Types.ObjectId;

  /** Whose request it is. Holds of an earlier release do not name the user. */
  @prop()
  userId?: Types.ObjectId;

  /** By the database's clock; there until the request's row is known. */
  @prop()
  at?: Date;
}
