import { Types } from 'mongoose';
import type { Database } from '../database/connection';
import type { ServiceDay } from '../domain/service-calendar';
import { VIEWER_FIELDS, type ViewerRow } from '../users/viewers';
import { daysByUser, type UserDays } from './attendance-days';
import type { Attendance } from './attendance.model';

/** What a batch of check-ins is judged on; users by their id as hex. */
export interface CheckInFacts {
  readonly users: ReadonlyMap<string, ViewerRow>;
  /** All days ever attended: distinct, ascending. */
  readonly days: ReadonlyMap<string, readonly ServiceDay[]>;
  /** The rows of the days that are asked for, by `checkInKey`. */
  readonly rows: ReadonlyMap<string, Attendance>;
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
  const coll = attendances.collectionName;
  const found = await users
    .aggregate<ViewerRow | UserDays | Attendance>([
      { $match: { _id: { $in: userIds } } },
      { $project: VIEWER_FIELDS },
      { $unionWith: { coll, pipeline: daysByUser(userIds) } },
      { $unionWith: { coll, pipeline: [{ $match: { userId: { $in: userIds }, day: { $in: days } } }] } },
    ])
    .toArray();
  return {
    users: new Map(found.flatMap((row) => ('role' in row ? [[row._id.toHexString(), row]] : []))),
    days: new Map(found.flatMap((row) => ('days' in row ? [[row._id.toHexString(), row.days]] : []))),
    rows: rowsByKey(found.filter((row) => 'checkedAt' in row)),
  };
}

/** The rows of these days, as they stand by now. */
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
