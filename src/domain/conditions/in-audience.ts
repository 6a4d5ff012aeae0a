import { counted, defineCondition } from './definition';

export const inAudience = defineCondition({
  target: { max: 1, unit: 'count', implied: 1 },
  parameters: ['audienceId'],
  needs: ['audienceIds'],
  daysInARow: false,
  schemaDescription: 'The user is in an audience (`audienceId`), which is sealed.',
  describe: () => 'Be on the list of people that this event is for.',
  measure: ({ target, audienceId }, { audienceIds }) =>
    counted(audienceIds.has(audienceId ?? '') ? 1 : 0, target),
  texts: {
    en: {
      name: 'In an audience',
      targetLabel: null,
      requirement: () => 'Be in the audience of this event',
      progress: null,
      clause: ({ audienceName }) => `is in the audience “${audienceName ?? '…'}”`,
    },
    ko: {
      name: '대상자 명단에 있음',
      targetLabel: null,
      requirement: () => '이 이벤트의 대상자 명단에 있기',
      progress: null,
      clause: ({ audienceName }, isLast) =>
        `대상자 명단 ‘${audienceName ?? '…'}’에 ${isLast ? '있는' : '있고'}`,
    },
  },
});
