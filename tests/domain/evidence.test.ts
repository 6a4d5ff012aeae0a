import type { Condition, ConditionProgress } from '../../src/domain/conditions';
import { decodeEvidence, encodeEvidence, evidenceFits, type StoredEvidence } from '../../src/domain/evidence';

const days = (...numbers: number[]) => numbers.map((n) => `2026-06-${String(n).padStart(2, '0')}`);
const run: Condition = { id: 'run', kind: 'CONSECUTIVE_ATTENDANCE', target: 2, requiredEventId: null };
const age: Condition = { id: 'age', kind: 'ACCOUNT_AGE', target: 7, requiredEventId: null };
const other: Condition = { id: 'other', kind: 'EVENT_REWARDED', target: 1, requiredEventId: 'e1' };
const entryOf = ({ id, kind, target }: Condition, current: number, of: string[] = []): ConditionProgress => ({
  ...{ conditionId: id, kind, description: 'A sentence.', target, current, met: true, days: of },
});
const facts = {
  attendedDays: days(1, 2, 3, 5),
  accountAgeDays: 9,
  rewardedEventIds: new Set(['e1']),
  audienceIds: new Set<string>(),
  activities: new Map(),
};
const whole = [entryOf(run, 3, days(1, 2)), entryOf(age, 9), entryOf(other, 1)];
const CONDITIONS = [run, age, other];

/** As requests are stored now, and as release 0.1 stored them. */
const FORMS = [encodeEvidence, (evidence: ConditionProgress[]) => ({ evidence })];

test('what the rules saw fits, in any order, and so does less of it that still meets the conditions', () => {
  const less = [entryOf(run, 2, days(2, 3)), entryOf(age, 7), entryOf(other, 1)];
  for (const stored of FORMS) {
    for (const evidence of [whole, [...whole].reverse(), less]) {
      expect(evidenceFits(stored(evidence), CONDITIONS, facts)).toBe(true);
    }
  }
});

test('each day is stored once, and every entry is read with its own days', () => {
  const total = { ...run, id: 'total', kind: 'TOTAL_ATTENDANCE' as const, target: 4 };
  const first = { ...total, id: 'first', target: 1 };
  const progress = [
    ...[entryOf(total, 5, days(1, 2, 3, 5)), entryOf(run, 3, days(8, 9)), entryOf(first, 5, days(1))],
    entryOf(age, 9),
  ];
  const stored = encodeEvidence(progress);
  expect(stored.evidenceDays).toBe('2026-06-01/2026-06-03 2026-06-05 2026-06-08/2026-06-09');
  expect(decodeEvidence(stored)).toEqual(progress);
  expect(decodeEvidence({ evidence: progress })).toEqual(progress);
  expect(encodeEvidence([entryOf(age, 9)])).not.toHaveProperty('evidenceDays');
});

test.each<[string, (stored: ReturnType<typeof encodeEvidence>) => StoredEvidence]>([
  [
    'a day that no entry counts',
    (stored) => ({ ...stored, evidenceDays: `${stored.evidenceDays} 2026-06-05` }),
  ],
  [
    'a count beyond the days',
    ({ evidence, ...stored }) => ({
      ...stored,
      evidence: [{ ...evidence[0]!, dayCount: 3 }, ...evidence.slice(1)],
    }),
  ],
  ['days beside those of release 0.1', (stored) => ({ ...stored, evidence: whole })],
  ['a count beside them', () => ({ evidence: whole.map((entry) => ({ ...entry, dayCount: 2 })) })],
])('%s does not fit', (_what, change) => {
  expect(evidenceFits(change(encodeEvidence(whole)), CONDITIONS, facts)).toBe(false);
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
  for (const stored of FORMS) expect(evidenceFits(stored(evidence), CONDITIONS, facts)).toBe(false);
});

test('a required event that has not paid does not fit', () => {
  expect(evidenceFits({ evidence: whole }, CONDITIONS, { ...facts, rewardedEventIds: new Set() })).toBe(
    false,
  );
});
