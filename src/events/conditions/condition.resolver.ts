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
import { describeCondition } from '../../domain/conditions';
import { Audience } from '../../audiences/audience.model';
import { mayReadEvent } from '../../domain/event-visibility';
import { mayRead } from '../../domain/reading-rights';
import type { Refusal } from '../../errors';
import type { Context } from '../../graphql/context';
import { requireObjectId } from '../../database/object-ids';
import { UserError } from '../../graphql/types/user-error';
import { AddConditionInput, RemoveConditionInput, UpdateConditionInput } from './condition.inputs';
import { Event, StoredCondition, type ConditionOfEvent } from '../event.model';

const EVENT = 'The current event.';
const ERRORS = 'Empty if the change was made.';

@ObjectType({ description: 'The result of an addition.', simpleResolvers: true })
class AddConditionPayload {
  @Field(() => StoredCondition, { nullable: true, description: 'The new condition.' })
  condition!: ConditionOfEvent | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of a change.', simpleResolvers: true })
class UpdateConditionPayload {
  @Field(() => StoredCondition, { nullable: true, description: 'The current condition.' })
  condition!: ConditionOfEvent | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@ObjectType({ description: 'The result of a removal.', simpleResolvers: true })
class RemoveConditionPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the removed condition. Null if nothing was removed.',
  })
  removedId!: string | null;

  @Field(() => Event, { nullable: true, description: EVENT })
  event!: Event | null;

  @Field(() => [UserError], { description: ERRORS })
  userErrors!: Refusal[];
}

@Resolver(() => StoredCondition)
export class ConditionResolver {
  @Query(() => StoredCondition, {
    nullable: true,
    description: 'A condition. NOT_FOUND if the viewer may not read its event.',
  })
  async condition(
    @Arg('id', () => ID, { description: 'The condition.' }) id: string,
    @Ctx() { services, viewer }: Context,
  ): Promise<ConditionOfEvent> {
    const conditionId = requireObjectId(id);
    const event = await services.events.getBy(await viewer.require(), { 'conditions.id': conditionId });
    return { ...event.conditions.find((condition) => condition.id.equals(conditionId))!, event };
  }

  @Query(() => [StoredCondition], {
    nullable: true,
    description: 'The conditions of an event. NOT_FOUND if the viewer may not read the event.',
  })
  async conditions(
    @Arg('eventId', () => ID, { description: 'The event.' }) eventId: string,
    @Ctx() { services, viewer }: Context,
  ): Promise<ConditionOfEvent[]> {
    const event = await services.events.get(await viewer.require(), eventId);
    return event.conditions.map((condition) => ({ ...condition, event }));
  }

  @Mutation(() => AddConditionPayload, { nullable: true, description: 'Adds a condition.' })
  async addCondition(
    @Arg('input', () => AddConditionInput, { description: 'The condition.' }) input: AddConditionInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<AddConditionPayload> {
    const { event, condition, refusals } = await services.conditions.add(await viewer.require(), now, input);
    return { condition: condition && { ...condition, event }, event, userErrors: refusals };
  }

  @Mutation(() => UpdateConditionPayload, {
    nullable: true,
    description: 'Replaces a condition.',
  })
  async updateCondition(
    @Arg('input', () => UpdateConditionInput, { description: 'The condition.' }) input: UpdateConditionInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<UpdateConditionPayload> {
    const { event, condition, refusals } = await services.conditions.update(
      await viewer.require(),
      now,
      input,
    );
    return { condition: condition && { ...condition, event }, event, userErrors: refusals };
  }

  @Mutation(() => RemoveConditionPayload, {
    nullable: true,
    description: 'Removes a condition.',
  })
  async removeCondition(
    @Arg('input', () => RemoveConditionInput, { description: 'The condition.' }) input: RemoveConditionInput,
    @Ctx() { services, viewer, now }: Context,
  ): Promise<RemoveConditionPayload> {
    const { event, refusals } = await services.conditions.remove(await viewer.require(), now, input);
    return { removedId: refusals.length === 0 ? input.id : null, event, userErrors: refusals };
  }

  @FieldResolver(() => Event, { description: 'The event that it belongs to.' })
  event(@Root() { event }: ConditionOfEvent): Event {
    return event;
  }

  @FieldResolver(() => Event, {
    nullable: true,
    description:
      'EVENT_REWARDED only: the event that must have been rewarded. Null if the viewer may not read that event.',
  })
  async requiredEvent(
    @Root() { requiredEventId }: ConditionOfEvent,
    @Ctx() { viewer, loaders }: Context,
  ): Promise<Event | null> {
    // A kind that only newer servers know may lack the field.
    if (requiredEventId == null) return null;
    const event = await loaders.event.load(String(requiredEventId));
    return event && mayReadEvent(await viewer.require(), event) ? event : null;
  }

  @FieldResolver(() => Audience, {
    nullable: true,
    description: 'IN_AUDIENCE only: the audience that the user must be in. Null for a USER.',
  })
  async audience(
    @Root() { audienceId }: ConditionOfEvent,
    @Ctx() { viewer, loaders }: Context,
  ): Promise<Audience | null> {
    if (audienceId == null || !mayRead(await viewer.require(), 'audiences')) return null;
    return loaders.audience.load(String(audienceId));
  }

  @FieldResolver(() => String, { description: 'One plain sentence.' })
  description(@Root() condition: ConditionOfEvent): string {
    return describeCondition(condition);
  }
}
