import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Refusal } from '../errors';
import { Event, StoredReward, type RewardOfEvent } from '../events/event.model';
import type { Context } from '../graphql/context';
import { requireObjectId } from '../graphql/ids';
import { UserError } from '../graphql/user-error';
import {
  AddRewardInput,
  AdjustRewardStockInput,
  RemoveRewardInput,
  UpdateRewardInput,
} from './reward.inputs';
import { findReward } from './reward.service';

const EVENT = 'The event as it stands now.';
const ERRORS = 'Empty when the change was made.';

@ObjectType({ description: 'What became of an addition.', simpleResolvers: true })
class AddRewardPayload {
  @Field(() => StoredReward, { nullable: true, description: 'The new reward.' })
  reward!: RewardOfEvent | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'What became of a change.', simpleResolvers: true })
class UpdateRewardPayload {
  @Field(() => StoredReward, { nullable: true, description: 'The reward as it stands now.' })
  reward!: RewardOfEvent | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'What became of a removal.', simpleResolvers: true })
class RemoveRewardPayload {
  @Field(() => ID, { nullable: true, description: 'The reward that is gone; null when it was not removed.' })
  removedId!: string | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'What became of a change of stock.', simpleResolvers: true })
class AdjustRewardStockPayload {
  @Field(() => StoredReward, {
    nullable: true,
    description:
      'The reward as it stands now; null with IDEMPOTENCY_KEY_REUSED, and when it was removed since.',
  })
  reward!: RewardOfEvent | null;

  @Field(() => Event, { nullable: true, description: 'As it stands now; null with IDEMPOTENCY_KEY_REUSED.' })
  event!: Event | null;

  @Field(() => [UserError], {
    description: 'Empty when the change stands, made now or earlier by the same key.',
  })
  userErrors!: Refusal[];
}

@Resolver(() => StoredReward)
export class RewardResolver {
  @Query(() => StoredReward, {
    nullable: true,
    description: 'One reward. Signed in; those of events that the viewer may not read are NOT_FOUND.',
  })
  async reward(
    @Arg('id', () => ID, { description: 'The reward.' }) id: string,
    @Ctx() { services, viewer }: Context,
  ): Promise<RewardOfEvent> {
    const rewardId = requireObjectId(id);
    const event = await services.events.getBy(await viewer.require(), { 'rewards.id': rewardId });
    return { ...findReward(event, rewardId)!, event };
  }

  @Query(() => [StoredReward], {
    nullable: true,
    description: "An event's rewards. Signed in; NOT_FOUND for an event that the viewer may not read.",
  })
  async rewards(
    @Arg('eventId', () => ID, { description: 'The event.' }) eventId: string,
    @Ctx() { services, viewer }: Context,
  ): Promise<RewardOfEvent[]> {
    const event = await services.events.get(await viewer.require(), eventId);
    return event.rewards.map((reward) => ({ ...reward, event }));
  }

  @Mutation(() => AddRewardPayload, { nullable: true, description: 'Adds a reward. OPERATOR, ADMIN.' })
  async addReward(
    @Arg('input', () => AddRewardInput, { description: 'The reward.' }) input: AddRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<AddRewardPayload> {
    const { event, reward, refusals } = await services.rewards.add(await viewer.require(), now, input);
    return { reward: reward && { ...reward, event }, event, userErrors: refusals };
  }

  @Mutation(() => UpdateRewardPayload, { nullable: true, description: 'Changes a reward. OPERATOR, ADMIN.' })
  async updateReward(
    @Arg('input', () => UpdateRewardInput, { description: 'The changes.' }) input: UpdateRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UpdateRewardPayload> {
    const { event, reward, refusals } = await services.rewards.update(await viewer.require(), now, input);
    return { reward: reward && { ...reward, event }, event, userErrors: refusals };
  }

  @Mutation(() => RemoveRewardPayload, { nullable: true, description: 'Removes a reward. OPERATOR, ADMIN.' })
  async removeReward(
    @Arg('input', () => RemoveRewardInput, { description: 'The reward.' }) input: RemoveRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RemoveRewardPayload> {
    const { event, refusals } = await services.rewards.remove(await viewer.require(), now, input);
    return { removedId: refusals.length === 0 ? input.id : null, event, userErrors: refusals };
  }

  @Mutation(() => AdjustRewardStockPayload, {
    nullable: true,
    description:
      'Changes the stock of a limited reward by a signed delta; it does not raise the version. OPERATOR, ADMIN.',
  })
  async adjustRewardStock(
    @Arg('input', () => AdjustRewardStockInput, { description: 'The delta.' }) input: AdjustRewardStockInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<AdjustRewardStockPayload> {
    const { event, reward, refusals } = await services.stockDeltas.adjust(await viewer.require(), now, input);
    return { reward: event && reward && { ...reward, event }, event, userErrors: refusals };
  }

  @FieldResolver(() => Event, { description: 'The event that it stands in.' })
  event(@Root() { event }: RewardOfEvent): Event {
    return event;
  }
}
