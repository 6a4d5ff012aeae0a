import { Types } from 'mongoose';
import type { Attendance } from '../attendance/attendance.model';
import { checkInKey } from '../attendance/check-in-facts';
import { holdingStreaks, releaseStreaks } from '../attendance/streaks';
import type { Database } from '../database/connection';
import { IMPORTED_DAYS_MAX } from '../domain/imports';
import { toInstant } from '../domain/instant';
import {
  addDays,
  isServiceDay,
  serviceDayOf,
  startOfServiceDay,
  type ServiceCalendar,
} from '../domain/service-calendar';
import { usernameKey } from '../domain/username';
import { toObjectId } from '../database/object-ids';
import type { User } from '../users/user.model';
import type { FilledRow, ImportKind, Judged } from './import-run';
import { findCheckIns } from './find-check-ins';

type Values = FilledRow['values'];
type When = Pick<Attendance, 'day' | 'checkedAt'>;

/** Longer than any spelling of a username: folding a text of any length would take its time. */
const USERNAME_MAX_UNITS = 256;

/** What an import by staff leaves to the command: check-ins of staff and of closed accounts, and old days. */
interface AttendanceRules {
  readonly byStaff: boolean;
}

/**
 * Check-ins by user and service day. A row that gives an instant gets the day that it counts for; one that
 * gives a day is taken as checked in when that day began.
 */
export function attendanceImport(
  database: Database,
  calendar: ServiceCalendar,
  { byStaff }: AttendanceRules = { byStaff: false },
): ImportKind<Attendance> {
  const accounts = new Map<string, Types.ObjectId>();
  return {
    action: 'importAttendance',
    columns: ['username', 'userId', 'checkedAt', 'day'],
    collection: database.attendances,
    whileInserting: (rows, insert) =>
      holdingStreaks(
        database,
        rows.map(({ userId }) => userId),
        insert,
      ),
    onComplete: () => releaseStreaks(database, byStaff ? [...accounts.values()] : undefined),
    async judge(rows, now) {
      const users = await findUsers(
        database,
        rows.map(({ values }) => values),
        byStaff,
      );
      if (byStaff) for (const id of users.values()) accounts.set(id.toHexString(), id);
      const firstDay = addDays(serviceDayOf(calendar, now), -IMPORTED_DAYS_MAX);
      const judged = rows.map(({ values }): Judged<Attendance> => {
        if ((values.username === undefined) === (values.userId === undefined)) {
          return { fault: 'needs either a username or a userId' };
        }
        const when = whenOf(values, calendar, now);
        if (typeof when === 'string') return { fault: when };
        if (byStaff && when.day < firstDay) return { fault: 'day is more than 366 days ago' };
        const userId = users.get(accountNameOf(values));
        if (userId === undefined) {
          const column = values.userId === undefined ? 'username' : 'userId';
          return { fault: `${column} matches no ${byStaff ? 'user who can check in' : 'account'}` };
        }
        return { document: { _id: new Types.ObjectId(), userId, ...when } };
      });
      const fresh = judged.flatMap((judgement) =>
        typeof judgement === 'object' && 'document' in judgement ? [judgement.document] : [],
      );
      const there = new Set((await findCheckIns(database, fresh)).keys());
      return judged.map((judgement) => {
        if (judgement === 'there' || 'fault' in judgement) return judgement;
        const key = checkInKey(judgement.document.userId, judgement.document.day);
        if (there.has(key)) return 'there';
        there.add(key);
        return judgement;
      });
    },
  };
}

/** @returns a text: what is wrong, without the values */
function whenOf({ checkedAt, day }: Values, calendar: ServiceCalendar, now: Date): When | string {
  if (day !== undefined && !isServiceDay(day)) return 'day must be a day such as 2026-06-01';
  if (checkedAt === undefined) {
    if (day === undefined) return 'needs checkedAt or day';
    const start = startOfServiceDay(calendar, day);
    if (start > now) return 'day must not be in the future';
    // A zone may skip a day whole; its start is then the next one's.
    return serviceDayOf(calendar, start) === day
      ? { day, checkedAt: start }
      : 'day does not exist in the service calendar';
  }
  const instant = toInstant(checkedAt);
  if (instant === null) return 'checkedAt must be an instant such as 2026-06-01T09:00:00+09:00';
  if (instant > now) return 'checkedAt must not be in the future';
  const counted = serviceDayOf(calendar, instant);
  return day === undefined || day === counted
    ? { day: counted, checkedAt: instant }
    : 'day is not the service day of checkedAt';
}

/** The key of a row's user: an id as hex, or a username after a space, which no id contains. */
function accountNameOf({ username, userId }: Values): string {
  return userId ?? ` ${usernameKey(username!.slice(0, USERNAME_MAX_UNITS))}`;
}

async function findUsers(
  { users }: Database,
  rows: readonly Values[],
  byStaff: boolean,
): Promise<ReadonlyMap<string, Types.ObjectId>> {
  const ids = rows.flatMap(({ userId }) => (userId === undefined ? [] : (toObjectId(userId) ?? [])));
  const keys = rows.flatMap((row) => (row.username === undefined ? [] : [accountNameOf(row).slice(1)]));
  const found = await users
    .find({ $or: [{ _id: { $in: ids } }, { usernameKey: { $in: keys } }] })
    .project<Pick<User, '_id' | 'usernameKey' | 'role' | 'disabledAt' | 'erasedAt'>>({
      ...{ usernameKey: 1, role: 1, disabledAt: 1, erasedAt: 1 },
    })
    .toArray();
  const taken = byStaff
    ? found.filter(({ role, disabledAt, erasedAt }) => role === 'USER' && !disabledAt && !erasedAt)
    : found;
  return new Map(
    taken.flatMap(({ _id, usernameKey: key }) => [
      [_id.toHexString(), _id],
      [` ${key}`, _id],
    ]),
  );
}
