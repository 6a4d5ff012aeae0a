import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import type { Role } from '../domain/viewer';
import { DateTime } from '../graphql/types/scalars';

/** OPEN takes members. SEALING takes none any more, and its size and digest are being computed. */
export type AudienceState = 'OPEN' | 'SEALING' | 'SEALED';

/** Members that are being inserted. It goes when each of its rows is known to be stored, or never to be. */
@modelOptions({ schemaOptions: { _id: false } })
export class AddingBatch {
  /** Also that of its audit entry. */
  @prop({ required: true })
  id!: Types.ObjectId;

  @prop({ required: true })
  at!: Date;

  /** Ids of the rows of `audiencemembers`. */
  @prop({ required: true, type: [Types.ObjectId] })
  rows!: Types.ObjectId[];

  /** Whose rows they are, in the same order. Batches of an earlier release lack them. */
  @prop({ type: [Types.ObjectId], default: undefined })
  userIds?: Types.ObjectId[];

  /** Null: a command, which leaves entries of its own. */
  @prop({ type: Types.ObjectId, default: null })
  actorId!: Types.ObjectId | null;

  @prop({ type: String, default: null })
  actorRole!: Role | null;
}

@modelOptions({ schemaOptions: { _id: false } })
export class PendingSeal {
  @prop({ required: true })
  entryId!: Types.ObjectId;

  /** When a server last worked on it. */
  @prop({ required: true })
  at!: Date;

  @prop({ required: true })
  actorId!: Types.ObjectId;

  @prop({ type: String, required: true })
  actorRole!: Role;
}

// The list's order.
@index({ createdAt: -1, _id: -1 })
// Serves the sweeps, which look for batches and seals that a server left behind.
@index({ 'adding.at': 1 }, { partialFilterExpression: { 'adding.at': { $exists: true } } })
@index({ 'pendingSeal.at': 1 }, { partialFilterExpression: { 'pendingSeal.at': { $exists: true } } })
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'audiences', versionKey: false } })
@ObjectType({
  description: 'A named list of users. It is filled, then sealed; only a sealed one can be used.',
  simpleResolvers: true,
})
export class Audience {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => String, { description: 'What staff call it. Users never see it.' })
  @prop({ required: true })
  name!: string;

  @prop({ required: true, type: String })
  state!: AudienceState;

  @Field(() => Int, { description: 'The number of its members.' })
  @prop({ required: true })
  size!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was sealed: its members never change again. Null if it is not.',
  })
  @prop({ type: Date, default: null })
  sealedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256, in hex, over the ids of its members in ascending order, each followed by a line feed. Null until it is sealed.',
  })
  @prop({ type: String, default: null })
  digest!: string | null;

  @Field(() => DateTime, { description: 'When it was created.' })
  @prop({ required: true })
  createdAt!: Date;

  @prop({ required: true })
  createdById!: Types.ObjectId;

  @prop({ required: true, type: () => [AddingBatch], default: [] })
  adding!: AddingBatch[];

  @prop({ type: () => PendingSeal })
  pendingSeal?: PendingSeal;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly audiences: Audience;
  }
}
