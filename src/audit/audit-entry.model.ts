import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ROLES, type Role } from '../domain/viewer';
import { RoleEnum } from '../graphql/enums';
import { DateTime } from '../graphql/scalars';

// Gapless and without forks: two servers that append at once can't both have the next number.
@index({ sequence: 1 }, { unique: true })
// The list's order, by its leading filters.
@index({ actorId: 1, sequence: -1 })
@index({ action: 1, sequence: -1 })
@index({ targetType: 1, targetId: 1, sequence: -1 })
@index({ targetId: 1, sequence: -1 })
// A span of time is read in the same order: keys only, until a row is in it.
@index({ sequence: -1, at: 1 })
// Which act a key was used for.
@index(
  { actorId: 1, idempotencyKey: 1 },
  { partialFilterExpression: { idempotencyKey: { $type: 'string' } } },
)
@modelOptions({ schemaOptions: { collection: 'auditentries', versionKey: false } })
@ObjectType({
  description: 'One act of a person or one security event, chained by hash to the entry before it.',
  simpleResolvers: true,
})
export class AuditEntry {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => Int, { description: 'The order of recording, from 1, without gaps.' })
  @prop({ required: true })
  sequence!: number;

  @Field(() => DateTime, { description: 'When the act took place.' })
  @prop({ required: true })
  at!: Date;

  @prop({ type: Types.ObjectId, default: null })
  actorId!: Types.ObjectId | null;

  @Field(() => RoleEnum, { nullable: true, description: 'The role that the actor had then.' })
  @prop({ type: String, enum: ROLES, default: null })
  actorRole!: Role | null;

  @Field(() => String, { description: 'Name of the mutation or of the automatic act.' })
  @prop({ required: true })
  action!: string;

  @Field(() => String, { description: 'Type of the record that was changed, such as `Event`.' })
  @prop({ required: true })
  targetType!: string;

  @Field(() => ID, { description: 'The record that was changed.' })
  @prop({ required: true })
  targetId!: Types.ObjectId;

  @Field(() => String, {
    nullable: true,
    description: 'Canonical JSON of the changed fields before, secrets left out.',
  })
  @prop({ type: String, default: null })
  before!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Canonical JSON of the changed fields after, secrets left out.',
  })
  @prop({ type: String, default: null })
  after!: string | null;

  @Field(() => String, { nullable: true, description: 'Why, in the words of the actor.' })
  @prop({ type: String, default: null })
  reason!: string | null;

  // These two are read for no other reason than that the hash covers them.
  @Field(() => String, { nullable: true, description: "The actor's own key for the act, when it had one." })
  @prop()
  idempotencyKey?: string;

  @Field(() => String, {
    nullable: true,
    description: "SHA-256 in hex of a keyed act's input: the same key with other input is refused.",
  })
  @prop()
  inputHash?: string;

  @Field(() => String, {
    description:
      'SHA-256 in hex over previousHash and the canonical entry; docs/adr/0004-audit-chain.md has the recipe.',
  })
  @prop({ required: true })
  hash!: string;

  @Field(() => String, { description: 'The hash of the entry before; 64 zeros for the first.' })
  @prop({ required: true })
  previousHash!: string;
}
