import type { mongo, Types } from 'mongoose';
import { hinted } from '../database/hinted';
import { NO_EXCUSED_DAYS, type ExcusedDays } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import { excusedDaysStage, type ExcusedDayRow } from '../excused-days/excused-days-stage';

/** A user's days from `first` to `last` inclusive; null has no end. */
export interface DayRange {
  readonly userId: Types.ObjectId;
  readonly first: ServiceDay;
  readonly last: ServiceDay | null;
}

const LAST_DAY = '9999-12-31';

export interface DaysInRanges {
  /** The days that users attended, by the user's id as hex: distinct, ascending. */
  readonly attended: ReadonlyMap<string, readonly ServiceDay[]>;
  readonly excused: ExcusedDays;
}

/**
 * The days that users attended, and with them the excused days from the first range on. Days that several ranges of a
 * user share are read once, days between them not at all. Covered by the unique index, a bounded scan per range.
 */
export async function findDaysInRanges(
  db: mongo.Db,
  ranges: readonly DayRange[],
  { withExcused = false } = {},
): Promise<DaysInRanges> {
  if (ranges.length === 0) return { attended: new Map(), excused: NO_EXCUSED_DAYS };
  const pipeline = [
    { $match: { $or: matchRanges(ranges) } },
    { $group: { _id: '$userId', days: { $push: '$day' } } },
    ...(withExcused ? [excusedDaysStage(earliestOf(ranges))] : []),
  ];
  const rows = await hinted('userId_1_day_1', (hint) =>
    db
      .collection('userattendances')
      .aggregate<{ _id: Types.ObjectId; days: ServiceDay[] } | ExcusedDayRow>(pipeline, hint)
      .toArray(),
  );
  const attended = new Map<string, readonly ServiceDay[]>();
  const excused = new Set<ServiceDay>();
  for (const row of rows) {
    // The rules count distinct days, whether or not the unique index is there.
    if ('days' in row) attended.set(row._id.toHexString(), [...new Set(row.days)].sort());
    else excused.add(row.excusedDay);
  }
  return { attended, excused };
}

function earliestOf(ranges: readonly DayRange[]): ServiceDay {
  return ranges.reduce((earliest, { first }) => (first < earliest ? first : earliest), LAST_DAY);
}

/** One branch for all users of the same days, such as those of one event. */
function matchRanges(ranges: readonly DayRange[]): mongo.Document[] {
  const byUser = new Map<string, DayRange[]>();
  for (const range of ranges) {
    const user = range.userId.toHexString();
    byUser.set(user, [...(byUser.get(user) ?? []), range]);
  }
  const byDays = new Map<string, { users: Types.ObjectId[]; day: { $gte: ServiceDay; $lte: ServiceDay } }>();
  for (const { userId, first, last } of [...byUser.values()].flatMap(joined)) {
    const known = byDays.get(`${first} ${last}`);
    if (known !== undefined) known.users.push(userId);
    else byDays.set(`${first} ${last}`, { users: [userId], day: { $gte: first, $lte: last } });
  }
  return [...byDays.values()].map(({ users, day }) => ({ userId: { $in: users }, day }));
}

/** One user's ranges, those that overlap as one. */
function joined(ranges: readonly DayRange[]): Array<DayRange & { last: ServiceDay }> {
  const ascending = [...ranges].sort((one, other) => (one.first < other.first ? -1 : 1));
  const apart: Array<DayRange & { last: ServiceDay }> = [];
  for (const { userId, first, last: open } of ascending) {
    const last = open ?? LAST_DAY;
    const latest = apart.at(-1);
    if (latest === undefined || first > latest.last) apart.push({ userId, first, last });
    else if (last > latest.last) latest.last = last;
  }
  return apart;
}
