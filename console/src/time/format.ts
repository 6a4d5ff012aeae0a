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

/** Hour of the day, such as `17:00`. */
export function formatHour(instant: string, { zone, language }: InstantStyle): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  return formatter(language, options).format(new Date(instant));
}

export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}
