import { modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';

@modelOptions({ schemaOptions: { _id: false } })
export class EventPayout {
  /** The payout's `_id`. */
  @prop({ required: true })
  id!: Types.ObjectId;

  /** Members of its audience. */
  @prop({ required: true })
  total!: number;

  /** SHA-256 of the input that it is started with. */
  @prop({ required: true })
  inputHash!: string;
}
