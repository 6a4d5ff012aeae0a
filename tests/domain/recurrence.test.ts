import {
  dueOccurrences,
  nextOccurrence,
  occurrenceDay,
  placeAt,
  type Recurring,
} from '../../src/domain/recurrence';
import { addDays, serviceDayOf, type ServiceCalendar } from '../../src/domain/service-calendar';

const SEOUL = { timeZone: 'Asia/Seoul', dayStartMinute: 0 };
const every = (recurrence: Recurring['recurrence'], firstDay: string, lastDay: string | null = null) => ({
  recurrence,
  firstDay,
  lastDay,
});

test.each<[Recurring['recurrence'], string, string[]]>([
  ['DAILY', '2026-02-27', ['2026-02-27', '2026-02-28', '2026-03-01']],
  ['WEEKLY', '2026-12-28', ['2026-12-28', '2027-01-04', '2027-01-11']],
  ['MONTHLY', '2026-11-15', ['2026-11-15', '2026-12-15', '2027-01-15']],
  ['MONTHLY', '2026-01-31', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
  ['MONTHLY', '2027-12-31', ['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31']],
  ['MONTHLY', '2026-01-30', ['2026-01-30', '2026-02-28', '2026-03-30']],
])('%s from %s', (recurrence, firstDay, days) => {
  const series = every(recurrence, firstDay);
  expect(days.map((_day, place) => occurrenceDay(series, place))).toEqual(days);
  days.forEach((day, place) => {
    expect(placeAt(series, day)).toBe(place);
    expect(placeAt(series, addDays(day, -1))).toBe(place - 1);
  });
});

test('no occurrence is beyond the calendar', () => {
  expect(occurrenceDay(every('DAILY', '9999-12-31'), 1)).toBeNull();
  expect(occurrenceDay(every('MONTHLY', '9999-12-31'), 1)).toBeNull();
  const now = new Date('9999-12-31T00:00:00Z');
  expect(dueOccurrences(every('MONTHLY', '9999-12-31'), SEOUL, '9999-12-31', now)).toEqual({
    due: [],
    nextAt: null,
  });
});

const dueAt = (series: Recurring, at: string, calendar: ServiceCalendar = SEOUL) => {
  const now = new Date(at);
  return dueOccurrences(series, calendar, serviceDayOf(calendar, now), now);
};

test('an occurrence is due two days before it begins, and until it ends', () => {
  const series = every('WEEKLY', '2026-06-01');
  expect(dueAt(series, '2026-05-29T14:59:59.999Z')).toEqual({
    due: [],
    nextAt: new Date('2026-05-29T15:00:00Z'),
  });
  const first = {
    day: '2026-06-01',
    startAt: new Date('2026-05-31T15:00:00Z'),
    endAt: new Date('2026-06-07T15:00:00Z'),
  };
  expect(dueAt(series, '2026-05-29T15:00:00Z')).toEqual({
    due: [first],
    nextAt: new Date('2026-06-05T15:00:00Z'),
  });
  expect(dueAt(series, '2026-06-07T14:59:59.999Z').due.map(({ day }) => day)).toEqual([
    '2026-06-01',
    '2026-06-08',
  ]);
  expect(dueAt(series, '2026-06-07T15:00:00Z').due.map(({ day }) => day)).toEqual(['2026-06-08']);
});

test('none begins after the last day, and the last one ends where the next would begin', () => {
  const series = every('MONTHLY', '2026-01-31', '2026-03-01');
  expect(dueAt(series, '2026-03-01T00:00:00Z')).toEqual({
    due: [
      {
        day: '2026-02-28',
        startAt: new Date('2026-02-27T15:00:00Z'),
        endAt: new Date('2026-03-30T15:00:00Z'),
      },
    ],
    nextAt: null,
  });
  expect(dueAt(series, '2026-04-01T00:00:00Z')).toEqual({ due: [], nextAt: null });
  expect(nextOccurrence(series, '2026-01-01')).toBe('2026-01-31');
  expect(nextOccurrence(series, '2026-01-31')).toBe('2026-02-28');
  expect(nextOccurrence(series, '2026-02-28')).toBeNull();
});

test.each<[string, ServiceCalendar, string, number]>([
  ['Seoul from 02:30', { timeZone: 'Asia/Seoul', dayStartMinute: 150 }, '2026-06-01', 40],
  ['New York, into summer time', { timeZone: 'America/New_York', dayStartMinute: 150 }, '2026-03-01', 40],
  ['New York, out of it', { timeZone: 'America/New_York', dayStartMinute: 150 }, '2026-10-20', 40],
  ['Lord Howe', { timeZone: 'Australia/Lord_Howe', dayStartMinute: 150 }, '2026-09-20', 40],
])('days of %s lie edge to edge', (_where, calendar, firstDay, count) => {
  const series = every('DAILY', firstDay);
  const seen = new Map<string, { startAt: Date; endAt: Date }>();
  let at = new Date(`${firstDay}T00:00:00Z`).getTime();
  for (let hours = 0; hours < count * 24; hours += 7, at += 7 * 3_600_000) {
    for (const each of dueAt(series, new Date(at).toISOString(), calendar).due) seen.set(each.day, each);
  }
  const all = [...seen].sort(([one], [other]) => (one < other ? -1 : 1));
  expect(all.map(([day]) => day)).toEqual(all.map((_each, place) => addDays(firstDay, place)));
  all.slice(1).forEach(([, { startAt }], place) => expect(startAt).toEqual(all[place]![1].endAt));
  expect(all.length).toBeGreaterThanOrEqual(count);
});

test.each([
  ['Seoul from 02:30', { timeZone: 'Asia/Seoul', dayStartMinute: 150 }],
  ['New York from 02:30', { timeZone: 'America/New_York', dayStartMinute: 150 }],
])('months from the 31st lie edge to edge: %s', (_where, calendar) => {
  const series = every('MONTHLY', '2027-10-31');
  const seen = new Map<string, { startAt: Date; endAt: Date }>();
  for (let day = '2027-10-31'; day < '2028-11-01'; day = addDays(day, 1)) {
    for (const each of dueAt(series, `${day}T12:00:00Z`, calendar).due) seen.set(each.day, each);
  }
  const all = [...seen];
  const days = [
    '10-31',
    '11-30',
    '12-31',
    '01-31',
    '02-29',
    '03-31',
    '04-30',
    '05-31',
    '06-30',
    '07-31',
    '08-31',
  ];
  expect(all.map(([day]) => day.slice(5))).toEqual([...days, '09-30', '10-31']);
  all.slice(1).forEach(([, { startAt }], place) => expect(startAt).toEqual(all[place]![1].endAt));
});

test('a day that the zone skipped has no occurrence', () => {
  const apia = { timeZone: 'Pacific/Apia', dayStartMinute: 0 };
  const days = dueAt(every('DAILY', '2011-12-29'), '2011-12-29T12:00:00Z', apia).due.map(({ day }) => day);
  expect(days).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
});
