import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { DateTime, LocalDate } from '../graphql/types/scalars';

// The list's order.
@index({ createdAt: -1, _id: -1 })
// The series that have something to create.
@index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $type: 'date' } } })
// The slot of a series that has not ended: there are never more than slots, even if several are created at once.
@index({ slot: 1 }, { unique: true, partialFilterExpression: { slot: { $exists: true } } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'eventseries', versionKey: false } })
@ObjectType({
  description: 'Events that are created one after another as copies of a template.',
  simpleResolvers: true,
})
export class EventSeries {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => String, { description: 'What operators call the series.' })
  @prop({ required: true })
  title!: string;

  /** May be one that only a newer server knows. */
  @prop({ required: true })
  recurrence!: string;

  @Field(() => LocalDate, { description: 'The service day on which the first occurrence begins.' })
  @prop({ required: true })
  firstDay!: string;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'No occurrence begins after this day. Null: there is no last one.',
  })
  @prop({ type: String, default: null })
  lastDay!: string | null;

  @prop({ required: true })
  templateId!: Types.ObjectId;

  @Field(() => Int, {
    description: 'Requests are accepted for so many hours after the end of an occurrence.',
  })
  @prop({ required: true })
  claimGraceHours!: number;

  @Field(() => Boolean, { description: 'Whether no occurrences are created at present.' })
  @prop({ required: true })
  paused!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Why the platform paused the series: TEMPLATE_ARCHIVED, TEMPLATE_WITHOUT_REWARDS, TEMPLATE_WITHOUT_CONDITIONS, TEMPLATE_CIRCULAR or TEMPLATE_STOCK_TOO_LARGE. Null if it did not.',
  })
  @prop({ type: String, default: null })
  pausedReason!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the series was ended. Null if it was not.',
  })
  @prop({ type: Date, default: null })
  endedAt!: Date | null;

  @Field(() => Int, {
    description: 'Increases by one with every change. Send it back as `expectedVersion`.',
  })
  @prop({ required: true })
  version!: number;

  @Field(() => DateTime, { description: 'When the series was created.' })
  @prop({ required: true })
  createdAt!: Date;

  @prop({ required: true })
  createdById!: Types.ObjectId;

  /** When there is an occurrence to create; null while there is none. */
  @prop({ type: Date, default: null })
  dueAt!: Date | null;

  /** Until the series ends. */
  @prop()
  slot?: number;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly eventSeries: EventSeries;
  }
}
