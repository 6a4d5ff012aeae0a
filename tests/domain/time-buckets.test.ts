import type { ServiceCalendar } from '../../src/domain/service-calendar';
import { daysBetweenInstants, lastBuckets, regularRuns } from '../../src/domain/time-buckets';

const SEOUL: ServiceCalendar = { timeZone: 'Asia/Seoul', dayStartMinute: 0 };
const NEW_YORK: ServiceCalendar = { timeZone: 'America/New_York', dayStartMinute: 0 };
const HOUR_MS = 3_600_000;

const hours = (buckets: ReturnType<typeof lastBuckets>) =>
  buckets.map(({ from, to }) => (to.getTime() - from.getTime()) / HOUR_MS);

test('the last hours are full hours of the wall clock, that of now included', () => {
  expect(lastBuckets(SEOUL, 'HOUR', 2, new Date('2026-06-01T03:20:00Z'))).toEqual([
    { from: new Date('2026-06-01T02:00:00Z'), to: new Date('2026-06-01T03:00:00Z') },
    { from: new Date('2026-06-01T03:00:00Z'), to: new Date('2026-06-01T04:00:00Z') },
  ]);
  const kolkata = { timeZone: 'Asia/Kolkata', dayStartMinute: 0 };
  expect(lastBuckets(kolkata, 'HOUR', 1, new Date('2026-06-01T03:20:00Z'))[0]!.from).toEqual(
    new Date('2026-06-01T02:30:00Z'),
  );
});

test('the last days are service days, and begin when those do', () => {
  const calendar = { timeZone: 'Asia/Seoul', dayStartMinute: 240 };
  // 03:59 in Seoul: still yesterday.
  const days = lastBuckets(calendar, 'DAY', 2, new Date('2026-05-31T18:59:00Z'));
  expect(days).toEqual([
    { from: new Date('2026-05-29T19:00:00Z'), to: new Date('2026-05-30T19:00:00Z') },
    { from: new Date('2026-05-30T19:00:00Z'), to: new Date('2026-05-31T19:00:00Z') },
  ]);
});

test('a day has 23 or 25 hours where the clock is changed, and so many hours are in it', () => {
  const now = new Date('2026-11-02T12:00:00Z');
  expect(hours(lastBuckets(NEW_YORK, 'DAY', 3, now))).toEqual([24, 25, 24]);
  const ofTheLongDay = lastBuckets(NEW_YORK, 'HOUR', 48, now).filter(
    ({ from }) => from >= new Date('2026-11-01T04:00:00Z') && from < new Date('2026-11-02T05:00:00Z'),
  );
  expect(ofTheLongDay).toHaveLength(25);
});

test.each([
  ['HOUR', SEOUL],
  ['DAY', SEOUL],
  ['HOUR', NEW_YORK],
  ['DAY', NEW_YORK],
  ['HOUR', { timeZone: 'Australia/Lord_Howe', dayStartMinute: 95 }],
  ['DAY', { timeZone: 'Pacific/Apia', dayStartMinute: 0 }],
] as const)('%s buckets of %j follow each other without gap or overlap', (unit, calendar) => {
  for (const now of ['2026-04-05T08:00:00Z', '2026-11-02T12:00:00Z', '2012-01-02T00:00:00Z']) {
    const buckets = lastBuckets(calendar, unit, 60, new Date(now));
    expect(buckets).toHaveLength(60);
    const last = buckets.at(-1)!;
    expect(last.from <= new Date(now) && new Date(now) < last.to).toBe(true);
    buckets.forEach(({ from, to }, place) => {
      expect(from < to).toBe(true);
      if (place > 0) expect(from).toEqual(buckets[place - 1]!.to);
    });
  }
});

test('ten years without daylight saving are one run, with it three a year', () => {
  const [from, to] = [new Date('2026-01-01T12:00:00Z'), new Date('2035-12-31T00:00:00Z')];
  const runs = (calendar: ServiceCalendar) => regularRuns(daysBetweenInstants(calendar, from, to), 'DAY');
  expect(runs(SEOUL)).toHaveLength(1);
  expect(runs({ timeZone: 'Europe/Berlin', dayStartMinute: 0 }).length).toBeLessThanOrEqual(31);
});
