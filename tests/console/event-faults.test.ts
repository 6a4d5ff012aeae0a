import {
  countsLatestDaysOnly,
  EMPTY_DRAFT,
  newCondition,
  newReward,
  rewardInput,
  type EventDraft,
} from '../../console/src/pages/events/event-draft';
import {
  faultsOf,
  missesLateActivities,
  missingToBeActive,
  mistakesIn,
} from '../../console/src/pages/events/event-faults';
import { wholeNumber } from '../../console/src/components/whole-number';
import * as limits from '../../src/domain/limits';

const good: EventDraft = {
  ...EMPTY_DRAFT,
  title: 'Summer',
  startAt: '2026-06-01T00:00:00.000Z',
  conditions: [newCondition('c')],
  rewards: [{ ...newReward('r'), name: 'Points' }],
};
const reward = (changes: object) => ({ ...good, rewards: [{ ...good.rewards[0]!, ...changes }] });
const condition = (changes: object) => ({ ...good, conditions: [{ ...good.conditions[0]!, ...changes }] });

test.each([
  ['an open event', { endAt: null }, true],
  ['two years', { endAt: '2028-06-02T00:00:00.000Z' }, false],
  ['more than two years', { endAt: '2028-06-03T00:00:00.000Z' }, true],
  [
    'no condition about attendance',
    { endAt: null, conditions: [{ ...newCondition('a'), kind: 'ACCOUNT_AGE' }] },
    false,
  ],
] as const)('%s: whether only the latest check-ins count', (_title, changes, expected) => {
  expect(countsLatestDaysOnly({ ...good, ...changes })).toBe(expected);
});

test.each([
  ['requests end with the event', {}, true],
  ['requests are accepted for less than the lateness', { claimUntil: '2026-07-01T23:59:59.999Z' }, true],
  ['requests are accepted for the whole lateness', { claimUntil: '2026-07-02T00:00:00.000Z' }, false],
  ['an event has no end', { endAt: null }, false],
  ['no condition counts activities', { conditions: [newCondition('a')] }, false],
] as const)('%s: whether the form warns that late activities may be missed', (_title, changes, expected) => {
  const conditions = [{ ...newCondition('a'), kind: 'ACTIVITY_COUNT' as const }];
  const draft = { ...good, endAt: '2026-07-01T00:00:00.000Z', claimUntil: null, conditions, ...changes };
  expect(missesLateActivities(draft, 24)).toBe(expected);
});

test('the form knows the limits of the API', () => {
  const most = { quantity: String(limits.QUANTITY_MAX), stock: String(limits.STOCK_MAX) };
  expect(faultsOf(reward(most))).toEqual({});
  expect(faultsOf(condition({ target: String(limits.ATTENDANCE_TARGET_MAX) }))).toEqual({});
  expect(faultsOf(condition({ target: String(limits.ATTENDANCE_TARGET_MAX + 1) }))).toEqual({
    'conditions.c': 'days',
  });
  const rows = Array.from({ length: limits.REWARDS_MAX + 1 }, (_, n) => ({
    ...good.rewards[0]!,
    key: String(n),
  }));
  expect(faultsOf({ ...good, rewards: rows })).toEqual({ rewards: 'tooMany' });
});

test.each(['6120-12-01T00:00:00.000Z', '0020-12-01T00:00:00.000Z'])(
  '%s has a year that was mistyped',
  (instant) => {
    expect(faultsOf({ ...good, startAt: instant, endAt: instant })).toEqual({
      startAt: 'year',
      endAt: 'year',
    });
  },
);

test.each([
  ['1,000', 1_000],
  ['12,345,678', 12_345_678],
  ['1 000', 1_000],
  ['1\u00a0000', 1_000],
  ['１,０００', 1_000],
  [' 25 ', 25],
  ['007', 7],
])('%j is entered as the number %i', (typed, number) => {
  expect(wholeNumber(typed)).toBe(number);
  expect(faultsOf(reward({ quantity: '1', stock: typed }))).toEqual({});
  expect(rewardInput({ ...newReward('r'), stock: typed, quantity: '1,000' })).toMatchObject({
    stock: number,
    quantity: 1_000,
  });
});

