import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { addTotals, NO_ACTIVITIES, type ActivityTotals, type DeletedTotals } from '../domain/activities';
import { CLOCK_ALLOWANCE_MS } from '../domain/limits';
import { GROUP, totalsOf } from './activity-totals';

interface Window {
  readonly startAt: Date;
  readonly endAt: Date | null;
}

interface CountingRequest {
  readonly userId: Types.ObjectId;
  readonly requestedAt: Date;
  readonly deletedActivities?: readonly DeletedTotals[];
}

/**
 * What a request can have counted at the most of one kind of activity: the rows that had arrived when it was made and
 * were not voided by then, and what those came to that were deleted since.
 *
 * @param until null: to the end of the window
 */
export async function countedActivities(
  { activities }: Pick<Collections, 'activities'>,
  { userId, requestedAt, deletedActivities = [] }: CountingRequest,
  kind: string,
  { startAt, endAt }: Window,
  until: Date | null,
  options: mongo.AggregateOptions,
): Promise<ActivityTotals> {
  const deleted = deletedActivities.find((totals) => totals.kind === kind);
  const first = deleted !== undefined && deleted.before > startAt ? deleted.before : startAt;
  const end = endAt === null || (until !== null && until < endAt) ? until : endAt;
  const match = {
    userId,
    kind,
    occurredAt: { $gte: first, ...(end !== null && { $lt: end }) },
    receivedAt: { $lte: new Date(requestedAt.getTime() + CLOCK_ALLOWANCE_MS) },
    $or: [{ voided: false }, { voidedAt: { $gte: new Date(requestedAt.getTime() - CLOCK_ALLOWANCE_MS) } }],
  };
  const [row] = await activities
    .aggregate<Parameters<typeof totalsOf>[0]>(
      [{ $match: match }, { $group: { ...GROUP, _id: null } }],
      options,
    )
    .toArray();
  const kept = row === undefined ? NO_ACTIVITIES : totalsOf(row);
  return deleted === undefined ? kept : addTotals(deleted, kept);
}
