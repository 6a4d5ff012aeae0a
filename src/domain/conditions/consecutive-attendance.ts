import { consecutiveProgress } from '../attendance-streak';
import { ATTENDANCE_TARGET_MAX } from '../limits';
import { dayProgress, defineCondition, enteredDays, enteredNumber } from './definition';

export const consecutiveAttendance = defineCondition({
  target: { max: ATTENDANCE_TARGET_MAX, unit: 'days' },
  parameters: [],
  needs: ['attendedDays', 'excusedDays'],
  daysInARow: true,
  schemaDescription:
    "The user checked in on `target` consecutive service days inside the event's window. Excused days neither count nor break the run. A window of more than 732 days counts by its last 732 days before the request.",
  describe: ({ target }) =>
    target === 1 ? 'Check in on 1 day of the event.' : `Check in on ${target} consecutive days of the event.`,
  measure: ({ target }, { attendedDays, excusedDays }) =>
    consecutiveProgress(attendedDays, target, excusedDays),
  texts: {
    en: {
      name: 'Days in a row',
      targetLabel: 'Days',
      requirement: (target) => (target === 1 ? 'Check in on 1 day' : `Check in on ${target} days in a row`),
      progress: dayProgress.en,
      clause: (parts) =>
        parts.target === 1 ? 'checks in on 1 day' : `checks in on ${enteredDays(parts)} in a row`,
    },
    ko: {
      name: '연속 출석',
      targetLabel: '일수',
      requirement: (target) => `${target}일 연속 출석`,
      progress: dayProgress.ko,
      clause: (parts, isLast) =>
        `${parts.target === 1 ? '하루' : `${enteredNumber(parts)}일 연속으로`} ${isLast ? '출석한' : '출석하고'}`,
    },
  },
});
