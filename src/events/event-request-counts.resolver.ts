import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../graphql/context';
import type * as counted from './event-request-counts';
import { Event } from './event.model';

@ObjectType({ description: 'The requests of an event by their status now.', simpleResolvers: true })
class EventRequestCounts implements counted.RequestCounts {
  @Field(() => Int, { description: 'All requests. Every attempt counts.' })
  requested!: number;

  @Field(() => Int, { description: 'Requests that wait for a decision.' })
  pending!: number;

  @Field(() => Int, { description: 'Requests that are SUCCESS, also those whose payment was revoked.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Requests that FAILED.' })
  failed!: number;

  @Field(() => Int, {
    description:
      'Requests of the last 24 hours that are PENDING or SUCCESS: the rate at which the event uses its stock.',
  })
  acceptedLastDay!: number;
}

@Resolver(() => Event)
export class EventRequestCountsResolver {
  @FieldResolver(() => EventRequestCounts, {
    nullable: true,
    description:
      'OPERATOR, AUDITOR, ADMIN. Null with FORBIDDEN for a USER, and null if counting takes more than a second.',
  })
  requestCounts(@Root() { _id }: Event, @Ctx() { loaders }: Context): Promise<counted.RequestCounts | null> {
    return loaders.requestCounts.load(_id.toHexString());
  }
}
