import {
  nextDayStart,
  serviceDayOf,
  startOfHour,
  startOfServiceDay,
  type ServiceCalendar,
} from './service-calendar';

export type BucketUnit = 'HOUR' | 'DAY';

/** A span of time that instants are counted by: from <= x < to. */
export interface TimeBucket {
  readonly from: Date;
  readonly to: Date;
}

/** Buckets that follow each other at equal distances; the last one alone may be longer or shorter. */
export type RegularRun = TimeBucket;

/** Of a bucket that no change of the clock makes longer or shorter. */
export const UNIT_MS: Record<BucketUnit, number> = { HOUR: 3_600_000, DAY: 86_400_000 };

/** The last `count` hours of the wall clock, or service days, that of `now` included; ascending, without gaps. */
export function lastBuckets(
  calendar: ServiceCalendar,
  unit: BucketUnit,
  count: number,
  now: Date,
): TimeBucket[] {
  const startOf = (instant: Date) =>
    unit === 'HOUR'
      ? startOfHour(calendar, instant)
      : startOfServiceDay(calendar, serviceDayOf(calendar, instant));
  const buckets: TimeBucket[] = [];
  let from = startOf(now);
  let to = unit === 'HOUR' ? new Date(from.getTime() + UNIT_MS.HOUR) : nextDayStart(calendar, from);
  while (buckets.length < count) {
    buckets.unshift({ from, to });
    to = from;
    from = startOf(new Date(from.getTime() - 1));
  }
  return buckets;
}

/** The service days from that of one instant to that of another, ascending. */
export function daysBetweenInstants(calendar: ServiceCalendar, first: Date, last: Date): TimeBucket[] {
  const days: TimeBucket[] = [];
  let from = startOfServiceDay(calendar, serviceDayOf(calendar, first));
  while (from <= last) {
    const to = nextDayStart(calendar, from);
    days.push({ from, to });
    from = to;
  }
  return days;
}

/**
 * Buckets as the few runs that a database can divide by: cut where the zone's offset changes, so one run in a
 * zone without daylight saving, three a year elsewhere. The calendar alone decides where a bucket starts, never
 * the database's own time zones.
 *
 * @param buckets ascending, without gaps, of one unit
 */
export function regularRuns(buckets: readonly TimeBucket[], unit: BucketUnit): RegularRun[] {
  const runs: Array<{ from: Date; to: Date }> = [];
  let regular = false;
  for (const { from, to } of buckets) {
    const run = runs.at(-1);
    if (run && regular) run.to = to;
    else runs.push({ from, to });
    regular = to.getTime() - from.getTime() === UNIT_MS[unit];
  }
  return runs;
}
