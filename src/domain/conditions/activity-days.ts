import { ACTIVITY_DAYS_TARGET_MAX } from '../activities';
import {
  activityProgress,
  dayProgress,
  days,
  defineCondition,
  enteredDays,
  enteredKind,
  enteredNumber,
} from './definition';

export const activityDays = defineCondition({
  target: { max: ACTIVITY_DAYS_TARGET_MAX, unit: 'days' },
  parameters: ['activityKind'],
  needs: ['activities'],
  daysInARow: false,
  schemaDescription:
    "The user has activities of `activityKind` on at least `target` distinct service days inside the event's window. Voided ones do not count.",
  describe: ({ target, activityKind }) =>
    `Have activities of the kind ${activityKind} on at least ${days(target)} of the event.`,
  measure: (condition, { activities }) => activityProgress(condition, activities, (totals) => totals.days),
  texts: {
    en: {
      name: 'Days with an activity',
      targetLabel: 'Days',
      requirement: (target, activityKind = '…') =>
        `Have “${activityKind}” activities on at least ${days(target)} of the event`,
      progress: dayProgress.en,
      clause: (parts) =>
        `has “${enteredKind(parts)}” activities on at least ${enteredDays(parts)} of the event`,
    },
    ko: {
      name: '활동 일수',
      targetLabel: '일수',
      requirement: (target, activityKind = '…') =>
        `이벤트 기간에 ‘${activityKind}’ 활동을 한 날 ${target}일 이상`,
      progress: dayProgress.ko,
      clause: (parts, isLast) =>
        `‘${enteredKind(parts)}’ 활동을 ${enteredNumber(parts)}일 이상 ${isLast ? '한' : '하고'}`,
    },
  },
});
