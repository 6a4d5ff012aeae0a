import { Types } from 'mongoose';
import { resultOf, type MemberEnd } from '../../src/payouts/payout-step';

const ids = Array.from({ length: 4 }, () => new Types.ObjectId());
const error = new Error('no answer');
const ended: MemberEnd = { closed: 'EVENT_ENDED' };

// Claim invariants: C29.
test.each<[string, MemberEnd[], number, object]>([
  ['all answered', ['paid', 'already', 'refused', 'paid'], 4, { closed: null, error: null }],
  ['an error in the middle', ['paid', error, 'already', 'paid'], 1, { closed: null, error }],
  ['an error first', [error, 'paid', 'paid', 'paid'], 0, { closed: null, error }],
  ['the end of the event', ['already', 'paid', ended, ended], 2, { closed: 'EVENT_ENDED', error: null }],
  ['an error before the end', ['paid', error, ended, ended], 1, { closed: null, error }],
])('the cursor passes only members before the first without an answer: %s', (_, outcomes, passed, rest) => {
  expect(resultOf(outcomes, ids)).toEqual({
    cursor: ids[passed - 1] ?? null,
    passed: outcomes.slice(0, passed),
    ...rest,
  });
});
