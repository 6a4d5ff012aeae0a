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

/** Whether it has a year of four digits in UTC too, from 0001 on: an offset may lead out of the last one. */
export function isInstant(instant: Date): boolean {
  return !Number.isNaN(instant.getTime()) && isServiceDay(instant.toISOString().slice(0, -14));
}
