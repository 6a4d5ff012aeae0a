import { NO_EXCUSED_DAYS, type ExcusedDays } from '../../../src/domain/attendance-streak';

export type DayMark = 'checked' | 'missed' | 'excused' | 'today' | 'todayChecked' | 'ahead';

/** The mark of a service day given the days with a check-in and the excused ones; today counts as missed only once it is over. */
export function dayMark(
  day: string,
  checked: ReadonlySet<string>,
  today: string,
  excused: ExcusedDays = NO_EXCUSED_DAYS,
): DayMark {
  // Attended or not, it does not count.
  if (excused.has(day)) return 'excused';
  if (day === today) return checked.has(day) ? 'todayChecked' : 'today';
  if (checked.has(day)) return 'checked';
  return day < today ? 'missed' : 'ahead';
}
