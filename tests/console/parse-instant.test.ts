import { parseAbsolute } from '@internationalized/date';
import { LANGUAGES } from '../../console/src/i18n/language';
import { formatInstant } from '../../console/src/time/format';
import { parseInstant } from '../../console/src/time/parse-instant';
import { addDays, startOfServiceDay } from '../../src/domain/service-calendar';

const zone = 'Asia/Seoul';
const read = (text: string, language: 'en' | 'ko' = 'en') =>
  parseInstant(text, zone, language, null)?.toAbsoluteString() ?? null;

test.each([
  ['2026-12-01', '2026-11-30T15:00:00.000Z'],
  ['2026-12-01 09:30', '2026-12-01T00:30:00.000Z'],
  ['2026-12-01T09:30', '2026-12-01T00:30:00.000Z'],
  ['2026-12-01 09:30:59.123', '2026-12-01T00:30:00.000Z'],
  ['2026-12-01T09:30:00Z', '2026-12-01T09:30:00.000Z'],
  ['2026-12-01T09:30:00+02:00', '2026-12-01T07:30:00.000Z'],
  ['2026/12/1', '2026-11-30T15:00:00.000Z'],
  ['2026. 12. 1. 9:30', '2026-12-01T00:30:00.000Z'],
  ['２０２６-１２-０１', '2026-11-30T15:00:00.000Z'],
  ['  2026년 12월 1일  ', '2026-11-30T15:00:00.000Z'],
  ['1 December 2026', '2026-11-30T15:00:00.000Z'],
])('%s is a day and a time in the zone of the service', (text, instant) => {
  expect(LANGUAGES.map((language) => read(text, language))).toEqual([instant, instant]);
});

test.each(LANGUAGES)('an instant that the console shows can be pasted back, in %s', (language) => {
  const at = '2026-12-01T00:30:00.000Z';
  expect(read(formatInstant(at, { zone, language }), language)).toBe(at);
});

describe('where the clock is changed', () => {
  const newYork = 'America/New_York';
  const readThere = (text: string) => parseInstant(text, newYork, 'en', null)?.toAbsoluteString();

  test.each([
    ['2026-11-01T05:30:15Z', '2026-11-01T05:30:00.000Z'],
    ['2026-11-01T06:30:15Z', '2026-11-01T06:30:00.000Z'],
    ['2026-11-01T01:30:15-05:00', '2026-11-01T06:30:00.000Z'],
  ])('%s stays in its own one of two hours of the same name', (text, instant) => {
    expect(readThere(text)).toBe(instant);
  });

  test.each([
    ['a repeated minute is its first one', '2026-11-01 01:30', '2026-11-01T05:30:00.000Z'],
    ['a skipped minute is the first one after it', '2026-03-08 02:30', '2026-03-08T07:00:00.000Z'],
  ])('%s', (_rule, text, instant) => expect(readThere(text)).toBe(instant));

  // Cuba repeats and skips midnight; Samoa skipped a day.
  test.each([
    ['America/Havana', '2026-01-01', 365],
    ['Pacific/Apia', '2011-12-01', 62],
    ['America/New_York', '2026-01-01', 365],
  ])('a day of %s begins when the server begins it', (timeZone, first, days) => {
    const all = Array.from({ length: days }, (_, place) => addDays(first, place));
    const begins = (day: string) => startOfServiceDay({ timeZone, dayStartMinute: 0 }, day).toISOString();
    expect(all.map((day) => parseInstant(day, timeZone, 'en', null)?.toAbsoluteString())).toEqual(
      all.map(begins),
    );
  });
});

test('the day comes first where the field has it first, and is not guessed elsewhere', () => {
  expect(read('01/12/2026', 'en')).toBe('2026-11-30T15:00:00.000Z');
  expect(read('01/12/2026', 'ko')).toBeNull();
});

test('a day alone keeps the time that the field has', () => {
  const before = parseAbsolute('2026-06-01T00:30:00Z', zone);
  expect(parseInstant('2026-12-01', zone, 'en', before)?.toAbsoluteString()).toBe('2026-12-01T00:30:00.000Z');
});

test.each([
  'tomorrow',
  '',
  '2026-02-30',
  '2026-13-01',
  '2026-12-01 24:00',
  '2026-12-01 09:60',
  '1 Foo 2026',
  '26-12-01',
])('%j names no instant', (text) => expect(read(text)).toBeNull());
