import { ACTIVITY_SUM_TARGET_MAX } from '../activities';
import { activityProgress, defineCondition, enteredKind, enteredNumber } from './definition';

export const activitySum = defineCondition({
  target: { max: ACTIVITY_SUM_TARGET_MAX, unit: 'count' },
  parameters: ['activityKind'],
  needs: ['activities'],
  daysInARow: false,
  schemaDescription:
    "The quantities of the user's activities of `activityKind` inside the event's window add up to at least `target`. Voided ones do not count.",
  describe: ({ target, activityKind }) =>
    `Reach a total quantity of at least ${target} in activities of the kind ${activityKind} during the event.`,
  measure: (condition, { activities }) => activityProgress(condition, activities, ({ sum }) => sum),
  texts: {
    en: {
      name: 'Total quantity of activities',
      targetLabel: 'Total quantity',
      requirement: (target, activityKind = '…') =>
        `Reach a total quantity of ${target} in “${activityKind}” activities during the event`,
      progress: (current, target) => (current > target ? `${current}` : `${current} of ${target}`),
      clause: (parts) =>
        `reaches a total quantity of at least ${enteredNumber(parts)} in “${enteredKind(parts)}” activities during the event`,
    },
    ko: {
      name: '활동 수량 합계',
      targetLabel: '수량 합계',
      requirement: (target, activityKind = '…') =>
        `이벤트 기간에 ‘${activityKind}’ 활동 수량 합계 ${target} 이상`,
      progress: (current, target) => (current > target ? `${current}` : `${target} 중 ${current}`),
      clause: (parts, isLast) =>
        `‘${enteredKind(parts)}’ 활동의 수량 합계가 ${enteredNumber(parts)} 이상${isLast ? '인' : '이고'}`,
    },
  },
});
