import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import { Event, StoredReward, type RewardOfEvent } from '../events/event.model';
import { EventConnection, ReasonCount } from '../events/event.payloads';
import type { Context } from '../graphql/context';
import type { Page } from '../domain/page';
import { PageArgs } from '../graphql/types/connection';
import { DateTime, LocalDate } from '../graphql/types/scalars';
import { RewardRequest } from '../reward-requests/reward-request.model';
import { EndingArgs, LowStockArgs, RequestActivityArgs } from './overview.inputs';
import type * as counted from './request-activity';

@ObjectType({ description: 'Requests by where they stand now.', simpleResolvers: true })
class Outcomes implements counted.Outcomes {
  @Field(() => Int, { description: 'All requests that arrived in this time.' })
  requested!: number;

  @Field(() => Int, { description: 'Requests that wait for a decision now.' })
  pending!: number;

  @Field(() => Int, { description: 'Requests that are SUCCESS now, also those whose payment was revoked.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Requests that are FAILED now.' })
  failed!: number;
}

@ObjectType({
  description: 'The requests that arrived in one hour or on one service day.',
  simpleResolvers: true,
})
class ActivityBucket extends Outcomes implements counted.ActivityBucket {
  @Field(() => DateTime, { description: 'The first instant of the bucket.' })
  from!: Date;

  @Field(() => DateTime, { description: 'The first instant after the bucket.' })
  to!: Date;

  @Field(() => LocalDate, { description: 'The service day of the first instant of the bucket.' })
  day!: ServiceDay;
}

@ObjectType({
  description: 'The requests of all users in the last hours or service days.',
  simpleResolvers: true,
})
class RequestActivity extends Outcomes implements counted.RequestActivity {
  @Field(() => DateTime, { description: 'The first instant of the first bucket.' })
  from!: Date;

  @Field(() => DateTime, { description: 'The first instant after the last bucket, which contains now.' })
  to!: Date;

  @Field(() => Int, { description: 'Requests that are SUCCESS and whose payment was revoked.' })
  revoked!: number;

  @Field(() => [ActivityBucket], {
    description: 'Requests by `requestedAt`, ascending, including empty buckets.',
  })
  buckets!: ActivityBucket[];

  @Field(() => [ReasonCount], { description: 'FAILED requests by failureCode, the most frequent first.' })
  failures!: ReasonCount[];
}

@ObjectType({ description: 'Requests that wait for a decision.', simpleResolvers: true })
class WaitingRequests {
  @Field(() => Int, {
    nullable: true,
    description: 'Number of requests. Null if counting takes more than a second.',
  })
  count!: number | null;

  @Field(() => RewardRequest, { nullable: true, description: 'The request that has waited longest.' })
  oldest!: RewardRequest | null;
}

@ObjectType({
  description: 'Events that are IN_PROGRESS and end within 48 hours.',
  simpleResolvers: true,
})
class EndingEvents {
  @Field(() => Int, { description: 'Number of events, up to 1,000.' })
  count!: number;

  @Field(() => [Event], { description: 'The events that end soonest, in that order.' })
  events!: Event[];
}

@ObjectType({ description: 'Figures of all events, counted when selected.' })
export class Overview {
  @Field(() => DateTime, { description: 'The server time of all figures.' })
  at!: Date;
}

@Resolver(() => Overview)
export class OverviewResolver {
  @Query(() => Overview, {
    nullable: true,
    description: 'Current figures of all events.',
  })
  overview(@Ctx() { now }: Context): Overview {
    return { at: now };
  }

  @FieldResolver(() => EventConnection, {
    description: 'Events that are IN_PROGRESS, as `events` lists them.',
  })
  async running(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { services, viewer, now, signal }: Context,
  ): Promise<Page<Event>> {
    const args = { ...page, filter: { states: ['IN_PROGRESS' as const] }, orderBy: 'START_AT' as const };
    return services.events.list(await viewer.require(), now, args, signal);
  }

  @FieldResolver(() => RequestActivity, {
    nullable: true,
    description: 'Requests by status and time. Null if counting takes too long (2 seconds).',
  })
  requests(
    @Args(() => RequestActivityArgs) { unit, count }: RequestActivityArgs,
    @Ctx() { services, now, signal }: Context,
  ): Promise<counted.RequestActivity | null> {
    return services.overview.activity.read(unit, count, now, signal);
  }

  @FieldResolver(() => [StoredReward], {
    description:
      'Rewards with low stock (less than a tenth, or enough for one request at most) of the 1,000 latest events that are IN_PROGRESS: the smallest share first, then those that are sold out.',
  })
  async lowStock(
    @Args(() => LowStockArgs) { first }: LowStockArgs,
    @Ctx() { services, loaders, now, signal }: Context,
  ): Promise<RewardOfEvent[]> {
    const placed = await services.overview.lowStock(now, first, signal);
    const events = await Promise.all(placed.map(({ eventId }) => loaders.event.load(eventId.toHexString())));
    return placed.map(({ reward }, place) => ({ ...reward, event: events[place]! }));
  }

  @FieldResolver(() => EndingEvents, { description: 'Events that end within 48 hours.' })
  ending(
    @Args(() => EndingArgs) { first }: EndingArgs,
    @Ctx() { services, now, signal }: Context,
  ): Promise<EndingEvents> {
    return services.overview.ending(now, first, signal);
  }

  @FieldResolver(() => WaitingRequests, { description: 'Requests that are PENDING, of all events.' })
  async waiting(@Ctx() { services, signal }: Context): Promise<WaitingRequests> {
    const [count, oldest] = await Promise.all([
      services.overview.countWaiting(signal),
      services.overview.findOldestWaiting(signal),
    ]);
    return { count, oldest };
  }
}
