import { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { CONDITIONS } from '../../domain/conditions';
import { BadUserInput } from '../../errors';
import { toObjectId } from '../../database/object-ids';
import type { ConditionInput } from './condition.inputs';
import type { StoredCondition } from '../event.model';

export interface ConditionOrder {
  readonly input: ConditionInput;
  /** Of the input, such as `input.conditions.0`. */
  readonly path: string;
  /** Of a condition that is replaced. */
  readonly id?: Types.ObjectId;
}

/**
 * Makes conditions of their inputs, whose limits have been checked. Events are never deleted, so a required
 * event that is there now will be.
 *
 * @param ownEventId the event that they are for; null while it is being created
 * @throws BadUserInput for a required event that is unknown or the own one
 */
export async function defineConditions(
  database: Database,
  orders: readonly ConditionOrder[],
  ownEventId: Types.ObjectId | null,
): Promise<StoredCondition[]> {
  const conditions = orders.map(({ input, id }) => ({
    id: id ?? new Types.ObjectId(),
    kind: input.kind,
    target: input.target ?? CONDITIONS[input.kind].target.implied ?? 1,
    requiredEventId: input.requiredEventId == null ? null : toObjectId(input.requiredEventId),
    ...(input.activityKind != null && { activityKind: input.activityKind }),
  }));
  const ids = conditions.flatMap(({ requiredEventId }) => requiredEventId ?? []);
  const events =
    ids.length === 0
      ? []
      : await database.events.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const known = new Set(events.map(({ _id }) => _id.toHexString()));
  const faults = conditions.flatMap(({ kind, requiredEventId }, place) => {
    if (!CONDITIONS[kind].parameters.includes('requiredEventId')) return [];
    const path = `${orders[place]?.path}.requiredEventId`;
    if (!requiredEventId || !known.has(requiredEventId.toHexString())) {
      return [{ path, message: 'names no event' }];
    }
    return ownEventId?.equals(requiredEventId) ? [{ path, message: 'must be another event' }] : [];
  });
  if (faults.length > 0) throw new BadUserInput(...faults);
  return conditions;
}
