/** A civil day, `YYYY-MM-DD`, years 0001 to 9999: sorts as text. */
export type ServiceDay = string;

/** One per deployment: which day an instant counts for. */
export interface ServiceCalendar {
  /** An IANA name, see `isTimeZone`. */
  readonly timeZone: string;
  /** The wall clock's minute at which a day begins, 0 to 1439. */
  readonly dayStartMinute: number;
}

const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A few decades of one calendar; beyond that a cache starts again. */
const CACHED_DAYS = 10_000;
/** Parsing and writing a date is slow beside a look-up, and a claim compares hundreds of days. */
const ordinals = new Map<ServiceDay, number>();
const days = new Map<number, ServiceDay>();
const FIRST_ORDINAL = ordinalOf('0001-01-01');
const LAST_ORDINAL = ordinalOf('9999-12-31');

/**
 * The service day of an instant: the latest day whose start is not after it. So the day never goes back
 * as time goes on, not even where a clock that is set back crosses the start of the day a second time.
 * Beyond the years 0001 to 9999 it is the first or the last day.
 * @throws RangeError for an invalid date
 */
export function serviceDayOf(calendar: ServiceCalendar, instant: Date): ServiceDay {
  return dayOf(Math.min(Math.max(ordinalAt(calendar, instant), FIRST_ORDINAL), LAST_ORDINAL));
}

/**
 * The first instant at which the wall clock of the zone reaches or has jumped past `dayStartMinute` of
 * the day. A day that the zone skipped whole (Pacific/Apia 2011-12-30) holds no instant: its start is the
 * next day's.
 * @throws RangeError when `day` is not a day
 */
export function startOfServiceDay(calendar: ServiceCalendar, day: ServiceDay): Date {
  return new Date(startOf(calendar, ordinalOf(day)));
}

/**
 * The first instant at which the wall clock of the zone reaches or has jumped past a minute of a civil day: of
 * a repeated minute the first one, for a skipped one the moment of the change.
 *
 * @param minute 0 to 1439
 * @throws RangeError when `day` is not a day
 */
export function firstInstantOf(timeZone: string, day: ServiceDay, minute: number): Date {
  return new Date(firstInstantAt(timeZone, ordinalOf(day) * DAY_MS + minute * MINUTE_MS));
}

/** The first instant after `instant` that belongs to a later day. */
export function nextDayStart(calendar: ServiceCalendar, instant: Date): Date {
  return new Date(startOf(calendar, ordinalAt(calendar, instant) + 1));
}

/**
 * The full hour of the zone's wall clock that an instant lies in, by the offset that holds at the instant.
 * @throws RangeError for an invalid date
 */
export function startOfHour({ timeZone }: ServiceCalendar, instant: Date): Date {
  const offset = offsetAt(timeZone, instant.getTime());
  return new Date(Math.floor((instant.getTime() + offset) / HOUR_MS) * HOUR_MS - offset);
}

/** The zone's wall clock time, `2026-06-01 12:00:00.000`; it sorts as text except where the clock is set back. */
export function wallClock({ timeZone }: ServiceCalendar, instant: Date): string {
  const shown = new Date(instant.getTime() + offsetAt(timeZone, instant.getTime()));
  return shown.toISOString().replace('T', ' ').replace('Z', '');
}

/**
 * Civil arithmetic: knows neither zones nor instants.
 * @throws RangeError when `day` is not a day or the sum is beyond the years 0001 to 9999
 */
export function addDays(day: ServiceDay, count: number): ServiceDay {
  const ordinal = ordinalOf(day) + count;
  if (!(ordinal >= FIRST_ORDINAL && ordinal <= LAST_ORDINAL)) throw new RangeError('Day out of range');
  return dayOf(ordinal);
}

/**
 * Civil days from one day to another, negative when `to` is the earlier one.
 * @throws RangeError when either is not a day
 */
export function daysBetween(from: ServiceDay, to: ServiceDay): number {
  return ordinalOf(to) - ordinalOf(from);
}

/** Whether the text names a day of the calendar, 0001-01-01 to 9999-12-31. */
export function isServiceDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  const instant = new Date(`${text}T00:00:00Z`);
  // Some engines read 02-30 as 03-02.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/**
 * Whether the name is IANA's for a zone: `Area/Location` or `UTC`, old names included. Offsets and the
 * abbreviations that Intl accepts beside them (JST, BST: ambiguous) are not.
 */
export function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)+$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    // Intl ignores case, other readers of the zone (MongoDB) do not.
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** Days since 1970-01-01. */
function ordinalOf(day: ServiceDay): number {
  const known = ordinals.get(day);
  if (known !== undefined) return known;
  const ordinal = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  if (Number.isNaN(ordinal)) throw new RangeError('Not a day');
  if (ordinals.size >= CACHED_DAYS) ordinals.clear();
  ordinals.set(day, ordinal);
  return ordinal;
}

function dayOf(ordinal: number): ServiceDay {
  const known = days.get(ordinal);
  if (known !== undefined) return known;
  const day = new Date(ordinal * DAY_MS).toISOString().slice(0, 10);
  if (days.size >= CACHED_DAYS) days.clear();
  days.set(ordinal, day);
  return day;
}

function ordinalAt(calendar: ServiceCalendar, instant: Date): number {
  const at = instant.getTime();
  let ordinal = Math.floor(at / DAY_MS);
  while (startOf(calendar, ordinal) > at) ordinal--;
  while (startOf(calendar, ordinal + 1) <= at) ordinal++;
  return ordinal;
}

const startsByCalendar = new Map<string, Map<number, number>>();

/** Cached: every claim asks for the same few days. */
function startOf({ timeZone, dayStartMinute }: ServiceCalendar, ordinal: number): number {
  const key = `${dayStartMinute} ${timeZone}`;
  let starts = startsByCalendar.get(key);
  if (!starts) startsByCalendar.set(key, (starts = new Map<number, number>()));
  let start = starts.get(ordinal);
  if (start === undefined) {
    start = firstInstantAt(timeZone, ordinal * DAY_MS + dayStartMinute * MINUTE_MS);
    if (starts.size >= CACHED_DAYS) starts.clear();
    starts.set(ordinal, start);
  }
  return start;
}

/**
 * The first instant at which the zone's wall clock shows `wall` or more (both ms since 1970, the wall's
 * read as if it were UTC). No offset reaches a day, and no zone of tzdata has ever changed its offset twice
 * within two days: at most one change matters.
 */
function firstInstantAt(timeZone: string, wall: number): number {
  const before = offsetAt(timeZone, wall - DAY_MS);
  const after = offsetAt(timeZone, wall + DAY_MS);
  if (before === after) return wall - before;
  let unchanged = wall - DAY_MS;
  let changed = wall + DAY_MS;
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2);
    if (offsetAt(timeZone, middle) === before) unchanged = middle;
    else changed = middle;
  }
  return wall - before < changed ? wall - before : Math.max(changed, wall - after);
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

/** Wall clock minus UTC, in ms. */
export function offsetAt(timeZone: string, at: number): number {
  let format = offsetFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    offsetFormats.set(timeZone, format);
  }
  // "1/1/1900, GMT-03:30:52"; a bare GMT is zero.
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(format.format(at)) ?? [];
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -offset : offset;
}
