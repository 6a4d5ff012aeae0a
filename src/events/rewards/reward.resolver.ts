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
import type { Refusal } from '../../errors';
import { Event, StoredReward, type RewardOfEvent } from '../event.model';
import type { Context } from '../../graphql/context';
import { requireObjectId } from '../../database/object-ids';
import { UserError } from '../../graphql/types/user-error';
import {
  AddRewardInput,
  AdjustRewardStockInput,
  RemoveRewardInput,
  UpdateRewardInput,
} from './reward.inputs';
import { findReward } from './reward.service';

const EVENT = 'The current event.';
const ERRORS = 'Empty if the change was made.';

@ObjectType({ description: 'The result of an addition.', simpleResolvers: true })
class AddRewardPayload {
  @Field(() => StoredReward, { nullable: true, description: 'The new reward.' })
  reward!: RewardOfEvent | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of a change.', simpleResolvers: true })
class UpdateRewardPayload {
  @Field(() => StoredReward, { nullable: true, description: 'The current reward.' })
  reward!: RewardOfEvent | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of a removal.', simpleResolvers: true })
class RemoveRewardPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the removed reward. Null if nothing was removed.',
  })
  removedId!: string | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of a stock change.', simpleResolvers: true })
class AdjustRewardStockPayload {
  @Field(() => StoredReward, {
    nullable: true,
    description:
      'The current reward. Null with IDEMPOTENCY_KEY_REUSED, or if the reward has been removed since.',
  })
  reward!: RewardOfEvent | null;

  @Field(() => Event, { nullable: true, description: 'The current event. Null with IDEMPOTENCY_KEY_REUSED.' })
  event!: Event | null;

  @Field(() => [UserError], {
    description: 'Empty if the change has been made, now or earlier with the same key.',
  })
  userErrors!: Refusal[];
}

@Resolver(() => StoredReward)
export class RewardResolver {
  @Query(() => StoredReward, {
    nullable: true,
    description: 'A reward. NOT_FOUND if the viewer may not read its event.',
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
    description: 'The rewards of an event. NOT_FOUND if the viewer may not read the event.',
  })
  async rewards(
    @Arg('eventId', () => ID, { description: 'The event.' }) eventId: string,
    @Ctx() { services, viewer }: Context,
  ): Promise<RewardOfEvent[]> {
    const event = await services.events.get(await viewer.require(), eventId);
    return event.rewards.map((reward) => ({ ...reward, event }));
  }

  @Mutation(() => AddRewardPayload, { nullable: true, description: 'Adds a reward.' })
  async addReward(
    @Arg('input', () => AddRewardInput, { description: 'The reward.' }) input: AddRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<AddRewardPayload> {
    const { event, reward, refusals } = await services.rewards.add(await viewer.require(), now, input);
    return { reward: reward && { ...reward, event }, event, userErrors: refusals };
  }

  @Mutation(() => UpdateRewardPayload, { nullable: true, description: 'Changes a reward.' })
  async updateReward(
    @Arg('input', () => UpdateRewardInput, { description: 'The changes.' }) input: UpdateRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UpdateRewardPayload> {
    const { event, reward, refusals } = await services.rewards.update(await viewer.require(), now, input);
    return { reward: reward && { ...reward, event }, event, userErrors: refusals };
  }

  @Mutation(() => RemoveRewardPayload, { nullable: true, description: 'Removes a reward.' })
  async removeReward(
    @Arg('input', () => RemoveRewardInput, { description: 'The reward.' }) input: RemoveRewardInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RemoveRewardPayload> {
    const { event, refusals } = await services.rewards.remove(await viewer.require(), now, input);
    return { removedId: refusals.length === 0 ? input.id : null, event, userErrors: refusals };
  }

  @Mutation(() => AdjustRewardStockPayload, {
    nullable: true,
    description: 'Changes the stock of a limited reward by a signed delta; it does not raise the version.',
  })
  async adjustRewardStock(
    @Arg('input', () => AdjustRewardStockInput, { description: 'The stock change.' })
    input: AdjustRewardStockInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<AdjustRewardStockPayload> {
    const { event, reward, refusals } = await services.stockDeltas.adjust(await viewer.require(), now, input);
    return { reward: event && reward && { ...reward, event }, event, userErrors: refusals };
  }

  @FieldResolver(() => Event, { description: 'The event that it belongs to.' })
  event(@Root() { event }: RewardOfEvent): Event {
    return event;
  }
}
