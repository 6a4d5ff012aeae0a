import type { EventStatsQuery } from '../../generated/documents';
import { listDays } from '../../time/days';

type StatsDay = NonNullable<NonNullable<EventStatsQuery['event']>['stats']>['days'][number];

/** The latest days that a chart has room for. */
const MOST_DAYS = 92;

/** Every day from the first to the last with a request, the empty ones too: a chart's axis is time. */
export function withEmptyDays(days: readonly StatsDay[]): (StatsDay & { readonly pending: number })[] {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return [];
  const known = new Map(days.map((one) => [one.day, one]));
  return listDays(first.day, last.day)
    .slice(-MOST_DAYS)
    .map((day) => {
      const one = known.get(day) ?? { day, requested: 0, succeeded: 0, failed: 0 };
      return { ...one, pending: one.requested - one.succeeded - one.failed };
    });
}
