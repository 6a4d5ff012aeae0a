import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime, LocalDate } from '../graphql/types/scalars';

// One row per user and service day; it also covers the progress scan.
@index({ userId: 1, day: 1 }, { unique: true })
// The list's order, with the day that its filter reads.
@index({ userId: 1, checkedAt: -1, _id: -1, day: 1 })
// Distinct attendees of an event's window.
@index({ day: 1, userId: 1 })
@modelOptions({ schemaOptions: { collection: 'userattendances', versionKey: false } })
@ObjectType({ description: 'A check-in: the user attended on a service day.', simpleResolvers: true })
export class Attendance {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  userId!: Types.ObjectId;

  @Field(() => LocalDate, { description: 'The service day that the check-in counts for.' })
  @prop({ required: true })
  day!: string;

  @Field(() => DateTime, { description: 'When the server received the check-in.' })
  @prop({ required: true })
  checkedAt!: Date;

  /** Absent: the user checked in. */
  @prop()
  source?: string;

  /** The service key that checked the user in. */
  @prop()
  serviceKeyId?: Types.ObjectId;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly attendances: Attendance;
  }
}
