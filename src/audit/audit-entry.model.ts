import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ROLES, type Role } from '../domain/viewer';
import { RoleEnum } from '../graphql/types/enums';
import { DateTime } from '../graphql/types/scalars';

// Gapless and without forks: two servers that append at once can't both have the next number.
@index({ sequence: 1 }, { unique: true })
// The list's order, by its leading filters.
@index({ actorId: 1, sequence: -1 })
@index({ action: 1, sequence: -1 })
@index({ targetType: 1, targetId: 1, sequence: -1 })
@index({ targetId: 1, sequence: -1 })
// Serves the export of one's own data; entries about an account itself have no subject.
@index({ subjectId: 1, sequence: -1 }, { partialFilterExpression: { subjectId: { $type: 'objectId' } } })
// A span of time is read in the same order: keys only, until a row is in it.
@index({ sequence: -1, at: 1 })
// Which act a key was used for.
@index(
  { actorId: 1, idempotencyKey: 1 },
  { partialFilterExpression: { idempotencyKey: { $type: 'string' } } },
)
@modelOptions({ schemaOptions: { collection: 'auditentries', versionKey: false } })
@ObjectType({
  description: 'The record of one change or security event, linked to the previous entry by its hash.',
  simpleResolvers: true,
})
export class AuditEntry {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => Int, { description: 'The position in the chain, from 1, without gaps.' })
  @prop({ required: true })
  sequence!: number;

  @Field(() => DateTime, { description: 'When the change was made.' })
  @prop({ required: true })
  at!: Date;

  @prop({ type: Types.ObjectId, default: null })
  actorId!: Types.ObjectId | null;

  /** Absent unless a service key acted. */
  @prop()
  serviceKeyId?: Types.ObjectId;

  @Field(() => RoleEnum, { nullable: true, description: 'The role of the actor at that time.' })
  @prop({ type: String, enum: ROLES, default: null })
  actorRole!: Role | null;

  @Field(() => String, { description: 'Name of the mutation or of the automatic action.' })
  @prop({ required: true })
  action!: string;

  @Field(() => String, { description: 'The type of the changed record, such as `Event`.' })
  @prop({ required: true })
  targetType!: string;

  @Field(() => ID, { description: 'The record that was changed.' })
  @prop({ required: true })
  targetId!: Types.ObjectId;

  @Field(() => String, {
    nullable: true,
    description:
      'The changed fields before the change, as canonical JSON without secrets. A text that was erased is null.',
  })
  @prop({ type: String, default: null })
  before!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The changed fields after the change, as canonical JSON without secrets. A text that was erased is null.',
  })
  @prop({ type: String, default: null })
  after!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reason that the actor gave. Null if there is none, or if it was erased.',
  })
  @prop({ type: String, default: null })
  reason!: string | null;

  /** Where `before`, `after` and `reason` have commitments instead of texts, as JSON pointers; absent: nowhere. */
  @prop({ type: [String], default: undefined })
  commitments?: string[];

  /** The account that the entry is about, where the target is not the account itself. */
  @prop()
  subjectId?: Types.ObjectId;

  // These two are read for no other reason than that the hash covers them.
  @Field(() => String, { nullable: true, description: 'The idempotency key that the actor sent, if any.' })
  @prop()
  idempotencyKey?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256 of the input of a mutation with an idempotency key, in hex. The same key with different input is refused.',
  })
  @prop()
  inputHash?: string;

  @Field(() => String, {
    description:
      'SHA-256 over previousHash, a line feed and `canonical`, in hex. docs/adr/0004-audit-chain.md describes the computation.',
  })
  @prop({ required: true })
  hash!: string;

  @Field(() => String, { description: 'The hash of the previous entry. 64 zeros for the first entry.' })
  @prop({ required: true })
  previousHash!: string;
}

declare module '../database/collections' {
  interface StoredRows {
    readonly auditEntries: AuditEntry;
  }
}
