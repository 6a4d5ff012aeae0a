import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { DateTime, LocalDate, SafeInt } from '../graphql/types/scalars';

// A repeat of a row is found by it, on any number of servers.
@index({ userId: 1, source: 1, externalId: 1 }, { unique: true })
// Covers the reads of conditions; `voided` is stored because a test for null is not covered.
@index({ userId: 1, kind: 1, voided: 1, occurredAt: 1, quantity: 1, day: 1 })
// The lists' orders, by their leading filters.
@index({ occurredAt: -1, _id: -1, voided: 1 })
@index({ userId: 1, occurredAt: -1, _id: -1, kind: 1, voided: 1 })
@index({ kind: 1, occurredAt: -1, _id: -1, voided: 1 })
// Voided rows are rare: without it a list of them reads all rows.
@index({ voided: 1, occurredAt: -1, _id: -1 }, { partialFilterExpression: { voided: true } })
// What the chainer of any server looks for after a crash.
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'activities', versionKey: false } })
@ObjectType({
  description: 'Something that a user did in another system, as that system reported it.',
  simpleResolvers: true,
})
export class Activity {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @prop({ required: true })
  userId!: Types.ObjectId;

  @Field(() => String, { description: 'The system that reported it: the `source` of its service key.' })
  @prop({ required: true })
  source!: string;

  @Field(() => String, {
    description: 'The id that the source gave it. Unique for each user and source.',
  })
  @prop({ required: true })
  externalId!: string;

  @Field(() => String, { description: 'What was done, such as `purchase`.' })
  @prop({ required: true })
  kind!: string;

  @Field(() => SafeInt, { description: 'How much was done, 1 or more.' })
  @prop({ required: true })
  quantity!: number;

  @Field(() => DateTime, { description: 'When it was done, as the source reported it.' })
  @prop({ required: true })
  occurredAt!: Date;

  @Field(() => DateTime, { description: 'When this service received it.' })
  @prop({ required: true })
  receivedAt!: Date;

  @Field(() => LocalDate, { description: 'The service day of `occurredAt`.' })
  @prop({ required: true })
  day!: string;

  /** Conditions do not count the row. */
  @prop({ required: true, default: false })
  voided!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was voided. Conditions no longer count it. Null if it was not voided.',
  })
  @prop({ type: Date, default: null })
  voidedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The reason that was given for voiding it.' })
  @prop({ type: String, default: null })
  voidReason!: string | null;

  @prop({ type: () => [OutboxEntry], select: false })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly activities: Activity;
  }
}
