import {
  attendanceStreak,
  consecutiveProgress,
  extendRuns,
  NO_RUNS,
  totalProgress,
} from '../../src/domain/attendance-streak';
import { serviceDayOf } from '../../src/domain/service-calendar';

/** June 2026. */
const june = (...days: number[]): string[] => days.map((day) => `2026-06-${String(day).padStart(2, '0')}`);

describe('consecutive attendance is met by some run of target days', () => {
  test.each([
    ['a miss before and after does not undo it', june(1, 2, 4, 5, 6), 3, 3, true, june(4, 5, 6)],
    ['a later miss does not undo it', june(1, 2, 3, 9), 3, 3, true, june(1, 2, 3)],
    ['the earliest run that reaches it counts', june(1, 2, 3, 5, 6, 7, 8), 3, 4, true, june(1, 2, 3)],
    ['current is not capped', june(1, 2, 3, 4, 5), 3, 5, true, june(1, 2, 3)],
    ['unmet: the longest run', june(1, 2, 3, 5, 6), 4, 3, false, june(1, 2, 3)],
    ['unmet: the latest of equals', june(1, 2, 4, 5, 7), 3, 2, false, june(4, 5)],
    ['one day', june(7), 1, 1, true, june(7)],
    ['no day', [], 1, 0, false, []],
    ['a month turns', ['2026-06-30', '2026-07-01'], 2, 2, true, ['2026-06-30', '2026-07-01']],
    ['a year turns', ['2026-12-31', '2027-01-01'], 2, 2, true, ['2026-12-31', '2027-01-01']],
    ['02-28 and 03-01 in 2026', ['2026-02-28', '2026-03-01'], 2, 2, true, ['2026-02-28', '2026-03-01']],
    ['02-28 and 03-01 in 2028', ['2028-02-28', '2028-03-01'], 2, 1, false, ['2028-03-01']],
    [
      'over 02-29',
      ['2028-02-28', '2028-02-29', '2028-03-01'],
      3,
      3,
      true,
      ['2028-02-28', '2028-02-29', '2028-03-01'],
    ],
  ])('%s', (_title, days, target, current, met, counted) => {
    expect(consecutiveProgress(days, target)).toEqual({ current, met, days: counted });
  });

  test.each([
    ['Mon 09:00 and Wed 08:59', '2026-06-01T00:00:00Z', '2026-06-02T23:59:00Z', false],
    ['Mon 23:59 and Tue 00:01', '2026-06-01T14:59:00Z', '2026-06-01T15:01:00Z', true],
    ['Mon 00:00 and Tue 23:59', '2026-05-31T15:00:00Z', '2026-06-02T14:59:59.999Z', true],
  ])('%s in Seoul: the days decide, never the hours between', (_title, first, second, met) => {
    const days = [first, second].map((instant) =>
      serviceDayOf({ timeZone: 'Asia/Seoul', dayStartMinute: 0 }, new Date(instant)),
    );
    expect(consecutiveProgress(days, 2).met).toBe(met);
  });

  test('days of 23 and 25 hours are consecutive like any other', () => {
    const newYork = { timeZone: 'America/New_York', dayStartMinute: 0 };
    const noons = ['2026-03-07T17:00Z', '2026-03-08T16:00Z', '2026-03-09T16:00Z'];
    const days = noons.map((noon) => serviceDayOf(newYork, new Date(noon)));
    expect(consecutiveProgress(days, 3).met).toBe(true);
  });
});

describe('total attendance counts distinct days', () => {
  test.each([
    ['met with gaps', june(1, 3, 9, 20), 3, 4, true, june(1, 3, 9)],
    ['unmet', june(1, 3), 3, 2, false, june(1, 3)],
    ['no day', [], 1, 0, false, []],
  ])('%s', (_title, days, target, current, met, counted) => {
    expect(totalProgress(days, target)).toEqual({ current, met, days: counted });
  });
});

describe('the current streak reaches today or yesterday', () => {
  test.each([
    ['today checked', june(3, 4, 5), '2026-06-05', 3, 3],
    ['today still to come', june(3, 4, 5), '2026-06-06', 3, 3],
    ['yesterday missed', june(3, 4, 5), '2026-06-07', 0, 3],
    ['a longer run before', june(1, 2, 3, 5), '2026-06-05', 1, 3],
    ['the longest now', june(1, 3, 4), '2026-06-04', 2, 2],
    // Two servers' clocks at midnight.
    ['a check-in of a day that is still to come here', june(3, 4, 5), '2026-06-04', 3, 3],
  ])('%s', (_title, days, today, current, longest) => {
    expect(attendanceStreak(days, today)).toEqual({ current, longest, lastDay: days.at(-1) });
  });

  test('nobody who never came has one', () => {
    expect(attendanceStreak([], '2026-06-01')).toEqual({ current: 0, longest: 0, lastDay: null });
  });
});

describe('an excused day neither counts nor breaks a run', () => {
  test.each<[string, number[], number[], number, number, boolean, number[], number[]]>([
    ['in the middle of a run', [1, 2, 4], [3], 3, 3, true, [1, 2, 4], [3]],
    ['several in a row', [1, 5], [2, 3, 4], 2, 2, true, [1, 5], [2, 3, 4]],
    ['at the edges of a run', [2, 3], [1, 4], 3, 2, false, [2, 3], []],
    ['attended and excused', [1, 2, 3], [2], 3, 2, false, [1, 3], [2]],
    ['attended and excused at the edge', [1, 2, 3], [3], 3, 2, false, [1, 2], []],
    ['beside a missed day', [1, 4], [2], 2, 1, false, [4], []],
    ['behind the days that count', [1, 2, 4, 5], [3, 6], 2, 4, true, [1, 2], []],
    ['all of them', [1, 2], [1, 2], 1, 0, false, [], []],
  ])('%s', (_title, attended, excused, target, current, met, days, passedOver) => {
    expect(consecutiveProgress(june(...attended), target, new Set(june(...excused)))).toEqual({
      current,
      met,
      days: june(...days),
      ...(passedOver.length > 0 && { excusedDays: june(...passedOver) }),
    });
  });

  test.each<[string, number[], number[], number, number, number]>([
    ['a streak goes on behind it', [1, 2], [3], 4, 2, 2],
    ['a streak ends behind it when the next day is over', [1, 2], [3], 5, 0, 2],
    ['a streak passes over it', [1, 2, 4], [3], 4, 3, 3],
    ['a check-in of it does not count', [1, 2, 3], [3], 3, 2, 2],
    ['a check-in of it alone is no streak', [3], [3], 3, 0, 0],
    ['today is excused', [1, 2], [3], 3, 2, 2],
  ])('%s', (_title, attended, excused, today, current, longest) => {
    const streak = attendanceStreak(june(...attended), june(today)[0]!, undefined, new Set(june(...excused)));
    expect(streak).toEqual({ current, longest, lastDay: june(...attended).at(-1) });
  });

  test('a streak is the same from a summary of its first days', () => {
    const days = june(1, 2, 4, 5, 8, 9, 11, 12);
    const excused = new Set(june(3, 9, 10));
    const whole = attendanceStreak(days, '2026-06-12', undefined, excused);
    for (let cut = 0; cut <= days.length; cut++) {
      const earlier = extendRuns(NO_RUNS, days.slice(0, cut), excused);
      expect(attendanceStreak(days.slice(cut), '2026-06-12', earlier, excused)).toEqual(whole);
    }
  });
});
