import { addDays, daysBetween, isServiceDay, type ServiceDay } from '../../../src/domain/service-calendar';

/** All days from first to last, both included; none when last is before first. */
export function listDays(first: ServiceDay, last: ServiceDay): ServiceDay[] {
  const count = daysBetween(first, last) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(first, index));
}

/** 0 is Sunday. */
export function weekdayOf(day: ServiceDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Whether the text, such as a part of an address, is a day that views can count from in both directions. */
export function isViewableDay(text: string): boolean {
  return isServiceDay(text) && text > '1900' && text < '9900';
}
