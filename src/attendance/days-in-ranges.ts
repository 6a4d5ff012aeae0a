import type { mongo, Types } from 'mongoose';
import { hinted } from '../database/hinted';
import type { ServiceDay } from '../domain/service-calendar';

/** A user's days from `first` to `last`, both included; null: to the end. */
export interface DayRange {
  readonly userId: Types.ObjectId;
  readonly first: ServiceDay;
  readonly last: ServiceDay | null;
}

const LAST_DAY = '9999-12-31';

/**
 * The days that users attended, by the user's id as hex: distinct, ascending. Of several ranges of one user
 * all days from the first to the last are read, once. Covered by the unique index, a bounded scan per user.
 */
export async function findDaysInRanges(
  db: mongo.Db,
  ranges: readonly DayRange[],
): Promise<Map<string, ServiceDay[]>> {
  if (ranges.length === 0) return new Map();
  const pipeline = [
    { $match: { $or: matchRanges(ranges) } },
    { $group: { _id: '$userId', days: { $push: '$day' } } },
  ];
  const rows = await hinted('userId_1_day_1', (hint) =>
    db
      .collection('userattendances')
      .aggregate<{ _id: Types.ObjectId; days: ServiceDay[] }>(pipeline, hint)
      .toArray(),
  );
  // The rules count distinct days, whether or not the unique index is there.
  return new Map(rows.map(({ _id, days }) => [_id.toHexString(), [...new Set(days)].sort()]));
}

/** One branch for all users of the same days, such as those of one event. */
function matchRanges(ranges: readonly DayRange[]): mongo.Document[] {
  const byUser = new Map<string, { userId: Types.ObjectId; first: ServiceDay; last: ServiceDay }>();
  for (const { userId, first, last: open } of ranges) {
    const last = open ?? LAST_DAY;
    const known = byUser.get(userId.toHexString());
    if (known === undefined) byUser.set(userId.toHexString(), { userId, first, last });
    else {
      if (first < known.first) known.first = first;
      if (last > known.last) known.last = last;
    }
  }
  const byDays = new Map<string, { users: Types.ObjectId[]; day: { $gte: ServiceDay; $lte: ServiceDay } }>();
  for (const { userId, first, last } of byUser.values()) {
    const known = byDays.get(`${first} ${last}`);
    if (known !== undefined) known.users.push(userId);
    else byDays.set(`${first} ${last}`, { users: [userId], day: { $gte: first, $lte: last } });
  }
  return [...byDays.values()].map(({ users, day }) => ({ userId: { $in: users }, day }));
}
