import { isServiceDay } from './service-calendar';

// RFC 3339, offset required: without one an instant would mean another moment on each server.
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The instant that a text such as `2026-06-01T09:00:00+09:00` names; null when it is none. */
export function toInstant(text: string): Date | null {
  const day = INSTANT.exec(text)?.[1];
  // Some engines read 02-30 as 03-02.
  if (day === undefined || !isServiceDay(day)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
