import {
  addDays,
  daysBetween,
  startOfServiceDay,
  type ServiceCalendar,
  type ServiceDay,
} from './service-calendar';

export const RECURRENCES = ['DAILY', 'WEEKLY', 'MONTHLY'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/** Occurrences are created so long before they begin. */
const CREATED_BEFORE_MS = 48 * 3_600_000;

export interface Recurring {
  readonly recurrence: Recurrence;
  /** The day of the first occurrence, from which all others are computed. */
  readonly firstDay: ServiceDay;
  /** No occurrence begins after it; null: there is no last one. */
  readonly lastDay: ServiceDay | null;
}

export interface Occurrence {
  readonly day: ServiceDay;
  readonly startAt: Date;
  /** When the next occurrence begins, whether or not there will be one. */
  readonly endAt: Date;
}

/**
 * The day of an occurrence. A month that lacks the day of `firstDay` has its occurrence on its last day.
 *
 * @param place counted from 0
 * @returns null beyond the year 9999
 */
export function occurrenceDay(
  { recurrence, firstDay }: Pick<Recurring, 'recurrence' | 'firstDay'>,
  place: number,
): ServiceDay | null {
  if (recurrence === 'MONTHLY') return monthsAfter(firstDay, place);
  try {
    return addDays(firstDay, recurrence === 'WEEKLY' ? 7 * place : place);
  } catch {
    return null;
  }
}

/** The place of the latest occurrence on a day or before it; negative before the first one. */
export function placeAt(recurring: Pick<Recurring, 'recurrence' | 'firstDay'>, day: ServiceDay): number {
  const { recurrence, firstDay } = recurring;
  if (recurrence !== 'MONTHLY') {
    return Math.floor(daysBetween(firstDay, day) / (recurrence === 'WEEKLY' ? 7 : 1));
  }
  const months = monthOf(day) - monthOf(firstDay);
  const inMonth = months < 0 ? null : monthsAfter(firstDay, months);
  return inMonth !== null && inMonth <= day ? months : months - 1;
}

export interface DueOccurrences {
  /** Those that begin within two days and have not ended, in their order. */
  readonly due: readonly Occurrence[];
  /** When the next one is to be created; null: there is none. */
  readonly nextAt: Date | null;
}

/** The occurrences that exist, or are to be created, at an instant. Those that have ended are not created any more. */
export function dueOccurrences(
  recurring: Recurring,
  calendar: ServiceCalendar,
  today: ServiceDay,
  now: Date,
): DueOccurrences {
  const due: Occurrence[] = [];
  const horizon = now.getTime() + CREATED_BEFORE_MS;
  for (let place = Math.max(0, placeAt(recurring, today)); ; place++) {
    const occurrence = occurrenceAt(recurring, calendar, place);
    if (occurrence === null) return { due, nextAt: null };
    const { startAt, endAt } = occurrence;
    if (startAt.getTime() > horizon) return { due, nextAt: new Date(startAt.getTime() - CREATED_BEFORE_MS) };
    // A day that the zone skipped whole has no instant.
    if (endAt > now && startAt < endAt) due.push(occurrence);
  }
}

/** The first day after `today` on which an occurrence begins. */
export function nextOccurrence(recurring: Recurring, today: ServiceDay): ServiceDay | null {
  const day = occurrenceDay(recurring, Math.max(0, placeAt(recurring, today) + 1));
  return day === null || isAfterLast(recurring, day) ? null : day;
}

function occurrenceAt(recurring: Recurring, calendar: ServiceCalendar, place: number): Occurrence | null {
  const day = occurrenceDay(recurring, place);
  const next = occurrenceDay(recurring, place + 1);
  if (day === null || next === null || isAfterLast(recurring, day)) return null;
  return { day, startAt: startOfServiceDay(calendar, day), endAt: startOfServiceDay(calendar, next) };
}

function isAfterLast({ lastDay }: Recurring, day: ServiceDay): boolean {
  return lastDay !== null && day > lastDay;
}

/** Months since the beginning of the calendar. */
function monthOf(day: ServiceDay): number {
  return 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1;
}

function monthsAfter(firstDay: ServiceDay, count: number): ServiceDay | null {
  const month = monthOf(firstDay) + count;
  const [year, inYear] = [Math.floor(month / 12), (month % 12) + 1];
  if (year > 9999) return null;
  const dayInMonth = Math.min(Number(firstDay.slice(8)), daysIn(year, inYear));
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(year, 4)}-${pad(inYear, 2)}-${pad(dayInMonth, 2)}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
