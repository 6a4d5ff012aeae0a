import type { Filter } from '../../components/address-filters';
import { addDays } from '../../../../src/domain/service-calendar';
import { isViewableDay, listDays, weekdayOf } from '../../time/days';

/** YYYY-MM; empty: the present month. */
export const month: Filter<string> = {
  read: ([value = '']) => (isViewableDay(`${value}-01`) ? value : ''),
  write: (value) => (value === '' ? [] : [value]),
};

/** @param months how many to go forward, or back when negative */
export function addMonths(ofMonth: string, months: number): string {
  const [year = 0, number = 1] = ofMonth.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The days of a month in whole weeks, Monday first; neighbours of the month fill the first and the last. */
export function weeksOf(ofMonth: string): string[][] {
  const first = `${ofMonth}-01`;
  const last = addDays(`${addMonths(ofMonth, 1)}-01`, -1);
  const begin = addDays(first, -((weekdayOf(first) + 6) % 7));
  const end = addDays(last, (7 - weekdayOf(last)) % 7);
  const days = listDays(begin, end);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

export interface Span {
  readonly id: string;
  readonly firstDay: string;
  /** Null for an event without an end. */
  readonly lastDay: string | null;
}

/** Which of the spans cover a day, the one that began first on top. */
export function spansOn<S extends Span>(day: string, spans: readonly S[]): S[] {
  return spans.filter(({ firstDay, lastDay }) => firstDay <= day && (lastDay === null || day <= lastDay));
}

/**
 * The lanes of each day of a week, from the top. A span has the same lane on all of its days; null is a lane that no
 * span has on that day while one further down has.
 */
export function lanesOf<S extends Span>(week: readonly string[], spans: readonly S[]): (S | null)[][] {
  const days = week.map((): (S | null)[] => []);
  for (const span of inOrder(spans)) {
    const covered = days.filter((_, index) => spansOn(week[index]!, [span]).length > 0);
    const isFree = (lane: number) => covered.every((lanes) => (lanes[lane] ?? null) === null);
    let lane = 0;
    while (!isFree(lane)) lane++;
    for (const lanes of covered) {
      while (lanes.length < lane) lanes.push(null);
      lanes[lane] = span;
    }
  }
  return days;
}

/** What began first comes first, then what takes longer. */
function inOrder<S extends Span>(spans: readonly S[]): S[] {
  const end = ({ lastDay }: S) => lastDay ?? '9999-12-31';
  return [...spans].sort(
    (one, other) =>
      one.firstDay.localeCompare(other.firstDay) ||
      end(other).localeCompare(end(one)) ||
      one.id.localeCompare(other.id),
  );
}
