/**
 * An instant as a file gives it: ISO 8601 with date, time and offset, such as `2026-06-01T09:00:00+09:00`. One
 * without an offset is none: whose midnight it means nobody could tell.
 *
 * @returns null for anything else
 */
export function toInstant(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
