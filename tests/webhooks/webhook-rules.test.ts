import {
  ATTEMPTS_MAX,
  isGivenUp,
  isStalled,
  nextAttempt,
  retryAfterMs,
} from '../../src/domain/webhook-rules';

const AT = new Date('2026-06-01T00:00:00Z');
const after = (ms: number) => new Date(AT.getTime() + ms);
const delayOf = (attempts: number, random: number, asked: number | null = null) => {
  const next = nextAttempt(attempts, AT, asked, random);
  return next === null ? null : (next.getTime() - AT.getTime()) / 1_000;
};

test('a failed message is sent again after 5 s, 30 s, 2 min, 10 min, 1 h, 3 h, 6 h, 12 h and 24 h', () => {
  const delays = Array.from({ length: ATTEMPTS_MAX }, (_, failed) => delayOf(failed + 1, 0.5));
  expect(delays).toEqual([5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200, 86_400, null]);
});

test('the delay differs by a tenth at most', () => {
  expect([delayOf(2, 0), delayOf(2, 1)]).toEqual([27, 33]);
});

test('Retry-After lengthens a delay, up to a day, and shortens none', () => {
  expect(delayOf(1, 0.5, 60_000)).toBe(60);
  expect(delayOf(4, 0.5, 60_000)).toBe(600);
  expect(delayOf(1, 0.5, 90_000_000)).toBe(86_400);
  expect(nextAttempt(ATTEMPTS_MAX, AT, 60_000, 0.5)).toBeNull();
});

test.each([
  [undefined, null],
  ['120', 120_000],
  ['0', 0],
  ['Mon, 01 Jun 2026 00:01:00 GMT', 60_000],
  ['Sun, 31 May 2026 00:00:00 GMT', 0],
  ['-1', null],
  ['soon', null],
  ['1e9', null],
  ['99999999999', null],
  ['2026-06-01', null],
])('Retry-After %j is %j ms', (value, ms) => {
  expect(retryAfterMs(value, AT)).toBe(ms);
});

test('an endpoint is stalled after 10 minutes without a success and given up after 5 days', () => {
  const minutes = (count: number) => after(count * 60_000);
  expect([isStalled(null, AT), isStalled(AT, after(599_999)), isStalled(AT, minutes(10))]).toEqual([
    false,
    false,
    true,
  ]);
  expect([isGivenUp(null, AT), isGivenUp(AT, minutes(7_199)), isGivenUp(AT, minutes(7_200))]).toEqual([
    false,
    false,
    true,
  ]);
});
