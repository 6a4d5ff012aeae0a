import { digestDays } from '../access-log/access-log-digests';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { SealedAccessDay, SealedAccessLog } from '../domain/seals';
import { addDays, serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';

const HOUR_MS = 3_600_000;
/** Days with lines that one seal names, so that its audit entry stays small. The next seal names the others. */
const DAYS_MAX = 31;
const READ = { maxTimeMS: READ_LIMIT_MS.background };

/** The service day in which an instant seals: a day begins an hour late, because operations of the day before may still run. */
export function sealingDayOf(calendar: ServiceCalendar, now: Date): ServiceDay {
  return serviceDayOf(calendar, new Date(now.getTime() - HOUR_MS));
}

interface Parts {
  readonly database: Pick<Collections, 'accessLog'>;
  readonly calendar: ServiceCalendar;
}

interface Sealing {
  /** Up to which day the seals before have the access log. Null: no seal has any of it. */
  readonly after: ServiceDay | null;
  /** When the seal is made. Lines that have expired by then are not counted. */
  readonly at: Date;
  readonly onPage?: (() => void | Promise<void>) | undefined;
}

/** The days of the access log that are over and in no seal. Days without lines are left out: `lastDay` covers them. */
export async function accessLogToSeal(
  { database, calendar }: Parts,
  { after, at, onPage }: Sealing,
): Promise<SealedAccessLog> {
  const lastDay = addDays(sealingDayOf(calendar, at), -1);
  // The clock of the server that sealed last was ahead.
  if (after !== null && after >= lastDay) return { lastDay: after, days: [] };
  const days: SealedAccessDay[] = [];
  const range = { after, lastDay, expireAfter: at };
  for await (const { keptUntil, ...digest } of digestDays(database, calendar, range, {
    read: READ,
    onPage,
  })) {
    days.push({ ...digest, keptUntil: keptUntil.toISOString() });
    if (days.length === DAYS_MAX) return { lastDay: digest.day, days };
  }
  return { lastDay, days };
}
