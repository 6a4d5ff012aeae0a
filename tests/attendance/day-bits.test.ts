import { dayBits, daysOfBits, firstBitDay } from '../../src/attendance/day-bits';
import { COUNTED_DAYS_MAX } from '../../src/domain/limits';
import { addDays, daysBetween } from '../../src/domain/service-calendar';

const BEFORE = '2026-03-02';
const daysAgo = (...places: readonly number[]) => places.map((place) => addDays(BEFORE, -place));

test('days come out of their bits as they went in, whatever they are', () => {
  const { days } = Array.from({ length: COUNTED_DAYS_MAX }).reduce<{ seed: number; days: string[] }>(
    ({ seed, days }, _, place) => ({
      seed: (seed * 48_271) % 2_147_483_647,
      days: seed % 3 === 0 ? days : [...days, addDays(BEFORE, place - COUNTED_DAYS_MAX)],
    }),
    { seed: 7, days: [] },
  );
  expect(days.length).toBeGreaterThan(400);
  expect(daysOfBits(dayBits(days, BEFORE), BEFORE, '0001-01-01')).toEqual(days);
});

test('the bits of an attended day are its own', () => {
  expect([...dayBits(daysAgo(1), BEFORE)]).toEqual([0b1]);
  expect([...dayBits(daysAgo(10, 8, 1), BEFORE)]).toEqual([0b10000001, 0b10]);
  expect([...dayBits([], BEFORE)]).toEqual([]);
});

test('only days from the first on are given', () => {
  const bits = dayBits(daysAgo(20, 10, 3, 1), BEFORE);
  expect(daysOfBits(bits, BEFORE, addDays(BEFORE, -10))).toEqual(daysAgo(10, 3, 1));
  expect(daysOfBits(bits, BEFORE, addDays(BEFORE, -9))).toEqual(daysAgo(3, 1));
  expect(daysOfBits(bits, BEFORE, BEFORE)).toEqual([]);
});

test('no bits are kept of days that no event looks at', () => {
  const capacity = daysBetween(firstBitDay(BEFORE), BEFORE);
  expect(capacity).toBeGreaterThanOrEqual(COUNTED_DAYS_MAX);
  const days = daysAgo(capacity + 1, capacity, 1);
  const bits = dayBits(days, BEFORE);
  expect(bits.length).toBe(capacity / 8);
  expect(daysOfBits(bits, BEFORE, '0001-01-01')).toEqual(days.slice(1));
});
