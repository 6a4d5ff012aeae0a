import { modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { ROLES, type Role } from '../domain/viewer';

/**
 * An audit entry that rides in the document it is about until the chain has it: change and entry
 * appear together or not at all. The chain's document is the same with its place and its hashes.
 */
@modelOptions({ schemaOptions: { _id: false } })
export class OutboxEntry {
  /** Made before the first attempt; the chain holds each id once. */
  @prop({ required: true })
  id!: Types.ObjectId;

  @prop({ required: true })
  at!: Date;

  /** Null without a signed-in account (a command line, an automatic act). */
  @prop({ type: Types.ObjectId, default: null })
  actorId!: Types.ObjectId | null;

  /** Absent unless a service key acted. */
  @prop()
  serviceKeyId?: Types.ObjectId;

  @prop({ type: String, enum: ROLES, default: null })
  actorRole!: Role | null;

  /** Name of the mutation or of the automatic act. */
  @prop({ required: true })
  action!: string;

  /** Name of the GraphQL type of the target. */
  @prop({ required: true })
  targetType!: string;

  @prop({ required: true })
  targetId!: Types.ObjectId;

  /** The account that the entry is about, where the target is not the account itself. */
  @prop()
  subjectId?: Types.ObjectId;

  /** Canonical JSON of the changed fields, secrets left out. */
  @prop({ type: String, default: null })
  before!: string | null;

  @prop({ type: String, default: null })
  after!: string | null;

  @prop({ type: String, default: null })
  reason!: string | null;

  /** The actor's own key for this act; one key space per actor. */
  @prop()
  idempotencyKey?: string;

  /** SHA-256 of the keyed act's input: the same key with other input is refused. */
  @prop()
  inputHash?: string;
}
