import { counted, defineCondition } from './definition';

export const eventRewarded = defineCondition({
  target: { max: 1, unit: 'count', implied: 1 },
  parameters: ['requiredEventId'],
  needs: ['rewardedEventIds'],
  daysInARow: false,
  schemaDescription:
    'The same user was rewarded for another event (`requiredEventId`). Active events must not require each other in a circle (EVENT_INCOMPLETE).',
  describe: () => 'Receive the reward of the required event.',
  measure: ({ target, requiredEventId }, { rewardedEventIds }) =>
    counted(requiredEventId !== null && rewardedEventIds.has(requiredEventId) ? 1 : 0, target),
  texts: {
    en: {
      name: 'Another event rewarded',
      targetLabel: null,
      requirement: () => 'Be rewarded for another event',
      progress: null,
      clause: ({ requiredEventTitle }) => `has been rewarded for “${requiredEventTitle ?? '…'}”`,
    },
    ko: {
      name: '다른 이벤트 보상 수령',
      targetLabel: null,
      requirement: () => '다른 이벤트의 보상 받기',
      progress: null,
      clause: ({ requiredEventTitle }, isLast) =>
        `‘${requiredEventTitle ?? '…'}’ 이벤트의 보상을 ${isLast ? '받은' : '받고'}`,
    },
  },
});
