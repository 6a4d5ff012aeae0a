import { restartDelayMs } from '../../src/supervisor/worker-processes';
import { QUERY_SLOTS, shareOfSlots } from '../../src/rate-limits/query-slots';
import { shareOf, useWorkerShare, workerOf } from '../../src/worker-share';

afterEach(() => useWorkerShare({ number: 1, count: 1 }));

/** What all workers of a server have together. */
function sumOf(count: number, share: () => number): number {
  let sum = 0;
  for (let number = 1; number <= count; number += 1) {
    useWorkerShare({ number, count });
    sum += share();
  }
  return sum;
}

test.each([1, 2, 3, 4, 7, 8, 16])(
  'the shares of %i workers add up to each limit, or to one each',
  (count) => {
    for (const limit of [1, 2, 4, 8, 10, 16, 64, 100, 128, 256, 300, 2_000, 4_000, 20_000]) {
      expect(sumOf(count, () => shareOf(limit))).toBe(Math.max(limit, count));
    }
    for (const limits of Object.values(QUERY_SLOTS)) {
      for (const name of ['running', 'waiting', 'onServer'] as const) {
        const sum = sumOf(count, () => shareOfSlots(limits)[name]);
        expect(sum).toBe(Math.max(limits[name], count));
      }
    }
  },
);

test('a share has a least size, which is never more than the limit itself', () => {
  expect(sumOf(4, () => shareOf(10, 4))).toBe(16);
  expect(sumOf(2, () => shareOf(10, 4))).toBe(10);
  useWorkerShare({ number: 1, count: 8 });
  expect(shareOf(2, 4)).toBe(2);
});

test('a limit that does not exist has no share', () => {
  useWorkerShare({ number: 2, count: 2 });
  expect(shareOf(Infinity)).toBe(Infinity);
});

test('only a process that a supervisor started is a worker', () => {
  expect(workerOf(['--worker=1/2'])).toBeNull();
});

test('the delay before a restart doubles up to half a minute', () => {
  expect([1, 2, 3, 8, 9, 1_000].map(restartDelayMs)).toEqual([200, 400, 800, 25_600, 30_000, 30_000]);
});
