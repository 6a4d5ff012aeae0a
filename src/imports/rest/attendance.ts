import type { Attendance } from '../../attendance/attendance.model';
import { checkInKey } from '../../attendance/check-in-facts';
import { holdingStreaks, releaseStreaks } from '../../attendance/streaks';
import type { Database } from '../../database/connection';
import {
  isServiceDay,
  serviceDayOf,
  startOfServiceDay,
  type ServiceCalendar,
} from '../../domain/service-calendar';
import { findCheckIns } from '../find-check-ins';
import { instantOf, ownId, referenceOf, textOf, type Foreign } from './fields';
import { batchesOf } from '../../database/batches';
import { NOT_STORED, type Ledger } from './ledger';
import type { RestSource } from './source';
import type { MovedUsers } from './users';

const BATCH = 500;

/** Check-ins, each for its service day; a second one of a day is left out. */
export async function bringOverAttendance(
  source: RestSource,
  users: MovedUsers,
  calendar: ServiceCalendar,
  database: Database,
  ledger: Ledger,
): Promise<void> {
  const reportSecond = ({ _id }: Foreign) =>
    ledger.find('leftOut', 'attendance', _id, 'another check-in of its user has the same day');
  for await (const batch of batchesOf(source.all('attendance'), BATCH)) {
    const references = batch.map((foreign) => referenceOf(foreign, 'userRef'));
    const ids = await users.resolve(references.filter((reference) => reference !== null));
    const rows = new Map<Attendance, Foreign>();
    batch.forEach((foreign, place) => {
      ledger.read('attendance');
      const userId = ids.get(references[place] ?? '');
      const when = whenOf(foreign, calendar, ledger.now());
      if (userId === undefined)
        ledger.find('leftOut', 'attendance', foreign._id, 'its user was not imported');
      else if (when === null)
        ledger.find('leftOut', 'attendance', foreign._id, 'has no valid instant or day');
      else rows.set({ _id: ownId('attendance', foreign._id), userId, ...when }, foreign);
    });
    const holders = await findCheckIns(database, [...rows.keys()]);
    const stored = new Set(holders.keys());
    const own = [...rows.keys()].filter((row) => {
      const key = checkInKey(row.userId, row.day);
      const holder = holders.get(key) ?? row._id;
      holders.set(key, holder);
      if (!holder.equals(row._id)) reportSecond(rows.get(row)!);
      return holder.equals(row._id);
    });
    const store = () => ledger.store('attendance', database.attendances, own);
    // Of rows that an earlier run stored, no streak changes.
    const added = own.filter(({ userId, day }) => !stored.has(checkInKey(userId, day)));
    const userIds = added.map(({ userId }) => userId);
    const outcomes = ledger.dryRun ? await store() : await holdingStreaks(database, userIds, store);
    for (const [row, outcome] of outcomes) {
      if (outcome === 'taken') reportSecond(rows.get(row)!);
      if (outcome === 'refused') ledger.find('leftOut', 'attendance', rows.get(row)!._id, NOT_STORED);
    }
  }
  if (!ledger.dryRun) await releaseStreaks(database);
}

function whenOf(
  foreign: Foreign,
  calendar: ServiceCalendar,
  now: Date,
): Pick<Attendance, 'day' | 'checkedAt'> | null {
  const given = dayOf(foreign);
  const instant = given === null ? (instantOf(foreign, 'checkedAt') ?? instantOf(foreign, 'day')) : null;
  if (instant !== null) {
    return instant > now ? null : { day: serviceDayOf(calendar, instant), checkedAt: instant };
  }
  if (given === null) return null;
  const start = startOfServiceDay(calendar, given);
  if (start > now || serviceDayOf(calendar, start) !== given) return null;
  // The instant, too, where it is of that very day.
  const checkedAt = instantOf(foreign, 'checkedAt');
  const fits = checkedAt !== null && checkedAt <= now && serviceDayOf(calendar, checkedAt) === given;
  return { day: given, checkedAt: fits ? checkedAt : start };
}

/** `2026-06-01`, or `20260601`. */
function dayOf(foreign: Foreign): string | null {
  const day = (textOf(foreign, 'day') ?? '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  return isServiceDay(day) ? day : null;
}