test.each(['1.000', '1,00', ',100', '1,0000', '10,00,000', '1, 000', '1,000 000', 'NaN', '٣'])(
  '%j is no whole number',
  (typed) => expect(wholeNumber(typed)).toBeNaN(),
);

test('a title is counted in code points, not in halves of them', () => {
  expect(faultsOf({ ...good, title: '🎁'.repeat(200) })).toEqual({});
  expect(faultsOf({ ...good, title: '🎁'.repeat(201) })).toEqual({ title: 'tooLong' });
});

test.each(['0', '-1', '1.5', '1e3', '', ' ', '1000001'])('%j is no quantity', (quantity) => {
  expect(faultsOf(reward({ quantity }))).toEqual({ 'rewards.r.quantity': 'quantity' });
});

test('no quantity is no reason to tell of the stock of a manual payout', () => {
  expect(faultsOf({ ...reward({ quantity: '0', stock: '3' }), payout: 'MANUAL' })).toEqual({
    'rewards.r.quantity': 'quantity',
  });
});

test('every fault is told at once', () => {
  expect(
    faultsOf({
      ...EMPTY_DRAFT,
      conditions: [{ ...newCondition('c'), kind: 'EVENT_REWARDED' }],
      rewards: [newReward('r')],
    }),
  ).toEqual({
    title: 'required',
    startAt: 'required',
    'conditions.c': 'event',
    'rewards.r.name': 'required',
  });
});

test('what an operator decides has stock for a limited number of claims', () => {
  const claims = limits.MANUAL_CLAIMS_MAX;
  const manual = { ...reward({ stock: String(claims * 2 + 1), quantity: '2' }), payout: 'MANUAL' as const };
  expect(faultsOf(manual)).toEqual({});
  expect(faultsOf({ ...manual, rewards: [{ ...manual.rewards[0]!, quantity: '1' }] })).toEqual({
    rewards: 'manualStock',
  });
});

test('activation names everything that is missing at once', () => {
  const endAt = '2026-05-01T00:00:00.000Z';
  expect(missingToBeActive({ ...good, endAt, conditions: [], rewards: [] })).toEqual([
    'reward',
    'condition',
    'window',
  ]);
  expect(missingToBeActive({ ...good, payout: 'MANUAL', conditions: [] })).toEqual([]);
  expect(missingToBeActive(good)).toEqual([]);
});

test('the end of an event that was claimed can only be put off', () => {
  const end = '2026-07-01T00:00:00.000Z';
  const until = (endAt: string | null, claimUntil: string | null = null) => ({ endAt, claimUntil });
  const fault = { endAt: 'earlierEnd', claimUntil: 'earlierClaims' };
  expect(faultsOf({ ...good, endAt: '2026-06-30T00:00:00.000Z' }, until(end))).toEqual(fault);
  expect(faultsOf({ ...good, endAt: end }, until(null))).toEqual(fault);
  expect(faultsOf({ ...good, endAt: null }, until(end))).toEqual({});
  const [july, august] = ['2026-07-10T00:00:00.000Z', '2026-08-10T00:00:00.000Z'];
  expect(faultsOf({ ...good, ...until(end, july) }, until(end, august))).toEqual({
    claimUntil: 'earlierClaims',
  });
  expect(faultsOf({ ...good, ...until(end, august) }, until(end, july))).toEqual({});
  expect(faultsOf({ ...good, endAt: '2026-06-30T00:00:00.000Z' })).toEqual({});
});

test.each([
  ['before the end', '2026-06-30T00:00:00.000Z', '2026-06-29T00:00:00.000Z'],
  ['without an end', null, '2026-06-29T00:00:00.000Z'],
])('requests can not end %s', (_title, endAt, claimUntil) => {
  expect(faultsOf({ ...good, endAt, claimUntil })).toEqual({ claimUntil: 'claimsBeforeEnd' });
});

test('what is still to be filled in is no mistake yet', () => {
  expect(mistakesIn(faultsOf({ ...reward({ quantity: '0' }), title: '' }))).toEqual({
    'rewards.r.quantity': 'quantity',
  });
});

test('a title and a name need a visible character', () => {
  expect(faultsOf({ ...good, title: '\u3164\u200b' })).toEqual({ title: 'required' });
  expect(faultsOf(reward({ name: '\u2800' }))).toEqual({ 'rewards.r.name': 'required' });
});
