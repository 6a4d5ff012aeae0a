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
import { closedReason, eventState, isDraft, isInProgress, type EventState } from '../domain/event-window';
import { mayRead } from '../domain/reading-rights';
import type { Refusal } from '../errors';
import type { Context } from '../graphql/context';
import { EventStateEnum } from '../graphql/types/enums';
import type { Page } from '../domain/page';
import { UserError } from '../graphql/types/user-error';
import { User } from '../users/user.model';
import {
  ArchiveEventInput,
  CreateEventInput,
  DuplicateEventInput,
  EventsArgs,
  UpdateEventInput,
} from './event.inputs';
import {
  Event,
  StoredCondition,
  StoredReward,
  type ConditionOfEvent,
  type RewardOfEvent,
} from './event.model';
import { EventConnection } from './event.payloads';

const CREATED =
  'The new event, or the event that the same key and input created earlier, in its current state.';
const CHANGED = 'The current event, whether or not the change was made.';
const ERRORS = 'Empty if the change was made.';

@ObjectType({ description: 'The result of creating an event.', simpleResolvers: true })
class CreateEventPayload {
  @Field(() => Event, { nullable: true, description: CREATED })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of copying an event.', simpleResolvers: true })
class DuplicateEventPayload {
  @Field(() => Event, { nullable: true, description: CREATED })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of a change.', simpleResolvers: true })
class UpdateEventPayload {
  @Field(() => Event, { nullable: true, description: CHANGED })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of archiving an event.', simpleResolvers: true })
class ArchiveEventPayload {
  @Field(() => Event, { nullable: true, description: CHANGED })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@Resolver(() => Event)
export class EventResolver {
  @Query(() => Event, {
    nullable: true,
    description: 'An event. INACTIVE and ARCHIVED events are NOT_FOUND for a USER.',
  })
  async event(
    @Arg('id', () => ID, { description: 'The event.' }) id: string,
    @Ctx() { services, viewer }: Context,
  ): Promise<Event> {
    return services.events.get(await viewer.require(), id);
  }

  @Query(() => EventConnection, {
    nullable: true,
    description:
      'Events, the latest `startAt` first. INACTIVE and ARCHIVED events are not listed for a USER.',
  })
  async events(
    @Args() args: EventsArgs,
    @Ctx() { services, viewer, now, signal }: Context,
  ): Promise<Page<Event>> {
    return services.events.list(await viewer.require(), now, args, signal);
  }

  @Mutation(() => CreateEventPayload, { nullable: true, description: 'Creates an event.' })
  async createEvent(
    @Arg('input', () => CreateEventInput, { description: 'The event.' }) input: CreateEventInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<CreateEventPayload> {
    const { event, refusals } = await services.eventCreator.create(await viewer.require(), now, input);
    return { event, userErrors: refusals };
  }

  @Mutation(() => DuplicateEventPayload, {
    nullable: true,
    description:
      'Copies an event: its texts, payout, conditions and rewards as they are now, inactive, with the given dates. Limited rewards start with the stock that they were defined with.',
  })
  async duplicateEvent(
    @Arg('input', () => DuplicateEventInput, { description: 'The source and the dates.' })
    input: DuplicateEventInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<DuplicateEventPayload> {
    const { event, refusals } = await services.eventCreator.duplicate(await viewer.require(), now, input);
    return { event, userErrors: refusals };
  }

  @Mutation(() => UpdateEventPayload, {
    nullable: true,
    description: 'Changes, pauses or activates an event.',
  })
  async updateEvent(
    @Arg('input', () => UpdateEventInput, { description: 'The changes.' }) input: UpdateEventInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UpdateEventPayload> {
    const { event, refusals } = await services.events.update(await viewer.require(), now, input);
    return { event, userErrors: refusals };
  }

  @Mutation(() => ArchiveEventPayload, {
    nullable: true,
    description: 'Archives an event permanently. PENDING requests can still be decided.',
  })
  async archiveEvent(
    @Arg('input', () => ArchiveEventInput, { description: 'The event.' }) input: ArchiveEventInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<ArchiveEventPayload> {
    const { event, refusals } = await services.events.archive(await viewer.require(), now, input);
    return { event, userErrors: refusals };
  }

  @FieldResolver(() => EventStateEnum, {
    description: 'The current state, from `active`, archiving and the window.',
  })
  state(@Root() event: Event, @Ctx() { now }: Context): EventState {
    return eventState(event, now);
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether the event is inactive and never was active. An event that is INACTIVE and no draft is paused.',
  })
  draft(@Root() event: Event): boolean {
    return isDraft(event);
  }

  @FieldResolver(() => Boolean, { description: 'Whether state is IN_PROGRESS.' })
  inProgress(@Root() event: Event, @Ctx() { now }: Context): boolean {
    return isInProgress(event, now);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether a request could be judged now: in progress, or ended and before `claimUntil`.',
  })
  claimable(@Root() event: Event, @Ctx() { now }: Context): boolean {
    return closedReason(event, now) === null;
  }

  @FieldResolver(() => Event, {
    nullable: true,
    description: 'The event that this one was copied from. Null for a USER.',
  })
  async copiedFrom(@Root() event: Event, @Ctx() { viewer, loaders }: Context): Promise<Event | null> {
    if (event.copiedFromId === undefined || !mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.event.load(String(event.copiedFromId));
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether a series copies the event. It can then be neither activated nor claimed.',
  })
  isTemplate(@Root() event: Event): boolean {
    return event.isTemplate === true;
  }

  @FieldResolver(() => Boolean, {
    description:
      'True once the event has had a live request. Changes of conditions, rewards, payout and startAt, and an earlier endAt or claimUntil, are then refused (EVENT_HAS_REQUESTS).',
  })
  frozen(@Root() event: Event): boolean {
    return event.frozenAt !== null;
  }

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The account that created the event. Null for a USER.',
  })
  async createdBy(@Root() event: Event, @Ctx() { viewer, loaders }: Context): Promise<User | null> {
    if (!mayRead(await viewer.require(), 'actingStaff')) return null;
    return loaders.user.load(String(event.createdById));
  }

  @FieldResolver(() => [StoredCondition], { description: 'All conditions must be met.' })
  conditions(@Root() event: Event): ConditionOfEvent[] {
    return event.conditions.map((condition) => ({ ...condition, event }));
  }

  @FieldResolver(() => [StoredReward], { description: 'A paid request receives all rewards.' })
  rewards(@Root() event: Event): RewardOfEvent[] {
    return event.rewards.map((reward) => ({ ...reward, event }));
  }
}
