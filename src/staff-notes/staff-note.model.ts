import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { DateTime } from '../graphql/types/scalars';

// Two calls at once can't both write the last note that a record may have.
@index({ userId: 1, requestId: 1, number: -1 }, { unique: true })
// The lists' order, by their filters.
@index({ createdAt: -1, _id: -1 })
@index({ userId: 1, createdAt: -1, _id: -1 })
@index(
  { requestId: 1, createdAt: -1, _id: -1 },
  { partialFilterExpression: { requestId: { $type: 'objectId' } } },
)
// Serves the chainer, which looks for entries that a crashed server left behind.
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'staffnotes', versionKey: false } })
@ObjectType({
  description:
    'A note that a member of staff wrote about an account or one of its requests. Notes are neither changed nor removed, except by the erasure of the account.',
  simpleResolvers: true,
})
export class StaffNote {
  /** Also the id of the note's audit entry. */
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  /** The account that the note is about; of a request the account that made it. */
  @prop({ required: true })
  userId!: Types.ObjectId;

  @Field(() => ID, {
    nullable: true,
    description: 'The request that the note is on. Null if it is on the account.',
  })
  @prop({ type: Types.ObjectId, default: null })
  requestId!: Types.ObjectId | null;

  /** From 1, in the order in which a record's notes were written. */
  @prop({ required: true })
  number!: number;

  @Field(() => String, { description: 'What the member of staff wrote.' })
  @prop({ required: true })
  text!: string;

  @Field(() => DateTime, { description: 'When the note was written.' })
  @prop({ required: true })
  createdAt!: Date;

  @prop({ required: true })
  createdById!: Types.ObjectId;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly staffNotes: StaffNote;
  }
}
