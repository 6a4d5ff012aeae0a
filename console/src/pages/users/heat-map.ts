import { addDays } from '../../../../src/domain/service-calendar';
import { listDays, weekdayOf } from '../../time/days';

/** Weeks beside each other; a page of the API holds 100 days. */
export const WEEKS = 14;

export interface HeatMapDay {
  readonly day: string;
  readonly column: number;
  /** 0 is Sunday. */
  readonly row: number;
}

/** The days of a calendar heat map, whole weeks of which the last holds `last`; days after `last` are left out. */
export function heatMapDays(last: string): HeatMapDay[] {
  const first = addDays(last, -weekdayOf(last) - 7 * (WEEKS - 1));
  return listDays(first, last).map((day, index) => ({
    day,
    column: Math.floor(index / 7),
    row: index % 7,
  }));
}

/** The first week of each month, where its name has room: a month that begins in the last week has none. */
export function monthColumns(days: readonly HeatMapDay[]): HeatMapDay[] {
  return days.filter(
    ({ day, column, row }, index) =>
      (day.endsWith('-01') && column < WEEKS - 1) || (index === 0 && row === 0 && Number(day.slice(8)) < 15),
  );
}
