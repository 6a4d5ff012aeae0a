import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import type { Context } from '../graphql/context';
import { LocalDate } from '../graphql/types/scalars';
import { Event } from './event.model';
import { ReasonCount } from './event.payloads';
import type * as counted from './event-stats';

@ObjectType({
  description: 'The requests of one service day by their current status.',
  simpleResolvers: true,
})
export class StatsBucket implements counted.StatsBucket {
  @Field(() => LocalDate, { description: 'The service day of requestedAt.' })
  day!: ServiceDay;

  @Field(() => Int, { description: 'All requests of the day.' })
  requested!: number;

  @Field(() => Int, { description: 'Requests that are SUCCESS now.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Requests that are FAILED now.' })
  failed!: number;
}

@ObjectType({ description: 'Figures of an event, counted when selected.', simpleResolvers: true })
export class EventStats implements counted.EventStats {
  @Field(() => Int, { description: "Distinct users with a check-in on a day of the event's window." })
  attendees!: number;

  @Field(() => Int, { description: 'Distinct users with at least one request.' })
  requesters!: number;

  @Field(() => Int, { description: 'Requests that wait for a decision.' })
  pending!: number;

  @Field(() => Int, { description: 'Requests that are SUCCESS, also those whose payment was revoked.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Requests that are SUCCESS and whose payment was revoked.' })
  revoked!: number;

  @Field(() => Int, { description: 'Requests that FAILED. Every attempt counts.' })
  failed!: number;

  @Field(() => [ReasonCount], { description: 'FAILED requests by failureCode, the most frequent first.' })
  failures!: ReasonCount[];

  @Field(() => [StatsBucket], {
    description:
      'Requests by the service day of `requestedAt`, ascending. Days without requests are omitted.',
  })
  days!: StatsBucket[];
}

@Resolver(() => Event)
export class EventStatsResolver {
  @FieldResolver(() => EventStats, {
    nullable: true,
    description: 'OPERATOR, AUDITOR, ADMIN. Null with FORBIDDEN for a USER.',
  })
  stats(@Root() { _id }: Event, @Ctx() { loaders }: Context): Promise<counted.EventStats> {
    return loaders.eventStats.load(_id.toHexString());
  }
}
