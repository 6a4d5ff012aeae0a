import { Types } from 'mongoose';
import type { Database } from '../database/connection';
import type { ExcusedDays } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import { VIEWER_FIELDS, type ViewerRow } from '../access/viewers';
import { excusedDaysStage, type ExcusedDayRow } from '../excused-days/excused-days-stage';
import type { Attendance } from './attendance.model';
import { recentSince, type StreakAccount } from './streak-summary';
import { daysByUser, usersWithDaysBefore, type RecentDays, type UserDays } from './streaks';

export type CheckInUser = ViewerRow &
  StreakAccount & {
    /** The database's clock at the read. */
    readonly databaseTime: Date;
  };

/** The facts that a batch of check-ins is judged on; users by their id as hex. */
export interface CheckInFacts {
  readonly users: ReadonlyMap<string, CheckInUser>;
  readonly recent: RecentDays;
  /** The rows of the days that are asked for, by `checkInKey`. */
  readonly rows: ReadonlyMap<string, Attendance>;
  /** All of them. */
  readonly excused: ExcusedDays;
}

type CheckInsDatabase = Pick<Database, 'users' | 'attendances'>;
export interface UserDay {
  readonly userId: string;
  readonly day: ServiceDay;
}

/** One row at most has it: that is the unique index. */
export function checkInKey(userId: string | Types.ObjectId, day: ServiceDay): string {
  return `${userId.toString()} ${day}`;
}

/** One call for the whole batch, whatever its size. */
export async function readCheckInFacts(
  { users, attendances }: CheckInsDatabase,
  wanted: readonly UserDay[],
): Promise<CheckInFacts> {
  const userIds = [...new Set(wanted.map(({ userId }) => userId))].map((id) => new Types.ObjectId(id));
  const days = [...new Set(wanted.map(({ day }) => day))];
  const since = recentSince(days.reduce((first, day) => (day < first ? day : first)));
  const coll = attendances.collectionName;
  const ofUsers = { $in: userIds };
  const found = await users
    .aggregate<
      CheckInUser | UserDays | { _id: Types.ObjectId; firstDay: ServiceDay } | Attendance | ExcusedDayRow
    >([
      { $match: { _id: { $in: userIds } } },
      { $project: { ...VIEWER_FIELDS, streak: 1, databaseTime: '$$NOW' } },
      { $unionWith: { coll, pipeline: daysByUser({ userId: ofUsers, day: { $gte: since } }) } },
      { $unionWith: { coll, pipeline: usersWithDaysBefore(ofUsers, since) } },
      { $unionWith: { coll, pipeline: [{ $match: { userId: { $in: userIds }, day: { $in: days } } }] } },
      excusedDaysStage(),
    ])
    .toArray();
  return {
    users: new Map(found.flatMap((row) => ('role' in row ? [[row._id.toHexString(), row]] : []))),
    recent: {
      since,
      days: new Map(
        found.flatMap((row) => ('days' in row ? [[row._id.toHexString(), [...new Set(row.days)]]] : [])),
      ),
      older: new Set(found.flatMap((row) => ('firstDay' in row ? [row._id.toHexString()] : []))),
    },
    rows: rowsByKey(found.filter((row) => 'checkedAt' in row)),
    excused: new Set(found.flatMap((row) => ('excusedDay' in row ? [row.excusedDay] : []))),
  };
}

/** The current rows of these days. */
export async function readCheckIns(
  { attendances }: CheckInsDatabase,
  wanted: ReadonlyArray<Pick<Attendance, 'userId' | 'day'>>,
): Promise<ReadonlyMap<string, Attendance>> {
  const rows = await attendances.find({ $or: wanted.map(({ userId, day }) => ({ userId, day })) }).toArray();
  return rowsByKey(rows);
}

function rowsByKey(rows: readonly Attendance[]): ReadonlyMap<string, Attendance> {
  return new Map(rows.map((row) => [checkInKey(row.userId, row.day), row]));
}
