import { ACTIVITY_COUNT_TARGET_MAX } from '../activities';
import { activityProgress, enteredKind, enteredNumber, defineCondition, ofActivities } from './definition';

export const activityCount = defineCondition({
  target: { max: ACTIVITY_COUNT_TARGET_MAX, unit: 'count' },
  parameters: ['activityKind'],
  needs: ['activities'],
  daysInARow: false,
  schemaDescription:
    "The user has at least `target` activities of `activityKind` inside the event's window: `startAt` <= `occurredAt` < `endAt`. Voided ones do not count.",
  describe: ({ target, activityKind }) =>
    `Have at least ${target} ${target === 1 ? 'activity' : 'activities'} of the kind ${activityKind} during the event.`,
  measure: (condition, { activities }) => activityProgress(condition, activities, ({ count }) => count),
  texts: {
    en: {
      name: 'Number of activities',
      targetLabel: 'Activities',
      requirement: (target, activityKind = '…') =>
        `Have at least ${target} ${ofActivities(target, activityKind)} during the event`,
      progress: (current, target) => (current > target ? `${current}` : `${current} of ${target}`),
      clause: (parts) =>
        `has at least ${enteredNumber(parts)} ${ofActivities(parts.target, enteredKind(parts))} during the event`,
    },
    ko: {
      name: '활동 횟수',
      targetLabel: '횟수',
      requirement: (target, activityKind = '…') => `이벤트 기간에 ‘${activityKind}’ 활동 ${target}회 이상`,
      progress: (current, target) => (current > target ? `${current}회` : `${target}회 중 ${current}회`),
      clause: (parts, isLast) =>
        `‘${enteredKind(parts)}’ 활동을 ${enteredNumber(parts)}회 이상 ${isLast ? '한' : '하고'}`,
    },
  },
});
