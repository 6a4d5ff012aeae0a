import { conditionText } from '../../clients/typescript/src/condition-texts';

const condition = { target: 3, current: 1, description: 'The sentence of the server.' };

test.each([
  ['TOTAL_ATTENDANCE', 3, 'en', 'Check in on at least 3 days in total', '1 of 3 days'],
  ['TOTAL_ATTENDANCE', 1, 'en', 'Check in on 1 day', '1 of 1 day'],
  ['CONSECUTIVE_ATTENDANCE', 3, 'ko', '3일 연속 출석', '3일 중 1일'],
  ['IN_AUDIENCE', 1, 'en', 'Be in the audience of this event', null],
] as const)('%s with the target %i in %s', (kind, target, locale, requirement, progress) => {
  expect(conditionText({ ...condition, kind, target }, locale)).toEqual({ requirement, progress });
});

test.each([
  ['TOTAL_ATTENDANCE', 'en', '90 days'],
  ['ACTIVITY_COUNT', 'ko', '90회'],
] as const)('%s in %s names no target that is exceeded', (kind, locale, progress) => {
  expect(conditionText({ ...condition, kind, current: 90 }, locale)).toMatchObject({ progress });
});

test('a kind of activity is shown as it is, whatever it contains', () => {
  const given = { ...condition, kind: 'ACTIVITY_COUNT' as const, activityKind: '{target} $& {current}' };
  expect(conditionText(given, 'ko')).toEqual({
    requirement: '이벤트 기간에 ‘{target} $& {current}’ 활동 3회 이상',
    progress: '3회 중 1회',
  });
});

test('a kind that a newer server has shows the sentence of the server', () => {
  const newer = { ...condition, kind: 'NEWER' as never };
  expect(conditionText(newer, 'ko')).toEqual({ requirement: condition.description, progress: null });
});
