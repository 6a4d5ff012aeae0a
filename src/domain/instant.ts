import { isServiceDay } from './service-calendar';

// RFC 3339, offset required: without one an instant would mean another moment on each server. Seconds and the
// offset's colon may be left out, as ISO 8601 allows and others' libraries do.
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d{1,9})?)?(?:Z|([+-](?:[01]\d|2[0-3])):?([0-5]\d))$/;

/** The instant that a text such as `2026-06-01T09:00:00+09:00` names; null when it is none. */
export function toInstant(text: string): Date | null {
  const [, day, minute, seconds = ':00', offsetHours, offsetMinutes] = INSTANT.exec(text) ?? [];
  // Some engines read 02-30 as 03-02.
  if (day === undefined || !isServiceDay(day)) return null;
  const offset = offsetHours === undefined ? 'Z' : `${offsetHours}:${offsetMinutes}`;
  const instant = new Date(`${day}T${minute}${seconds}${offset}`);
  return isInstant(instant) ? instant : null;
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether it has a year of four digits in UTC too, from 0001 on: an offset may lead out of the last one. */
export function isInstant(instant: Date): boolean {
  // By numbers: a page of requests has a hundred instants and more. NaN is on neither side.
  return instant.getTime() >= FIRST_MS && instant.getTime() <= LAST_MS;
}
