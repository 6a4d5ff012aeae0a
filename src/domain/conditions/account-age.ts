import { counted, dayProgress, days, defineCondition, enteredDays, enteredNumber } from './definition';

export const accountAge = defineCondition({
  target: { max: Number.MAX_SAFE_INTEGER, unit: 'days' },
  parameters: [],
  needs: ['accountAgeDays'],
  daysInARow: false,
  schemaDescription: 'The account is at least `target` days old when the request is made.',
  describe: ({ target }) => `Have an account that is at least ${days(target)} old.`,
  measure: ({ target }, { accountAgeDays }) => counted(accountAgeDays, target),
  texts: {
    en: {
      name: 'Account age',
      targetLabel: 'Days',
      requirement: (target) => `Have an account for ${days(target)}`,
      progress: dayProgress.en,
      clause: (parts) => `has had an account for at least ${enteredDays(parts)}`,
    },
    ko: {
      name: '가입 기간',
      targetLabel: '일수',
      requirement: (target) => `가입한 지 ${target}일`,
      progress: dayProgress.ko,
      clause: (parts, isLast) => `가입한 지 ${enteredNumber(parts)}일 이상 ${isLast ? '지난' : '지나고'}`,
    },
  },
});
