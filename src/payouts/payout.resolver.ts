import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Audience } from '../audiences/audience.model';
import type { Page } from '../domain/page';
import { mayRead } from '../domain/reading-rights';
import { Event } from '../events/event.model';
import type { Context } from '../graphql/context';
import { connectionOf } from '../graphql/types/connection';
import { RewardRequest } from '../reward-requests/reward-request.model';
import { User } from '../users/user.model';
import { ChangePayoutInput, PayoutsArgs, StartPayoutInput } from './payout.inputs';
import { Payout } from './payout.model';
import { ChangePayoutPayload, StartPayoutPayload } from './payout.payloads';

const PayoutConnection = connectionOf('Payout', () => Payout);

@Resolver(() => Payout)
export class PayoutResolver {
  @Query(() => Payout, { nullable: true, description: 'A payout.' })
  payout(
    @Arg('id', () => ID, { description: 'The payout.' }) id: string,
    @Ctx() { services }: Context,
  ): Promise<Payout> {
    return services.payouts.get(id);
  }

  @Query(() => PayoutConnection, { nullable: true, description: 'Payouts, newest first by startedAt.' })
  payouts(
    @Args(() => PayoutsArgs) args: PayoutsArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<Payout>> {
    return services.payouts.list(args, signal);
  }

  @Mutation(() => StartPayoutPayload, {
    nullable: true,
    description:
      'Starts a payout: the event is claimed for each member of a sealed audience exactly as the member would. It freezes the event. Above a number of members, of all payouts of the event together, another account must approve it first.',
  })
  async startPayout(
    @Arg('input', () => StartPayoutInput, { description: 'The payout.' }) input: StartPayoutInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<StartPayoutPayload> {
    const { payout, refusals } = await services.payoutStarter.start(await viewer.require(), input, now);
    return { payout, userErrors: refusals };
  }

  @Mutation(() => ChangePayoutPayload, {
    nullable: true,
    description: 'Approves, pauses, resumes or cancels a payout. A step that is under way may still pay.',
  })
  async changePayout(
    @Arg('input', () => ChangePayoutInput, { description: 'The change.' }) input: ChangePayoutInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ChangePayoutPayload> {
    const { payout, refusals } = await services.payouts.change(await viewer.require(), input, now);
    return { payout, userErrors: refusals };
  }

  @FieldResolver(() => Int, {
    description: 'Members that it paid, or that wait for a decision because of it.',
  })
  paid(@Root() { _id, paidCount }: Payout, @Ctx() { loaders }: Context): Promise<number> | number {
    return paidCount ?? loaders.paidCount.load(_id.toHexString());
  }

  @FieldResolver(() => Event, { description: 'The event.' })
  event(@Root() { eventId }: Payout, @Ctx() { loaders }: Context): Promise<Event | null> {
    return loaders.event.load(eventId.toHexString());
  }

  @FieldResolver(() => Audience, { description: 'The audience.' })
  audience(@Root() { audienceId }: Payout, @Ctx() { loaders }: Context): Promise<Audience | null> {
    return loaders.audience.load(audienceId.toHexString());
  }

  @FieldResolver(() => User, { description: 'The account that started it.' })
  startedBy(@Root() { startedById }: Payout, @Ctx() { loaders }: Context): Promise<User | null> {
    return loaders.user.load(startedById.toHexString());
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The account that approved it. Null if nobody had to, or nobody has yet.',
  })
  approvedBy(@Root() { approvedById }: Payout, @Ctx() { loaders }: Context): Promise<User | null> | null {
    return approvedById && loaders.user.load(approvedById.toHexString());
  }
}

@Resolver(() => RewardRequest)
export class PayoutRequestResolver {
  @FieldResolver(() => Payout, {
    nullable: true,
    description: 'The payout that made the request. Null if none did, and if the viewer is a USER.',
  })
  async payout(
    @Root() { payoutId }: RewardRequest,
    @Ctx() { loaders, viewer }: Context,
  ): Promise<Payout | null> {
    if (payoutId === undefined || !mayRead(await viewer.require(), 'payouts')) return null;
    return loaders.payout.load(payoutId.toHexString());
  }
}
