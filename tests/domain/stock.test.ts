import { claimableCount, exceedsManualCap } from '../../src/domain/stock';

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
