export type DayMark = 'checked' | 'missed' | 'today' | 'todayChecked' | 'ahead';

/** What a service day is to somebody who checked in on some days; today is missed only when it is over. */
export function dayMark(day: string, checked: ReadonlySet<string>, today: string): DayMark {
  if (day === today) return checked.has(day) ? 'todayChecked' : 'today';
  if (checked.has(day)) return 'checked';
  return day < today ? 'missed' : 'ahead';
}
