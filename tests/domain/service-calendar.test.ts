import {
  addDays,
  daysBetween,
  isServiceDay,
  isTimeZone,
  nextDayStart,
  serviceDayOf,
  startOfServiceDay,
  type ServiceCalendar,
} from '../../src/domain/service-calendar';

const calendar = (timeZone: string, dayStartMinute = 0): ServiceCalendar => ({ timeZone, dayStartMinute });
const seoul = calendar('Asia/Seoul');
const half5 = 4 * 60 + 30;

describe('an instant counts for the day that the wall clock of the zone shows', () => {
  test.each([
    ['the last ms of May in Seoul', seoul, '2026-05-31T14:59:59.999Z', '2026-05-31'],
    ['the first ms of June in Seoul', seoul, '2026-05-31T15:00:00.000Z', '2026-06-01'],
    ['Monday 23:59 in Seoul', seoul, '2026-06-01T14:59:00Z', '2026-06-01'],
    ['Tuesday 00:01 in Seoul', seoul, '2026-06-01T15:01:00Z', '2026-06-02'],
    [
      '04:29 with a day start of 04:30',
      calendar('Asia/Seoul', half5),
      '2026-06-01T19:29:59.999Z',
      '2026-06-01',
    ],
    [
      '04:30 with a day start of 04:30',
      calendar('Asia/Seoul', half5),
      '2026-06-01T19:30:00.000Z',
      '2026-06-02',
    ],
    [
      '23:58 with a day start of 23:59',
      calendar('Asia/Seoul', 1439),
      '2026-06-01T14:58:59.999Z',
      '2026-05-31',
    ],
    [
      '23:59 with a day start of 23:59',
      calendar('Asia/Seoul', 1439),
      '2026-06-01T14:59:00.000Z',
      '2026-06-01',
    ],
    ['28 February of a leap year', seoul, '2028-02-28T14:59:59.999Z', '2028-02-28'],
    ['29 February of a leap year', seoul, '2028-02-28T15:00:00Z', '2028-02-29'],
    ['28 February of a common year', seoul, '2026-02-28T14:59:59.999Z', '2026-02-28'],
    ['1 March of a common year', seoul, '2026-02-28T15:00:00Z', '2026-03-01'],
    ['New York in winter', calendar('America/New_York'), '2026-01-15T04:59:59.999Z', '2026-01-14'],
    ['New York in summer', calendar('America/New_York'), '2026-07-15T04:00:00Z', '2026-07-15'],
    ['before 1970', seoul, '1969-12-31T14:59:59.999Z', '1969-12-31'],
    ['UTC', calendar('UTC'), '2026-05-31T23:59:59.999Z', '2026-05-31'],
    ['the last day, beyond which there is none', seoul, '9999-12-31T23:59:59.999Z', '9999-12-31'],
    [
      'the first day, before which there is none',
      calendar('America/New_York'),
      '0001-01-01T00:00:00Z',
      '0001-01-01',
    ],
  ])('%s', (_title, zone, instant, day) => {
    expect(serviceDayOf(zone, new Date(instant))).toBe(day);
  });

  test('an invalid date has no day', () => {
    expect(() => serviceDayOf(seoul, new Date(NaN))).toThrow(RangeError);
  });
});

