import type { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { CONDITIONS_MAX } from '../../domain/limits';
import type { Viewer } from '../../domain/viewer';
import { AppError, BadUserInput, type Refusal } from '../../errors';
import { requireObjectId } from '../../database/object-ids';
import { audienceRefusals, defineConditions, type ConditionOrder } from './condition-definition';
import type { AddConditionInput, RemoveConditionInput, UpdateConditionInput } from './condition.inputs';
import { editOrder, type EventEditor } from '../event-editor';
import type { Event, StoredCondition } from '../event.model';

interface Edited {
  readonly event: Event;
  readonly refusals: Refusal[];
  /** The current condition, or the removed one; null when it is missing. */
  readonly condition: StoredCondition | null;
}

export class ConditionService {
  constructor(private readonly parts: { readonly database: Database; readonly editor: EventEditor }) {}

  async add(viewer: Viewer, now: Date, input: AddConditionInput): Promise<Edited> {
    const { database, editor } = this.parts;
    const eventId = requireObjectId(input.eventId);
    const order = { input: input.condition, path: 'input.condition' };
    const [condition] = await defineConditions(database, [order], eventId);
    const refused = await this.refused(eventId, condition!, order);
    if (refused !== null) return refused;
    const edited = await editor.edit(editOrder('addCondition', viewer, now, eventId, input), (event) => {
      if (event.conditions.length >= CONDITIONS_MAX) {
        throw new BadUserInput({
          path: 'input.condition',
          message: `must be one of at most ${CONDITIONS_MAX}`,
        });
      }
      return {
        next: { ...event, conditions: [...event.conditions, condition!] },
        update: { $push: { conditions: condition } },
        before: null,
        after: { condition },
        frozen: [['input', 'condition']],
      };
    });
    return { ...edited, condition: findCondition(edited.event, condition!.id) };
  }

  async update(viewer: Viewer, now: Date, input: UpdateConditionInput): Promise<Edited> {
    const { database, editor } = this.parts;
    const id = requireObjectId(input.id);
    const { _id: eventId } = await editor.find({ 'conditions.id': id });
    const order = { input: input.condition, path: 'input.condition', id };
    const [condition] = await defineConditions(database, [order], eventId);
    const refused = await this.refused(eventId, condition!, order);
    if (refused !== null) return refused;
    const edited = await editor.edit(editOrder('updateCondition', viewer, now, eventId, input), (event) => {
      const before = requireCondition(event, id);
      const { kind, target, requiredEventId, activityKind, audienceId } = condition!;
      if (
        kind === before.kind &&
        target === before.target &&
        String(requiredEventId) === String(before.requiredEventId) &&
        (activityKind ?? null) === (before.activityKind ?? null) &&
        String(audienceId) === String(before.audienceId)
      ) {
        return null;
      }
      return {
        next: {
          ...event,
          conditions: event.conditions.map((other) => (other === before ? condition! : other)),
        },
        update: {
          $set: {
            'conditions.$[condition].kind': kind,
            'conditions.$[condition].target': target,
            'conditions.$[condition].requiredEventId': requiredEventId,
            ...(activityKind != null && { 'conditions.$[condition].activityKind': activityKind }),
            ...(audienceId != null && { 'conditions.$[condition].audienceId': audienceId }),
          },
          $unset: {
            ...(activityKind == null && { 'conditions.$[condition].activityKind': true as const }),
            ...(audienceId == null && { 'conditions.$[condition].audienceId': true as const }),
          },
        },
        arrayFilters: [{ 'condition.id': id }],
        before: { condition: before },
        // Entries are applied on top of each other: a field that went away is null.
        after: {
          condition: {
            ...(before.activityKind != null && { activityKind: null }),
            ...(before.audienceId != null && { audienceId: null }),
            ...condition,
          },
        },
        frozen: [['input', 'condition']],
      };
    });
    return { ...edited, condition: findCondition(edited.event, id) };
  }

  async remove(viewer: Viewer, now: Date, input: RemoveConditionInput): Promise<Edited> {
    const { editor } = this.parts;
    const id = requireObjectId(input.id);
    const { _id: eventId } = await editor.find({ 'conditions.id': id });
    const edited = await editor.edit(editOrder('removeCondition', viewer, now, eventId, input), (event) => {
      const condition = requireCondition(event, id);
      return {
        next: { ...event, conditions: event.conditions.filter((other) => other !== condition) },
        update: { $pull: { conditions: { id } } },
        before: { condition },
        after: null,
        frozen: [['input', 'id']],
      };
    });
    return { ...edited, condition: findCondition(edited.event, id) };
  }

  /** The answer when the audience of the condition can't be used; null when nothing refuses it. */
  private async refused(
    eventId: Types.ObjectId,
    condition: StoredCondition,
    order: ConditionOrder,
  ): Promise<Edited | null> {
    const { database, editor } = this.parts;
    const refusals = await audienceRefusals(database, [condition], [order]);
    return refusals.length === 0
      ? null
      : { event: await editor.find({ _id: eventId }), refusals, condition: null };
  }
}

function findCondition(event: Event, id: Types.ObjectId): StoredCondition | null {
  return event.conditions.find((condition) => condition.id.equals(id)) ?? null;
}

/** @throws AppError NOT_FOUND when it was removed since it was looked up */
function requireCondition(event: Event, id: Types.ObjectId): StoredCondition {
  const condition = findCondition(event, id);
  if (condition === null) throw new AppError('NOT_FOUND');
  return condition;
}
