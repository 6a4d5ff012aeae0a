import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../graphql/types/scalars';

// The list's order, by its filters.
@index({ at: -1, _id: -1 })
@index({ actorId: 1, at: -1, _id: -1 })
@index({ userId: 1, at: -1, _id: -1 })
@modelOptions({ schemaOptions: { collection: 'accesslog', versionKey: false } })
@ObjectType({
  description: "The record that a member of staff opened another account's data.",
  simpleResolvers: true,
})
export class AccessLogEntry {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  actorId!: Types.ObjectId;

  /** The account whose data was opened. */
  @prop({ required: true })
  userId!: Types.ObjectId;

  @Field(() => String, { description: 'The query that returned the data, such as `attendance`.' })
  @prop({ required: true })
  what!: string;

  @Field(() => DateTime, { description: 'When the data was opened.' })
  @prop({ required: true })
  at!: Date;

  /** The database removes the line after this instant. */
  @prop({ required: true })
  expiresAt!: Date;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly accessLog: AccessLogEntry;
  }
}
