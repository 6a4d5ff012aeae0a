import { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { isSealed } from '../../audiences/find-audiences';
import { CONDITIONS } from '../../domain/conditions';
import { BadUserInput, refusal, type Refusal } from '../../errors';
import { filterId, toObjectId } from '../../database/object-ids';
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
    ...(input.audienceId != null && { audienceId: filterId(input.audienceId) }),
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

/**
 * Why conditions can't name their audiences: only a sealed one can be used, and it stays sealed.
 *
 * @throws BadUserInput for an audience that does not exist
 */
export async function audienceRefusals(
  database: Database,
  conditions: readonly StoredCondition[],
  orders: readonly ConditionOrder[],
): Promise<Refusal[]> {
  const named = conditions.flatMap(({ audienceId }, place) =>
    audienceId == null ? [] : [{ audienceId, path: `${orders[place]?.path}.audienceId` }],
  );
  if (named.length === 0) return [];
  const audiences = await database.audiences
    .find(
      { _id: { $in: named.map(({ audienceId }) => audienceId) } },
      { projection: { state: 1, sealedAt: 1 } },
    )
    .toArray();
  const byId = new Map(audiences.map((audience) => [audience._id.toHexString(), audience]));
  const found = named.map((each) => ({ ...each, audience: byId.get(each.audienceId.toHexString()) }));
  const faults = found.flatMap(({ audience, path }) =>
    audience === undefined ? [{ path, message: 'names no audience' }] : [],
  );
  if (faults.length > 0) throw new BadUserInput(...faults);
  return found.flatMap(({ audience, path }) =>
    isSealed(audience!) ? [] : [refusal('AUDIENCE_NOT_SEALED', path.split('.'))],
  );
}
