import {
  Arg,
  Args,
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
import { knownOf, UNKNOWN } from '../domain/known-values';
import type { Page } from '../domain/page';
import { mayRead } from '../domain/reading-rights';
import { nextOccurrence, RECURRENCES, type Recurrence } from '../domain/recurrence';
import { serviceDayOf, type ServiceDay } from '../domain/service-calendar';
import type { Refusal } from '../errors';
import { Event } from '../events/event.model';
import { EventConnection } from '../events/event.payloads';
import { onlyNewerServers } from '../events/require-known';
import type { Context } from '../graphql/context';
import { connectionOf, PageArgs } from '../graphql/types/connection';
import { RecurrenceEnum } from '../graphql/types/enums';
import { LocalDate } from '../graphql/types/scalars';
import { UserError } from '../graphql/types/user-error';
import { CreateSeriesInput, UpdateSeriesInput } from './event-series.inputs';
import { EventSeries } from './event-series.model';

const EventSeriesConnection = connectionOf('EventSeries', () => EventSeries);

@ObjectType({ description: 'The result of creating a series.', simpleResolvers: true })
class CreateSeriesPayload {
  @Field(() => EventSeries, {
    nullable: true,
    description:
      'The new series, or the series that the same key and input created earlier, in its current state. Null if it was refused.',
  })
  series!: EventSeries | null;

  @Field(() => [UserError], { description: 'Empty if the series was created.' })
  userErrors!: readonly Refusal[];
}

@ObjectType({ description: 'The result of changing a series.', simpleResolvers: true })
class UpdateSeriesPayload {
  @Field(() => EventSeries, {
    nullable: true,
    description: 'The current series, whether or not the change was made.',
  })
  series!: EventSeries | null;

  @Field(() => [UserError], { description: 'Empty if the change was made.' })
  userErrors!: readonly Refusal[];
}

@Resolver(() => EventSeries)
export class EventSeriesResolver {
  @Query(() => EventSeries, { nullable: true, description: 'A series.' })
  eventSeries(
    @Arg('id', () => ID, { description: 'The series.' }) id: string,
    @Ctx() { services }: Context,
  ): Promise<EventSeries> {
    return services.eventSeries.get(id);
  }

  @Query(() => EventSeriesConnection, { nullable: true, description: 'Series, the latest created first.' })
  eventSeriesList(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<EventSeries>> {
    return services.eventSeries.list(args, signal);
  }

  @Mutation(() => CreateSeriesPayload, {
    nullable: true,
    description:
      'Creates a series: a copy of the template for every day, week or month. Each one is an active event that ends where the next one begins. The platform creates it up to two days before it begins. There are at most 100 series that have not ended.',
  })
  async createSeries(
    @Arg('input', () => CreateSeriesInput, { description: 'The series.' }) input: CreateSeriesInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<CreateSeriesPayload> {
    const { series, refusals } = await services.seriesCreator.create(await viewer.require(), now, input);
    return { series, userErrors: refusals };
  }

  @Mutation(() => UpdateSeriesPayload, {
    nullable: true,
    description:
      'Changes, pauses, continues or ends a series. Events that were created already stay as they are.',
  })
  async updateSeries(
    @Arg('input', () => UpdateSeriesInput, { description: 'The series and its changes.' })
    input: UpdateSeriesInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UpdateSeriesPayload> {
    const { series, refusals } = await services.eventSeries.update(await viewer.require(), now, input);
    return { series, userErrors: refusals };
  }

  @FieldResolver(() => RecurrenceEnum, { description: 'When an occurrence begins.' })
  recurrence(@Root() series: EventSeries): Recurrence {
    return recurrenceOf(series);
  }

  @FieldResolver(() => LocalDate, {
    nullable: true,
    description:
      'The first day after today on which an occurrence begins. Null if there is none, or if the series has ended.',
  })
  nextOccurrence(@Root() series: EventSeries, @Ctx() { services, now }: Context): ServiceDay | null {
    if (series.endedAt !== null) return null;
    const recurring = { ...series, recurrence: recurrenceOf(series) };
    return nextOccurrence(recurring, serviceDayOf(services.calendar, now));
  }

  @FieldResolver(() => Event, { description: 'The event that is copied.' })
  template(@Root() { templateId }: EventSeries, @Ctx() { loaders }: Context): Promise<Event | null> {
    return loaders.event.load(templateId.toHexString());
  }

  @FieldResolver(() => EventConnection, {
    description: 'The events that were created, the latest `startAt` first.',
  })
  events(
    @Root() { _id }: EventSeries,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { services, signal }: Context,
  ): Promise<Page<Event>> {
    return services.eventSeries.events(_id, args, signal);
  }
}

@Resolver(() => Event)
export class OccurrenceResolver {
  @FieldResolver(() => EventSeries, {
    nullable: true,
    description: 'The series that the event is an occurrence of. Null for other events and for a USER.',
  })
  async series(
    @Root() { seriesId }: Event,
    @Ctx() { viewer, loaders }: Context,
  ): Promise<EventSeries | null> {
    if (seriesId === undefined || !mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.eventSeries.load(seriesId.toHexString());
  }
}

/** @throws ServiceUnavailable for one that only a newer server knows */
function recurrenceOf(series: EventSeries): Recurrence {
  const recurrence = knownOf(RECURRENCES, series.recurrence);
  if (recurrence === UNKNOWN) throw onlyNewerServers();
  return recurrence;
}
