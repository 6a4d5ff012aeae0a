import type { Database } from '../database/connection';
import { hinted } from '../database/hinted';
import { addDays, startOfServiceDay, type ServiceCalendar } from '../domain/service-calendar';
import type { Activity } from './activity.model';

type ActivitiesDatabase = Pick<Database, 'activities'>;
type Recorded = Pick<Activity, 'userId' | 'source' | 'externalId'>;
type OfDay = Pick<Activity, 'userId' | 'kind' | 'day'>;

export const COVERING_INDEX = 'userId_1_kind_1_voided_1_occurredAt_1_quantity_1_day_1';

/** One row at most has it: that is the unique index. */
export function recordedKey({ userId, source, externalId }: Recorded): string {
  return `${userId.toHexString()} ${source} ${externalId}`;
}

export function dayKey({ userId, kind, day }: OfDay): string {
  return `${userId.toHexString()} ${kind} ${day}`;
}

/** The rows under these external ids, by `recordedKey`. */
export async function findRecorded(
  { activities }: ActivitiesDatabase,
  wanted: readonly Recorded[],
): Promise<ReadonlyMap<string, Activity>> {
  if (wanted.length === 0) return new Map();
  const byUser = new Map<string, { userId: Recorded['userId']; source: string; ids: Set<string> }>();
  for (const { userId, source, externalId } of wanted) {
    const key = `${userId.toHexString()} ${source}`;
    const known = byUser.get(key);
    if (known === undefined) byUser.set(key, { userId, source, ids: new Set([externalId]) });
    else known.ids.add(externalId);
  }
  const $or = [...byUser.values()].map(({ userId, source, ids }) => ({
    userId,
    source,
    externalId: { $in: [...ids] },
  }));
  const rows = await activities.find({ $or }, { projection: { outbox: 0 } }).toArray();
  return new Map(rows.map((row) => [recordedKey(row), row]));
}

/** How many rows there are of each user, kind and service day, by `dayKey`; voided ones count too. */
export async function countByDay(
  { activities }: ActivitiesDatabase,
  calendar: ServiceCalendar,
  rows: readonly OfDay[],
): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  // One branch for all users of a kind and day.
  const groups = new Map<string, { kind: string; day: string; userIds: Map<string, OfDay['userId']> }>();
  for (const { userId, kind, day } of rows) {
    const key = `${kind} ${day}`;
    const group = groups.get(key) ?? { kind, day, userIds: new Map() };
    group.userIds.set(userId.toHexString(), userId);
    groups.set(key, group);
  }
  const $or = [...groups.values()].map(({ kind, day, userIds }) => ({
    userId: { $in: [...userIds.values()] },
    kind,
    voided: { $in: [false, true] },
    occurredAt: { $gte: startOfServiceDay(calendar, day), $lt: startOfServiceDay(calendar, addDays(day, 1)) },
  }));
  const pipeline = [
    { $match: { $or } },
    { $group: { _id: { userId: '$userId', kind: '$kind', day: '$day' }, rows: { $sum: 1 } } },
  ];
  const counts = await hinted(COVERING_INDEX, (hint) =>
    activities.aggregate<{ _id: OfDay; rows: number }>(pipeline, hint).toArray(),
  );
  return new Map(counts.map(({ _id, rows: count }) => [dayKey(_id), count]));
}
