import type { Condition } from '../../src/domain/conditions';
import { evidenceFits } from '../../src/domain/evidence';

const days = (...numbers: number[]) => numbers.map((n) => `2026-06-${String(n).padStart(2, '0')}`);
const run: Condition = { id: 'run', kind: 'CONSECUTIVE_ATTENDANCE', target: 2, requiredEventId: null };
const age: Condition = { id: 'age', kind: 'ACCOUNT_AGE', target: 7, requiredEventId: null };
const other: Condition = { id: 'other', kind: 'EVENT_REWARDED', target: 1, requiredEventId: 'e1' };
const entryOf = ({ id, kind, target }: Condition, current: number, of: string[] = []) => ({
  ...{ conditionId: id, kind, target, current, met: true, days: of },
});
const facts = { attendedDays: days(1, 2, 3, 5), accountAgeDays: 9, rewardedEventIds: new Set(['e1']) };
const whole = [entryOf(run, 3, days(1, 2)), entryOf(age, 9), entryOf(other, 1)];
const CONDITIONS = [run, age, other];

test('what the rules saw fits, in any order, and so does less of it that still meets the conditions', () => {
  expect(evidenceFits(whole, CONDITIONS, facts)).toBe(true);
  expect(evidenceFits([...whole].reverse(), CONDITIONS, facts)).toBe(true);
  const less = [entryOf(run, 2, days(2, 3)), entryOf(age, 7), entryOf(other, 1)];
  expect(evidenceFits(less, CONDITIONS, facts)).toBe(true);
});

test.each([
  ['a condition without its entry', whole.slice(1)],
  ['an entry without its condition', [...whole, entryOf({ ...age, id: 'age2' }, 9)]],
  ['one entry twice', [whole[0]!, whole[1]!, whole[1]!]],
  ['a longer run than there was', [entryOf(run, 4, days(1, 2)), ...whole.slice(1)]],
  ['a day without a check-in', [entryOf(run, 3, days(3, 4)), ...whole.slice(1)]],
  ['days that do not follow each other', [entryOf(run, 3, days(3, 5)), ...whole.slice(1)]],
  ['one day twice', [entryOf(run, 3, days(1, 1)), ...whole.slice(1)]],
  ['fewer days than the target', [entryOf(run, 3, days(1)), ...whole.slice(1)]],
  ['an older account', [whole[0]!, entryOf(age, 10), whole[2]!]],
  ['less than the target', [whole[0]!, entryOf(age, 6), whole[2]!]],
  ['an unmet condition', [whole[0]!, { ...entryOf(age, 9), met: false }, whole[2]!]],
  ['another target', [whole[0]!, entryOf({ ...age, target: 1 }, 9), whole[2]!]],
])('%s does not fit', (_what, evidence) => {
  expect(evidenceFits(evidence, CONDITIONS, facts)).toBe(false);
});

test('a required event that has not paid does not fit', () => {
  expect(evidenceFits(whole, CONDITIONS, { ...facts, rewardedEventIds: new Set() })).toBe(false);
});
