import { LOCALES, type Language } from '../i18n/language';

/** Instants are shown in the zone of the service, whatever zone the reader is in. */
export interface InstantStyle {
  readonly zone: string;
  readonly language: Language;
}

const MINUTE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** Intl's formatters are slow to make, and a table needs one a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(LOCALES[language], options);
  formatters.set(key, made);
  return made;
}

/** Day and minute, such as `23 Nov 2026, 17:03` or `2026년 11월 23일 17:03`. */
export function formatInstant(instant: string | Date, { zone, language }: InstantStyle): string {
  return formatter(language, { ...MINUTE, timeZone: zone }).format(new Date(instant));
}

/** To the second and with the zone's name, for where a minute is not enough. */
export function formatExactInstant(instant: string | Date, { zone, language }: InstantStyle): string {
  const exact = formatter(language, { ...MINUTE, second: '2-digit', timeZone: zone }).format(
    new Date(instant),
  );
  return `${exact} (${zone})`;
}

/** A service day, YYYY-MM-DD: a civil date, which no zone moves. */
export function formatDay(day: string, language: Language): string {
  const options = { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' } as const;
  return formatter(language, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** A service day where there is no room for its year, such as `23 Nov`. */
export function formatShortDay(day: string, language: Language): string {
  const options = { month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  return formatter(language, options).format(new Date(`${day}T00:00:00Z`));
}

/** The month of a service day, such as `Nov` or `11월`. */
export function formatMonth(day: string, language: Language): string {
  return formatter(language, { month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** The weekday of a service day, such as `Mon` or `월`. */
export function formatWeekday(day: string, language: Language): string {
  return formatter(language, { weekday: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** Hour of the day, such as `17:00`. */
export function formatHour(instant: string, { zone, language }: InstantStyle): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  return formatter(language, options).format(new Date(instant));
}

/** Time of the day to the second, such as `17:03:20`. */
export function formatSecond(instant: Date, { zone, language }: InstantStyle): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return formatter(language, { ...options, timeZone: zone }).format(instant);
}

/** How long it is until an instant, such as `in 3 days`; in the largest unit of which there is one. */
export function formatUntil(instant: string | Date, now: Date, language: Language): string {
  const minutes = Math.round((new Date(instant).getTime() - now.getTime()) / 60_000);
  const size = Math.abs(minutes);
  const relative = new Intl.RelativeTimeFormat(LOCALES[language]);
  if (size < 60) return relative.format(minutes, 'minute');
  if (size < 48 * 60) return relative.format(Math.trunc(minutes / 60), 'hour');
  return relative.format(Math.trunc(minutes / (24 * 60)), 'day');
}

/** A share of 1, such as `12%`. */
export function formatShare(share: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent' }).format(share);
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}