describe('a day starts at the first instant at which the wall clock reaches or jumped past its start', () => {
  test.each([
    ['Seoul', seoul, '2026-06-01', '2026-05-31T15:00:00.000Z', 24],
    ['Seoul at 04:30', calendar('Asia/Seoul', half5), '2026-06-01', '2026-05-31T19:30:00.000Z', 24],
    ['New York, 23 hours', calendar('America/New_York'), '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
    ['New York, 25 hours', calendar('America/New_York'), '2026-11-01', '2026-11-01T04:00:00.000Z', 25],
    // At 04:30 the change at 02:00 falls into the day before.
    [
      'New York at 04:30, 23 hours',
      calendar('America/New_York', half5),
      '2026-03-07',
      '2026-03-07T09:30:00.000Z',
      23,
    ],
    // 02:30 does not exist: the clock jumps from 02:00 EST to 03:00 EDT.
    [
      'New York at a missing 02:30',
      calendar('America/New_York', 150),
      '2026-03-08',
      '2026-03-08T07:00:00.000Z',
      23.5,
    ],
    // 01:30 happens twice: the first counts.
    [
      'New York at a doubled 01:30',
      calendar('America/New_York', 90),
      '2026-11-01',
      '2026-11-01T05:30:00.000Z',
      25,
    ],
    ['Santiago without midnight', calendar('America/Santiago'), '2026-09-06', '2026-09-06T04:00:00.000Z', 23],
    ['Santiago, 25 hours', calendar('America/Santiago'), '2026-04-04', '2026-04-04T03:00:00.000Z', 25],
    ['Beirut without midnight', calendar('Asia/Beirut'), '2026-03-29', '2026-03-28T22:00:00.000Z', 23],
    ['Cairo without midnight', calendar('Africa/Cairo'), '2026-04-24', '2026-04-23T22:00:00.000Z', 23],
    // The clock went back from 00:01 to 23:01: the day had begun and stays begun.
    [
      'St. John’s at a doubled midnight',
      calendar('America/St_Johns'),
      '2010-11-07',
      '2010-11-07T02:30:00.000Z',
      25,
    ],
    ['Apia before the skipped day', calendar('Pacific/Apia'), '2011-12-29', '2011-12-29T10:00:00.000Z', 24],
    ['Apia, the skipped day', calendar('Pacific/Apia'), '2011-12-30', '2011-12-30T10:00:00.000Z', 0],
    [
      'Apia, what is left of it at 04:30',
      calendar('Pacific/Apia', half5),
      '2011-12-30',
      '2011-12-30T10:00:00.000Z',
      4.5,
    ],
    ['Apia after the skipped day', calendar('Pacific/Apia'), '2011-12-31', '2011-12-30T10:00:00.000Z', 24],
  ])('%s', (_title, zone, day, start, hours) => {
    expect(startOfServiceDay(zone, day).toISOString()).toBe(start);
    const next = startOfServiceDay(zone, addDays(day, 1));
    expect((next.getTime() - Date.parse(start)) / 3_600_000).toBe(hours);
  });

  test('no instant belongs to a day that the zone skipped', () => {
    const apia = calendar('Pacific/Apia');
    const start = startOfServiceDay(apia, '2011-12-30');
    expect(serviceDayOf(apia, start)).toBe('2011-12-31');
    expect(serviceDayOf(apia, new Date(start.getTime() - 1))).toBe('2011-12-29');
    expect(nextDayStart(apia, new Date('2011-12-29T12:00:00Z'))).toEqual(start);
  });
});

describe('days partition time', () => {
  const zones = [
    'Asia/Seoul',
    'America/New_York',
    'America/Santiago',
    'Pacific/Apia',
    'Africa/Cairo',
    'Asia/Beirut',
  ];
  const rows = [...zones, 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'].flatMap((zone) =>
    [0, 90, half5, 1439].map((minute) => [zone, minute] as const),
  );

  test.each(rows)('%s, minute %i: a start begins its day and ends the one before', (timeZone, minute) => {
    const zone = calendar(timeZone, minute);
    // With a later day start the rest of that day, 00:00 to the start on 12-31, exists.
    const skipped = timeZone === 'Pacific/Apia' && minute === 0 ? '2011-12-30' : null;
    const wrong: string[] = [];
    for (const [from, to] of [
      ['2010-01-01', '2012-12-31'],
      ['2025-01-01', '2028-12-31'],
    ] as const) {
      for (let day = from as string; day <= to; day = addDays(day, 1)) {
        if (day === skipped) continue;
        const start = startOfServiceDay(zone, day);
        const justBefore = new Date(start.getTime() - 1);
        const dayBefore = serviceDayOf(zone, justBefore);
        if (serviceDayOf(zone, start) !== day) wrong.push(`${day} start`);
        if (dayBefore !== addDays(day, addDays(day, -1) === skipped ? -2 : -1)) wrong.push(`${day} before`);
        if (nextDayStart(zone, justBefore).getTime() !== start.getTime()) wrong.push(`${day} next`);
        if (nextDayStart(zone, start) <= start) wrong.push(`${day} order`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each(['America/New_York', 'America/Santiago', 'America/St_Johns', 'Pacific/Apia'])(
    '%s: the day never goes back as time goes on',
    (timeZone) => {
      for (const minute of [0, 30, 90]) {
        const zone = calendar(timeZone, minute);
        let latest = '';
        for (let at = Date.UTC(2010, 9, 1); at < Date.UTC(2012, 1, 1); at += 15 * 60_000) {
          const day = serviceDayOf(zone, new Date(at));
          if (day < latest) throw new Error(`${day} after ${latest} at ${new Date(at).toISOString()}`);
          latest = day;
        }
      }
    },
  );
});

describe('days are civil dates', () => {
  test.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2028-02-28', 2, '2028-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2100-02-28', 1, '2100-03-01'],
    ['0001-01-01', 365, '0002-01-01'],
    ['2026-06-01', 0, '2026-06-01'],
  ])('%s and %i days is %s', (day, count, sum) => {
    expect(addDays(day, count)).toBe(sum);
    expect(daysBetween(day, sum)).toBe(count);
  });

  test.each([
    ['9999-12-31', 1],
    ['0001-01-01', -1],
    ['yesterday', 1],
    ['2026-06-01', NaN],
  ])('%s and %i days is none', (day, count) => {
    expect(() => addDays(day, count)).toThrow(RangeError);
  });

  test.each([
    ['2026-06-01', true],
    ['2028-02-29', true],
    ['2000-02-29', true],
    ['0001-01-01', true],
    ['9999-12-31', true],
    ['2026-02-29', false],
    ['1900-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-06-00', false],
    ['2026-06-31', false],
    ['0000-01-01', false],
    ['10000-01-01', false],
    ['2026-6-1', false],
    ['2026-06-01T00:00:00Z', false],
    ['2026-06-01\n', false],
    ['٢٠٢٦-٠٦-٠١', false],
    ['', false],
  ])('%j is a day: %s', (text, expected) => {
    expect(isServiceDay(text)).toBe(expected);
  });
});

test.each([
  ['Asia/Seoul', true],
  ['America/Argentina/Buenos_Aires', true],
  ['America/Port-au-Prince', true],
  ['Etc/GMT+9', true],
  ['Asia/Kolkata', true],
  ['Europe/Kyiv', true],
  ['UTC', true],
  ['Etc/UTC', true],
  ['+09:00', false],
  ['UTC+9', false],
  ['JST', false],
  ['BST', false],
  ['asia/seoul', false],
  ['Asia/Soul', false],
  ['Asia/Seoul ', false],
  ['', false],
])('%j is an IANA zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});
