import type { mongo, Types } from 'mongoose';
import { hinted } from '../database/hinted';
import { NO_EXCUSED_DAYS, type ExcusedDays } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import { excusedDaysStage, type ExcusedDayRow } from '../excused-days/excused-days-stage';
import type { StoredStreak } from '../users/user.model';
import { summedUpDays, sumsUpFrom } from './streak-summary';

/** A user's days from `first` to `last` inclusive; null has no end. */
export interface DayRange {
  readonly userId: Types.ObjectId;
  readonly first: ServiceDay;
  readonly last: ServiceDay | null;
  /** Of the user's earlier check-ins, if there is any: what it holds is not read again. */
  readonly summary?: StoredStreak | undefined;
}

type ClosedRange = Pick<DayRange, 'userId' | 'first'> & { readonly last: ServiceDay };

const LAST_DAY = '9999-12-31';

export interface DaysInRanges {
  /** The days that users attended, by the user's id as hex: distinct, ascending. */
  readonly attended: ReadonlyMap<string, readonly ServiceDay[]>;
  readonly excused: ExcusedDays;
}

/**
 * The days that users attended, and with them the excused days from the first range on. Days that several ranges of a
 * user share are read once, days between them not at all. Covered by the unique index, a bounded scan per range. With
 * a summary of the user's earlier check-ins, the days before its end may be more than the ranges hold.
 */
export async function findDaysInRanges(
  db: mongo.Db,
  ranges: readonly DayRange[],
  { withExcused = false } = {},
): Promise<DaysInRanges> {
  if (ranges.length === 0) return { attended: new Map(), excused: NO_EXCUSED_DAYS };
  const pipeline = [
    { $match: matchRanges(ranges.flatMap((range) => unread(range) ?? [])) },
    { $group: { _id: '$userId', days: { $push: '$day' } } },
    ...(withExcused ? [excusedDaysStage(earliestOf(ranges))] : []),
  ];
  const rows = await hinted('userId_1_day_1', (hint) =>
    db
      .collection('userattendances')
      .aggregate<{ _id: Types.ObjectId; days: ServiceDay[] } | ExcusedDayRow>(pipeline, hint)
      .toArray(),
  );
  const excused = new Set<ServiceDay>();
  const attended = summedUpByUser(ranges);
  for (const row of rows) {
    if ('days' in row) append(attended, row._id.toHexString(), row.days);
    else excused.add(row.excusedDay);
  }
  // The rules count distinct days, whether or not the unique index is there.
  for (const [userId, days] of attended) attended.set(userId, distinctAscending(days));
  return { attended, excused };
}

function summedUpByUser(ranges: readonly DayRange[]): Map<string, ServiceDay[]> {
  const byUser = new Map<string, ServiceDay[]>();
  for (const { userId, first, summary } of ranges) {
    if (sumsUpFrom(summary, first)) append(byUser, userId.toHexString(), summedUpDays(summary, first));
  }
  return byUser;
}

/** What of a range is to be read; null when the summary holds all of it. */
function unread({ userId, first, last, summary }: DayRange): ClosedRange | null {
  const begin = sumsUpFrom(summary, first) && first < summary.before ? summary.before : first;
  const end = last ?? LAST_DAY;
  return begin > end ? null : { userId, first: begin, last: end };
}

function append(byUser: Map<string, ServiceDay[]>, userId: string, days: ServiceDay[]): void {
  const known = byUser.get(userId);
  byUser.set(userId, known === undefined || known.length === 0 ? days : known.concat(days));
}

function distinctAscending(days: ServiceDay[]): ServiceDay[] {
  const isAscending = days.every((day, place) => place === 0 || days[place - 1]! < day);
  return isAscending ? days : [...new Set(days)].sort();
}

function earliestOf(ranges: readonly DayRange[]): ServiceDay {
  return ranges.reduce((earliest, { first }) => (first < earliest ? first : earliest), LAST_DAY);
}

/** One branch for all users of the same days, such as those of one event. */
function matchRanges(ranges: readonly ClosedRange[]): mongo.Document {
  const byUser = new Map<string, ClosedRange[]>();
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
  const branches = [...byDays.values()].map(({ users, day }) => ({ userId: { $in: users }, day }));
  return branches.length === 0 ? { userId: { $in: [] } } : { $or: branches };
}

/** One user's ranges, those that overlap as one. */
function joined(ranges: readonly ClosedRange[]): ClosedRange[] {
  const ascending = [...ranges].sort((one, other) => (one.first < other.first ? -1 : 1));
  const apart: Array<{ -readonly [Key in keyof ClosedRange]: ClosedRange[Key] }> = [];
  for (const range of ascending) {
    const latest = apart.at(-1);
    if (latest === undefined || range.first > latest.last) apart.push({ ...range });
    else if (range.last > latest.last) latest.last = range.last;
  }
  return apart;
}
