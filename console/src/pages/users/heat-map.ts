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
