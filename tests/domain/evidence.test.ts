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
  excusedDays: new Set<string>(),
  mayBeExcused: new Set<string>(),
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

describe('with excused days', () => {
  const excused = new Set(days(4));
  const passing = { ...entryOf({ ...run, target: 3 }, 4, days(2, 3, 5)), excusedDays: days(4) };
  const conditions = [{ ...run, target: 3 }];
  const fits = (entry: ConditionProgress, around: Partial<typeof facts> = {}) =>
    evidenceFits(encodeEvidence([entry]), conditions, {
      ...facts,
      excusedDays: excused,
      mayBeExcused: excused,
      ...around,
    });

  test('a run that passes over an excused day fits, and so does a run before it', () => {
    expect(fits(passing)).toBe(true);
    expect(fits(entryOf({ ...run, target: 3 }, 3, days(1, 2, 3)))).toBe(true);
  });

  test('entries with and without excused days share the stored days', () => {
    const total = entryOf(
      { ...run, id: 'total', kind: 'TOTAL_ATTENDANCE', target: 5 },
      5,
      days(1, 2, 3, 4, 5),
    );
    const stored = encodeEvidence([total, passing]);
    expect(stored.evidenceDays).toBe('2026-06-01/2026-06-05');
    expect(stored.evidence[1]).toMatchObject({
      firstDay: '2026-06-02',
      dayCount: 3,
      excused: '2026-06-04',
    });
    expect(decodeEvidence(stored)).toEqual([total, passing]);
  });

  test.each<[string, ConditionProgress, Partial<typeof facts>]>([
    ['an excused day that was not excused then', passing, { mayBeExcused: new Set() }],
    ['a gap that is not listed', { ...passing, excusedDays: [] }, {}],
    ['an excused day outside the run', { ...passing, excusedDays: days(4, 6) }, {}],
    [
      'an excused day that counts',
      entryOf({ ...run, target: 3 }, 4, days(3, 4, 5)),
      { attendedDays: days(2, 3, 4, 5) },
    ],
    ['one excused day twice', { ...passing, excusedDays: days(4, 4) }, {}],
  ])('%s does not fit', (_what, entry, around) => {
    expect(fits(entry, around)).toBe(false);
  });

  test('kinds other than days in a row list none', () => {
    const total = { ...run, id: 'total', kind: 'TOTAL_ATTENDANCE' as const, target: 2 };
    const entry = { ...entryOf(total, 4, days(1, 2)), excusedDays: days(4) };
    expect(evidenceFits(encodeEvidence([entry]), [total], { ...facts, mayBeExcused: excused })).toBe(false);
  });
});
