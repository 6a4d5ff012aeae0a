import { Types } from 'mongoose';
import { holdingStreaks } from '../../src/attendance/streaks';
import type { Database } from '../../src/database/connection';
import { addDays, serviceDayOf, startOfServiceDay } from '../../src/domain/service-calendar';

/** The calendar that servers of the tests have unless told otherwise. */
export const SEOUL = { timeZone: 'Asia/Seoul', dayStartMinute: 0 };

/** Check-ins on the given service days, as if the user had been there. */
export async function attend(database: Database, userId: string, days: readonly string[]): Promise<void> {
  const rows = days.map((day) => ({
    _id: new Types.ObjectId(),
    userId: new Types.ObjectId(userId),
    day,
    // However early in the day it is now, the check-in is not in the future.
    checkedAt: startOfServiceDay(SEOUL, day),
  }));
  await holdingStreaks(database, [new Types.ObjectId(userId)], () => database.attendances.insertMany(rows));
}

/** The `count` service days that end with that of `now`, ascending. */
export function lastDays(now: Date, count: number): string[] {
  const today = serviceDayOf(SEOUL, now);
  return Array.from({ length: count }, (_, place) => addDays(today, place - count + 1));
}
