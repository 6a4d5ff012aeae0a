import { daysBetween, type ServiceDay } from './service-calendar';

/** A day can be excused until so many days after it. */
export const EXCUSABLE_DAYS = 30;
/** Days that one list of excused days covers at most. */
export const EXCUSED_DAYS_LISTED_MAX = 366;

/** Whether a day can be excused today. */
export function isExcusable(day: ServiceDay, today: ServiceDay): boolean {
  const age = daysBetween(day, today);
  return age >= 0 && age <= EXCUSABLE_DAYS;
}
