import { modelOptions, prop } from '@typegoose/typegoose';
import { Types } from 'mongoose';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { REWARD_TYPES, type RewardType } from '../domain/reward';
import { RewardTypeEnum } from '../graphql/types/enums';
import { DateTime } from '../graphql/types/scalars';
import { StoredDelivery } from './grant-delivery.model';

/** A reward as it was when the claim was judged; the id is that of the grant it becomes. */
@modelOptions({ schemaOptions: { _id: false } })
export class GrantedReward {
  @prop({ required: true })
  id!: Types.ObjectId;

  /** The reward in the event: what the ledger's stock rule is recomputed by. */
  @prop({ required: true })
  rewardId!: Types.ObjectId;

  @prop({ required: true, enum: REWARD_TYPES, type: String })
  type!: RewardType;

  @prop({ required: true })
  name!: string;

  @prop({ required: true })
  quantity!: number;

  @prop({ type: String, default: null })
  externalId!: string | null;

  /** It gives a code of the reward's pool; see reward-codes. */
  @prop()
  codePool?: true;
}

@modelOptions({ schemaOptions: { _id: false } })
@ObjectType('RewardGrant', {
  description: 'A reward that was paid: a copy of the reward at that moment.',
  simpleResolvers: true,
})
export class RewardGrant extends GrantedReward {
  @Field(() => ID, { description: 'Opaque and permanent.' })
  declare id: Types.ObjectId;

  @Field(() => RewardTypeEnum, { description: 'The type of the reward.' })
  declare type: RewardType;

  @Field(() => String, { description: "The reward's name when it was paid." })
  declare name: string;

  @Field(() => Int, { description: 'The quantity that was paid, at least 1.' })
  declare quantity: number;

  @Field(() => String, {
    nullable: true,
    description: "The id of the reward in the client's own systems. Never a redeemable code.",
  })
  declare externalId: string | null;

  @Field(() => DateTime, { description: 'When the reward was paid: `decidedAt` of the request.' })
  @prop({ required: true })
  grantedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it was taken back, with its request. A revoked grant keeps its row and its positive quantity.',
  })
  @prop({ type: Date, default: null })
  revokedAt!: Date | null;

  /** The last acknowledgement of the system that hands the reward over; absent until there is one. */
  @prop({ type: () => StoredDelivery })
  delivery?: StoredDelivery;
}
