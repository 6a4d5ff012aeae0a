import { changesOf, needsApproval } from '../../src/domain/payouts';

test.each([
  ['AWAITING_APPROVAL', ['APPROVE', 'CANCEL']],
  ['RUNNING', ['PAUSE', 'CANCEL']],
  ['PAUSED', ['RESUME', 'CANCEL']],
  ['DONE', []],
  ['CANCELLED', []],
] as const)('a payout that is %s takes %j', (state, changes) => {
  expect(changesOf(state)).toEqual(changes);
});

test.each([
  ['a', [['a', 1_000]], false],
  ['a', [['a', 1_001]], true],
  [
    'b',
    [
      ['a', 600],
      ['b', 600],
    ],
    true,
  ],
  [
    'a',
    [
      ['a', 600],
      ['b', 600],
    ],
    false,
  ],
] as const)('payout %s of %j needs approval above 1,000: %s', (id, payouts, needed) => {
  const all = payouts.map(([each, total]) => ({ id: each, total }));
  expect(needsApproval(all, id, 1_000)).toBe(needed);
});
