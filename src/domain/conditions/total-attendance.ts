import { totalProgress } from '../attendance-streak';
import { ATTENDANCE_TARGET_MAX } from '../limits';
import { dayProgress, days, defineCondition, enteredDays, enteredNumber } from './definition';

export const totalAttendance = defineCondition({
  target: { max: ATTENDANCE_TARGET_MAX, unit: 'days' },
  parameters: [],
  needs: ['attendedDays'],
  daysInARow: false,
  schemaDescription:
    "The user checked in on `target` distinct service days inside the event's window. A window of more than 732 days counts by its last 732 days before the request.",
  describe: ({ target }) => `Check in on ${days(target)} of the event.`,
  measure: ({ target }, { attendedDays }) => totalProgress(attendedDays, target),
  texts: {
    en: {
      name: 'Days in all',
      targetLabel: 'Days',
      requirement: (target) =>
        target === 1 ? 'Check in on 1 day' : `Check in on at least ${target} days in total`,
      progress: dayProgress.en,
      clause: (parts) => `checks in on ${enteredDays(parts)} in total`,
    },
    ko: {
      name: '누적 출석',
      targetLabel: '일수',
      requirement: (target) => `총 ${target}일 이상 출석`,
      progress: dayProgress.ko,
      clause: (parts, isLast) => `총 ${enteredNumber(parts)}일 이상 ${isLast ? '출석한' : '출석하고'}`,
    },
  },
});
