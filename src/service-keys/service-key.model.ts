import { index, modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, ObjectType } from 'type-graphql';
import { OutboxEntry } from '../audit/outbox-entry.model';
import { DateTime } from '../graphql/types/scalars';

// The list's order.
@index({ createdAt: -1, _id: -1 })
// What the chainer of any server looks for after a crash.
@index({ 'outbox.id': 1 }, { partialFilterExpression: { 'outbox.id': { $exists: true } } })
@modelOptions({ schemaOptions: { collection: 'servicekeys', versionKey: false } })
@ObjectType({
  description: 'A key by which a backend calls this API. It is not an account: its scopes are all it may do.',
  simpleResolvers: true,
})
export class ServiceKey {
  @Field(() => ID, { name: 'id', simple: false, description: 'Opaque and permanent.' })
  readonly _id!: Types.ObjectId;

  @Field(() => String, { description: 'What people call the key.' })
  @prop({ required: true })
  name!: string;

  @Field(() => String, {
    description: 'The source under which the key records activities. Several keys may share one.',
  })
  @prop({ required: true })
  source!: string;

  /** May hold a scope that only a newer server knows. */
  @prop({ required: true, type: () => [String] })
  scopes!: string[];

  /** SHA-256 of the secret, in hex. The secret itself is stored nowhere. */
  @prop({ required: true })
  secretHash!: string;

  @Field(() => DateTime, { description: 'When the key was created.' })
  @prop({ required: true })
  createdAt!: Date;

  @prop({ required: true })
  createdById!: Types.ObjectId;

  @Field(() => DateTime, {
    nullable: true,
    description: 'From this instant on the key is refused. Null if it does not expire.',
  })
  @prop({ type: Date, default: null })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When the key was revoked. Null if it was not.' })
  @prop({ type: Date, default: null })
  revokedAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the key was last used, to the minute. Null if it was never used.',
  })
  @prop({ type: Date, default: null })
  lastUsedAt!: Date | null;

  @prop({ type: () => [OutboxEntry] })
  outbox?: OutboxEntry[];
}

declare module '../database/collections' {
  interface StoredRows {
    readonly serviceKeys: ServiceKey;
  }
}
