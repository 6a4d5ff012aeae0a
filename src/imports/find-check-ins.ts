import type { Types } from 'mongoose';
import type { Attendance } from '../attendance/attendance.model';
import { checkInKey } from '../attendance/check-in-facts';
import type { Database } from '../database/connection';

/** The ids of those rows that hold the days of the given ones, by user and day: ranges of the unique index. */
export async function findCheckIns(
  { attendances }: Pick<Database, 'attendances'>,
  rows: readonly Attendance[],
): Promise<Map<string, Types.ObjectId>> {
  if (rows.length === 0) return new Map();
  const found = await attendances
    .find({
      userId: { $in: rows.map(({ userId }) => userId) },
      day: { $in: [...new Set(rows.map(({ day }) => day))] },
    })
    .project<Pick<Attendance, '_id' | 'userId' | 'day'>>({ userId: 1, day: 1 })
    .toArray();
  return new Map(found.map(({ _id, userId, day }) => [checkInKey(userId, day), _id]));
}
