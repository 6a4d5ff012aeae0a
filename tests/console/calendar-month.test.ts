import { addMonths, lanesOf, month, spansOn, weeksOf } from '../../console/src/pages/events/calendar-month';
import { withEmptyDays } from '../../console/src/pages/events/stats-days';

test('a month is shown in whole weeks from Monday to Sunday', () => {
  const weeks = weeksOf('2026-11');
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
  expect(weeks[0]?.[0]).toBe('2026-10-26');
  expect(weeks.at(-1)?.at(-1)).toBe('2026-12-06');
  expect(weeksOf('2027-02').flat()).toHaveLength(28);
});

test('months are counted over the ends of years', () => {
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
});

test('a mistyped month is the present one', () => {
  expect(month.read(['2026-13'])).toBe('');
  expect(month.read(['2026-12'])).toBe('2026-12');
});

test('an event stands on its first day, its last and all between; an open one goes on', () => {
  const spans = [
    { id: 'b', firstDay: '2026-11-03', lastDay: '2026-11-04' },
    { id: 'a', firstDay: '2026-11-01', lastDay: null },
  ];
  const on = (day: string) => spansOn(day, spans).map(({ id }) => id);
  expect([on('2026-10-31'), on('2026-11-03'), on('2026-11-04'), on('2026-11-05')]).toEqual([
    [],
    ['b', 'a'],
    ['b', 'a'],
    ['a'],
  ]);
});

test('an event keeps its lane on all days of a week, whatever begins or ends beside it', () => {
  const spans = [
    { id: 'long', firstDay: '2026-11-03', lastDay: '2026-11-08' },
    { id: 'early', firstDay: '2026-10-20', lastDay: '2026-11-04' },
    { id: 'late', firstDay: '2026-11-05', lastDay: null },
    { id: 'other week', firstDay: '2026-11-09', lastDay: '2026-11-09' },
  ];
  const week = weeksOf('2026-11')[1]!;
  expect(lanesOf(week, spans).map((lanes) => lanes.map((span) => span?.id ?? null))).toEqual([
    ['early'],
    ['early', 'long'],
    ['early', 'long'],
    ['late', 'long'],
    ['late', 'long'],
    ['late', 'long'],
    ['late', 'long'],
  ]);
});

test('a lane that is free on a day stays free while one below it is taken', () => {
  const spans = [
    { id: 'short', firstDay: '2026-11-02', lastDay: '2026-11-02' },
    { id: 'below', firstDay: '2026-11-02', lastDay: '2026-11-03' },
    { id: 'top', firstDay: '2026-11-01', lastDay: '2026-11-02' },
  ];
  const lanes = lanesOf(weeksOf('2026-11')[1]!, spans).map((day) => day.map((span) => span?.id ?? null));
  expect(lanes.slice(0, 3)).toEqual([['top', 'below', 'short'], [null, 'below'], []]);
});

test('the axis is the whole window until today, with days after it that have a request', () => {
  const counted = [
    { day: '2026-11-02', requested: 4, succeeded: 2, failed: 1 },
    { day: '2026-11-04', requested: 1, succeeded: 1, failed: 0 },
  ];
  const daysOf = (window: Parameters<typeof withEmptyDays>[1]) =>
    withEmptyDays(counted, window).map(({ day, pending }) => [day, pending]);
  const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05'];
  const pending = [0, 1, 0, 0, 0];
  const whole = days.map((day, n) => [day, pending[n]]);
  expect(daysOf({ first: '2026-11-01', last: null, today: '2026-11-05' })).toEqual(whole);
  expect(daysOf({ first: '2026-11-01', last: '2026-11-05', today: '2026-12-01' })).toEqual(whole);
  expect(daysOf({ first: '2026-11-01', last: '2026-11-03', today: '2026-12-01' })).toEqual(whole.slice(0, 4));
  expect(daysOf({ first: '2020-01-01', last: null, today: '2026-11-05' })).toHaveLength(92);
  expect(withEmptyDays([], { first: '2026-11-01', last: null, today: '2026-11-05' })).toEqual([]);
});
