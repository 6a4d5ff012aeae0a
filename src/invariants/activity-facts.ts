import { countedActivities } from '../activities/counted-activities';
import { NO_ACTIVITIES, type ActivityTotals } from '../domain/activities';
import { countedKinds } from '../domain/activity-retention';
import type { JudgedEvent, JudgedRow } from './request-facts';
import type { Snapshot } from './rule';

/** What a request can have counted at the most, by the kind of activity; without kinds that it has none of. */
export async function findCountedActivities(
  { database, options }: Snapshot,
  row: JudgedRow,
  event: JudgedEvent,
): Promise<ReadonlyMap<string, ActivityTotals>> {
  const totals = new Map<string, ActivityTotals>();
  for (const kind of countedKinds(event)) {
    const counted = await countedActivities(database, row, kind, event, null, options);
    if (counted.count > NO_ACTIVITIES.count) totals.set(kind, counted);
  }
  return totals;
}
