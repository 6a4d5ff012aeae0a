import {
  CONDITION_KINDS,
  conditionProgress,
  definitionOf,
  describeCondition,
  factsNeededBy,
  type ConditionKind,
} from '../../src/domain/conditions';

const facts = {
  attendedDays: ['2026-06-01', '2026-06-02', '2026-06-04'],
  excusedDays: new Set<string>(),
  accountAgeDays: 30,
  rewardedEventIds: new Set(['paid']),
  audienceIds: new Set(['listed']),
  activities: new Map([
    [
      'purchase',
      {
        count: 3,
        sum: 70,
        days: 2,
        firstAt: new Date('2026-06-01T01:00:00Z'),
        lastAt: new Date('2026-06-02T01:00:00Z'),
      },
    ],
  ]),
};

describe('progress is measured in the unit of the kind', () => {
  test.each<[ConditionKind, number, string | null, number, boolean, string[]]>([
    ['CONSECUTIVE_ATTENDANCE', 2, null, 2, true, ['2026-06-01', '2026-06-02']],
    ['CONSECUTIVE_ATTENDANCE', 3, null, 2, false, ['2026-06-01', '2026-06-02']],
    ['TOTAL_ATTENDANCE', 2, null, 3, true, ['2026-06-01', '2026-06-02']],
    ['TOTAL_ATTENDANCE', 4, null, 3, false, facts.attendedDays],
    ['ACCOUNT_AGE', 30, null, 30, true, []],
    ['ACCOUNT_AGE', 31, null, 30, false, []],
    ['EVENT_REWARDED', 1, 'paid', 1, true, []],
    ['EVENT_REWARDED', 1, 'unpaid', 0, false, []],
    ['EVENT_REWARDED', 1, null, 0, false, []],
  ])('%s %i of %s', (kind, target, requiredEventId, current, met, days) => {
    const condition = { id: 'c1', kind, target, requiredEventId };
    expect(conditionProgress(condition, facts)).toEqual({
      conditionId: 'c1',
      kind,
      description: describeCondition(condition),
      target,
      current,
      met,
      days,
    });
  });
});

test.each([
  ['listed', 1],
  ['another', 0],
  [null, 0],
])('IN_AUDIENCE of %s', (audienceId, current) => {
  const condition = { id: 'c1', kind: 'IN_AUDIENCE' as const, target: 1, requiredEventId: null, audienceId };
  expect(conditionProgress(condition, facts)).toMatchObject({ current, met: current === 1, days: [] });
});

test.each([
  ['TOTAL_ATTENDANCE', '2 of 3 days', '3일 중 2일', '5 days', '5일'],
  ['ACTIVITY_COUNT', '2 of 3', '3회 중 2회', '5', '5회'],
  ['ACTIVITY_SUM', '2 of 3', '3 중 2', '5', '5'],
])('%s names no target that is exceeded', (kind, english, korean, moreEnglish, moreKorean) => {
  const { en, ko } = definitionOf(kind)!.texts;
  expect([en.progress!(2, 3), ko.progress!(2, 3)]).toEqual([english, korean]);
  expect([en.progress!(5, 3), ko.progress!(5, 3)]).toEqual([moreEnglish, moreKorean]);
});

describe('a condition is one plain sentence', () => {
  test.each<[ConditionKind, number, string]>([
    ['CONSECUTIVE_ATTENDANCE', 1, 'Check in on 1 day of the event.'],
    ['CONSECUTIVE_ATTENDANCE', 3, 'Check in on 3 consecutive days of the event.'],
    ['TOTAL_ATTENDANCE', 1, 'Check in on 1 day of the event.'],
    ['TOTAL_ATTENDANCE', 5, 'Check in on 5 days of the event.'],
    ['ACCOUNT_AGE', 1, 'Have an account that is at least 1 day old.'],
    ['ACCOUNT_AGE', 30, 'Have an account that is at least 30 days old.'],
    ['EVENT_REWARDED', 1, 'Receive the reward of the required event.'],
    ['IN_AUDIENCE', 1, 'Be on the list of people that this event is for.'],
  ])('%s %i', (kind, target, sentence) => {
    expect(describeCondition({ kind, target })).toBe(sentence);
  });
});

describe('a kind names the facts that it is measured by', () => {
  test.each(CONDITION_KINDS)('%s', (kind) => {
    const read = new Set<string>();
    const watched = new Proxy(facts, {
      get(target, fact: keyof typeof facts) {
        read.add(fact);
        return target[fact];
      },
    });
    conditionProgress({ id: 'c1', kind, target: 1, requiredEventId: 'paid' }, watched);
    expect(read.size).toBeGreaterThan(0);
    expect(factsNeededBy([{ kind }])).toEqual(read);
  });

  test('a kind that only a newer server knows needs none', () => {
    const kinds = [{ kind: 'NOT_YET_KNOWN' as ConditionKind }, { kind: 'ACCOUNT_AGE' as const }];
    expect(factsNeededBy(kinds)).toEqual(new Set(['accountAgeDays']));
  });
});
