import { fromAbsolute, type ZonedDateTime } from '@internationalized/date';
import { toInstant } from '../../../src/domain/instant';
import { firstInstantOf, isServiceDay } from '../../../src/domain/service-calendar';
import type { Language } from '../i18n/language';

const MINUTE_MS = 60_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours and minutes behind a day; what follows the minutes is ignored. */
const TIME = String.raw`(?:[T,\s]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?)?`;
/** `2026-12-01`, `2026. 12. 1.`, `2026/12/1`, `2026년 12월 1일` */
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-./년]\s*(\d{1,2})[-./월]\s*(\d{1,2})[.일]?${TIME}$`);
/** `1 Dec 2026`, as the console itself shows it */
const NAMED_MONTH = new RegExp(String.raw`^(\d{1,2}) ([a-z]{3})[a-z]* (\d{4})${TIME}$`, 'i');
/** `01/12/2026`: day first, as the English field has it. Elsewhere the order would be a guess. */
const DAY_FIRST = new RegExp(String.raw`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})${TIME}$`);

/** A day, and the time of the day when the text has one. */
interface Written {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number | null;
  readonly minute: number | null;
}

/**
 * The instant that a pasted or typed text names, in the service's zone. An instant with an offset is converted; a day
 * without a time keeps the time of `before`, or begins at midnight. Null: the text names none. Pure.
 */
export function parseInstant(
  text: string,
  zone: string,
  language: Language,
  before: ZonedDateTime | null,
): ZonedDateTime | null {
  const trimmed = text.normalize('NFKC').trim();
  const instant = toInstant(trimmed);
  // Not by the wall clock, which shows the minutes of a repeated hour twice.
  if (instant) return fromAbsolute(Math.floor(instant.getTime() / MINUTE_MS) * MINUTE_MS, zone);
  const written = readDay(trimmed, language);
  if (!written || !isPossible(written)) return null;
  const { hour, minute } = written;
  const time = hour === null ? before : { hour, minute: minute ?? 0 };
  const minuteOfDay = time === null ? 0 : time.hour * 60 + time.minute;
  return fromAbsolute(firstInstantOf(zone, civilDay(written), minuteOfDay).getTime(), zone);
}

function readDay(text: string, language: Language): Written | null {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) return written(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst[4], yearFirst[5]);
  const named = NAMED_MONTH.exec(text);
  if (named) {
    const month = MONTHS.indexOf(named[2]!.toLowerCase()) + 1;
    return written(named[3], String(month), named[1], named[4], named[5]);
  }
  const dayFirst = language === 'en' ? DAY_FIRST.exec(text) : null;
  return dayFirst && written(dayFirst[3], dayFirst[2], dayFirst[1], dayFirst[4], dayFirst[5]);
}

function written(year?: string, month?: string, day?: string, hour?: string, minute?: string): Written {
  const numbers = { year: Number(year), month: Number(month), day: Number(day) };
  return { ...numbers, hour: hour ? Number(hour) : null, minute: minute ? Number(minute) : null };
}

function civilDay({ year, month, day }: Written): string {
  const pad = (number: number, digits: number) => String(number).padStart(digits, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function isPossible(written: Written): boolean {
  return isServiceDay(civilDay(written)) && (written.hour ?? 0) < 24 && (written.minute ?? 0) < 60;
}
