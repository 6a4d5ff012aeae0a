import type { EventStatsQuery } from '../../generated/documents';
import { addDays } from '../../../../src/domain/service-calendar';
import { listDays } from '../../time/days';

type StatsDay = NonNullable<NonNullable<EventStatsQuery['event']>['stats']>['days'][number];

/** The latest days that a chart has room for. */
const MOST_DAYS = 92;

interface Window {
  /** Service days, YYYY-MM-DD. */
  readonly first: string;
  /** Null: it has no end. */
  readonly last: string | null;
  readonly today: string;
}

/**
 * Every day of the event until today, the empty ones too: a chart's axis is time. Days outside of it with a request,
 * such as one after the end, are shown as well.
 */
export function withEmptyDays(
  days: readonly StatsDay[],
  { first, last, today }: Window,
): (StatsDay & { readonly pending: number })[] {
  const until = last !== null && last < today ? last : today;
  const from = [first, ...days.map(({ day }) => day)].sort()[0]!;
  const to = [until, ...days.map(({ day }) => day)].sort().at(-1)!;
  if (days.length === 0 || from > to) return [];
  const known = new Map(days.map((one) => [one.day, one]));
  return listDays(laterDay(from, addDays(to, 1 - MOST_DAYS)), to).map((day) => {
    const one = known.get(day) ?? { day, requested: 0, succeeded: 0, failed: 0 };
    return { ...one, pending: one.requested - one.succeeded - one.failed };
  });
}

function laterDay(one: string, other: string): string {
  return one > other ? one : other;
}
