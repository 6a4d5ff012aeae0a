import { offsetAt } from './service-calendar';

const DAY_MS = 86_400_000;

/**
 * The rules of a zone in a year of UTC, as text that a person can compare: the offset in seconds at its start, and
 * each change with its instant, such as `-28800; 2026-03-08T10:00:00.000Z -25200; …`.
 */
export function zoneRulesOf(timeZone: string, year: number): string {
  const end = Date.UTC(year + 1, 0, 1);
  let at = Date.UTC(year, 0, 1);
  let offset = offsetAt(timeZone, at);
  const rules = [String(offset / 1_000)];
  while (at < end) {
    const next = Math.min(at + DAY_MS, end);
    const after = offsetAt(timeZone, next);
    if (after !== offset) {
      rules.push(`${new Date(changeBetween(timeZone, at, next)).toISOString()} ${after / 1_000}`);
      offset = after;
    }
    at = next;
  }
  return rules.join('; ');
}

/** No zone of tzdata has ever changed its offset twice within two days. */
function changeBetween(timeZone: string, from: number, to: number): number {
  const before = offsetAt(timeZone, from);
  let [unchanged, changed] = [from, to];
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2);
    if (offsetAt(timeZone, middle) === before) unchanged = middle;
    else changed = middle;
  }
  return changed;
}
