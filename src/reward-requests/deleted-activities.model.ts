import { modelOptions, prop } from '@typegoose/typegoose';
import type { DeletedTotals } from '../domain/activities';

/** What the activities of a kind came to that a request may have counted and that were deleted since. */
@modelOptions({ schemaOptions: { _id: false } })
export class DeletedActivities implements DeletedTotals {
  @prop({ required: true })
  kind!: string;

  @prop({ required: true })
  before!: Date;

  @prop({ required: true })
  count!: number;

  @prop({ required: true })
  sum!: number;

  @prop({ required: true })
  days!: number;

  @prop({ type: Date, default: null })
  firstAt!: Date | null;

  @prop({ type: Date, default: null })
  lastAt!: Date | null;
}
