export type DayMark = 'checked' | 'missed' | 'today' | 'todayChecked' | 'ahead';

/** The mark of a service day given the days with a check-in; today counts as missed only once it is over. */
export function dayMark(day: string, checked: ReadonlySet<string>, today: string): DayMark {
  if (day === today) return checked.has(day) ? 'todayChecked' : 'today';
  if (checked.has(day)) return 'checked';
  return day < today ? 'missed' : 'ahead';
}
