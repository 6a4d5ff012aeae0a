import { claimableCount, exceedsManualCap, isRunningOut, isSoldOut, runsOutAt } from '../../src/domain/stock';

describe('a claim takes the quantity of every limited reward or nothing', () => {
  test.each<[string, Array<[number, number | null]>, number]>([
    [
      'the scarcest reward decides',
      [
        [1, 10],
        [1, 3],
      ],
      3,
    ],
    ['quantity 2, remaining 1 pays nobody', [[2, 1]], 0],
    ['a rest pays nobody', [[3, 8]], 2],
    [
      'unlimited rewards do not count',
      [
        [1, null],
        [2, 8],
      ],
      4,
    ],
    ['nothing limited', [[1, null]], Infinity],
    ['no reward', [], Infinity],
    ['sold out', [[1, 0]], 0],
  ])('%s', (_title, rows, count) => {
    expect(claimableCount(rows.map(([quantity, remaining]) => ({ quantity, remaining })))).toBe(count);
  });
});

describe('a limited MANUAL event holds at most 10,000 claims', () => {
  test.each<['AUTO' | 'MANUAL', Array<[number, number | null]>, boolean]>([
    ['MANUAL', [[1, 10_000]], false],
    ['MANUAL', [[1, 10_001]], true],
    ['MANUAL', [[2, 20_001]], false],
    ['MANUAL', [[2, 20_002]], true],
    [
      'MANUAL',
      [
        [1, 1_000_000],
        [1, 5],
      ],
      false,
    ],
    ['MANUAL', [[1, null]], false],
    [
      'MANUAL',
      [
        [1, null],
        [1, 10_001],
      ],
      true,
    ],
    ['MANUAL', [], false],
    ['AUTO', [[1, 1_000_000]], false],
  ])('%s %j: %s', (payout, rows, exceeds) => {
    expect(
      exceedsManualCap(
        payout,
        rows.map(([quantity, stock]) => ({ quantity, stock })),
      ),
    ).toBe(exceeds);
  });
});

test.each([
  [{ stock: null, remaining: null, quantity: 1 }, false, false],
  [{ stock: 1, remaining: 1, quantity: 1 }, false, false],
  [{ stock: 100, remaining: 10, quantity: 1 }, false, false],
  [{ stock: 100, remaining: 9, quantity: 1 }, true, false],
  [{ stock: 3, remaining: 1, quantity: 1 }, true, false],
  [{ stock: 10, remaining: 3, quantity: 2 }, true, false],
  [{ stock: 10, remaining: 1, quantity: 2 }, false, true],
  [{ stock: 0, remaining: 0, quantity: 1 }, false, true],
])('of %j: about to run out %s, sold out %s', (reward, runsOut, soldOut) => {
  expect([isRunningOut(reward), isSoldOut(reward)]).toEqual([runsOut, soldOut]);
});

describe('stock is forecast to run out at the rate of the last 24 hours', () => {
  const now = new Date('2026-06-10T00:00:00Z');

  test.each([
    ['ten left, five claims a day', { quantity: 1, remaining: 10 }, 5, '2026-06-12T00:00:00.000Z'],
    [
      'a claim takes two of eleven, ten a day',
      { quantity: 2, remaining: 11 },
      10,
      '2026-06-10T12:00:00.000Z',
    ],
    ['nobody claims', { quantity: 1, remaining: 10 }, 0, undefined],
    ['unlimited', { quantity: 1, remaining: null }, 5, undefined],
    ['sold out', { quantity: 2, remaining: 1 }, 5, undefined],
  ])('%s', (_, reward, acceptedLastDay, at) => {
    expect(runsOutAt(reward, acceptedLastDay, now)?.toISOString()).toBe(at);
  });

  test('not for a day that no date holds', () => {
    expect(runsOutAt({ quantity: 1, remaining: 1e9 }, 1, now)).toBeNull();
  });
});
