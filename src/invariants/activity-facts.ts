import { GROUP, totalsOf } from '../activities/activity-totals';
import type { ActivityTotals } from '../domain/activities';
import type { JudgedEvent, JudgedRow } from './request-facts';
import type { Snapshot } from './rule';

/**
 * What a request can have counted at the most, by the kind of activity: the rows that had arrived by `latest` and
 * were not voided before `earliest`.
 */
export async function countedActivities(
  { database, options }: Snapshot,
  { userId }: JudgedRow,
  { startAt, endAt, conditions }: JudgedEvent,
  { earliest, latest }: { readonly earliest: Date; readonly latest: Date },
): Promise<ReadonlyMap<string, ActivityTotals>> {
  const totals = new Map<string, ActivityTotals>();
  for (const kind of new Set(conditions.flatMap(({ activityKind }) => activityKind ?? []))) {
    const match = {
      userId,
      kind,
      occurredAt: { $gte: startAt, ...(endAt !== null && { $lt: endAt }) },
      receivedAt: { $lte: latest },
      $or: [{ voided: false }, { voidedAt: { $gte: earliest } }],
    };
    const [row] = await database.activities
      .aggregate<Parameters<typeof totalsOf>[0]>(
        [{ $match: match }, { $group: { ...GROUP, _id: null } }],
        options,
      )
      .toArray();
    if (row !== undefined) totals.set(kind, totalsOf(row));
  }
  return totals;
}
