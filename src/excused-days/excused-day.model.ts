import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { DateTime, LocalDate } from '../graphql/types/scalars';

// At most one excusal of a day is in force; claims and check-ins read these.
@index({ day: 1 }, { unique: true, partialFilterExpression: { removedAt: null } })
// Whether a day was ever excused.
@index({ day: 1, excusedAt: -1 })
// Serves the chainer, which looks for entries that a crashed server left behind.
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'excuseddays', versionKey: false } })
@ObjectType({
  description:
    'A service day that is excused for everybody, such as that of an outage: it neither counts for a run of consecutive days nor breaks it.',
  simpleResolvers: true,
})
export class ExcusedDay {
  readonly _id!: Types.ObjectId;

  @Field(() => LocalDate, { description: 'The service day.' })
  @prop({ required: true })
  day!: string;

  @Field(() => String, { description: 'Why the day is excused. Users may read it.' })
  @prop({ required: true })
  reason!: string;

  @Field(() => DateTime, { description: 'When the day was excused.' })
  @prop({ required: true })
  excusedAt!: Date;

  @prop({ required: true })
  excusedById!: Types.ObjectId;

  /** From then on the day counts as any other. */
  @prop({ type: Date, default: null })
  removedAt!: Date | null;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly excusedDays: ExcusedDay;
  }
}
