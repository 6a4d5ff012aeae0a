import { dayMark } from '../../console/src/time/day-marks';
import { isViewableDay, listDays, weekdayOf } from '../../console/src/time/days';
import { formatDay, formatExactInstant, formatInstant } from '../../console/src/time/format';

const seoul = 'Asia/Seoul';

test('an instant is shown in the zone of the service, in the words of the language', () => {
  const at = '2026-05-31T15:00:00.000Z';
  expect(formatInstant(at, { zone: seoul, language: 'en' })).toBe('1 Jun 2026, 00:00');
  expect(formatInstant(at, { zone: seoul, language: 'ko' })).toMatch(/^2026년 6월 1일\D* 00:00$/);
  expect(formatInstant(at, { zone: 'America/New_York', language: 'en' })).toBe('31 May 2026, 11:00');
});

test('an exact instant names its zone', () => {
  const at = '2026-05-31T14:59:59.999Z';
  expect(formatExactInstant(at, { zone: seoul, language: 'en' })).toBe('31 May 2026, 23:59:59 (Asia/Seoul)');
});

test('a service day is a civil date, which no zone moves', () => {
  expect(formatDay('2026-05-31', 'en')).toMatch(/^Sun,? 31 May 2026$/);
  expect(formatDay('2026-05-31', 'ko')).toContain('2026년 5월 31일');
});

test('days are listed over the ends of months and leap days', () => {
  expect(listDays('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
  expect(listDays('2026-12-30', '2027-01-02')).toHaveLength(4);
  expect(listDays('2026-12-30', '2026-12-29')).toEqual([]);
  expect(weekdayOf('2026-05-31')).toBe(0);
});

test.each(['2026-02-30', '2026-13-01', '0000-01-01', '9999-12-31', 'yesterday', ''])(
  'an address can not make a view count from %j',
  (text) => expect(isViewableDay(text)).toBe(false),
);

test('today without a check-in is not missed yet', () => {
  const checked = new Set(['2026-05-29', '2026-05-31']);
  const marks = listDays('2026-05-29', '2026-06-01').map((day) => dayMark(day, checked, '2026-05-31'));
  expect(marks).toEqual(['checked', 'missed', 'todayChecked', 'ahead']);
  expect(dayMark('2026-05-31', new Set(), '2026-05-31')).toBe('today');
  expect(dayMark('2026-05-30', checked, '2026-05-31', new Set(['2026-05-30']))).toBe('excused');
});
