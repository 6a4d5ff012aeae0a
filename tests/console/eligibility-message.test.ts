import { eligibilityMessage, type JudgedUser } from '../../console/src/pages/eligibility/eligibility-message';

const judged: JudgedUser = {
  username: 'bob',
  blockedBy: ['CONDITIONS_NOT_MET', 'OUT_OF_STOCK'],
  evaluatedAt: '2026-12-01T03:05:00.000Z',
  event: { title: 'Three days', payout: 'AUTO' },
  progress: [
    {
      kind: 'CONSECUTIVE_ATTENDANCE',
      description: 'Check in on 3 consecutive days of the event.',
      target: 3,
      current: 2,
      met: false,
      days: ['2026-11-28', '2026-11-30'],
      excusedDays: ['2026-11-29'],
      activityKind: null,
    },
    {
      kind: 'IN_AUDIENCE',
      description: 'Be in the audience.',
      target: 1,
      current: 1,
      met: true,
      days: [],
      excusedDays: [],
      activityKind: null,
    },
  ],
};

test('a message names every reason, each condition with its progress, and the days', () => {
  expect(eligibilityMessage(judged, 'en', 'Asia/Seoul')).toBe(
    [
      'Hello bob,',
      'about “Three days”, as of 1 Dec 2026, 12:05 (Asia/Seoul):',
      '',
      'Not every condition of the event is met yet.',
      'There is not enough left in stock.',
      '',
      'Your progress:',
      '✗ Check in on 3 days in a row: 2 of 3 days, not done yet',
      '  days that count: Sat, 28 Nov 2026 / Mon, 30 Nov 2026',
      '  excused days: Sun, 29 Nov 2026',
      '✓ Be in the audience of this event: done',
    ].join('\n'),
  );
});

test('the same in Korean', () => {
  const message = eligibilityMessage(judged, 'ko', 'Asia/Seoul');
  expect(message).toContain('bob 님, 안녕하세요.');
  expect(message).toContain('✗ 3일 연속 출석: 3일 중 2일, 아직 부족');
  expect(message).toContain('인정된 날: 2026년 11월 28일 (토) / 2026년 11월 30일 (월)');
});

test.each([
  ['AUTO', 'You can claim the rewards of this event now.'],
  ['MANUAL', 'You can request the rewards of this event now. An operator then decides.'],
])('of an event with payout %s it says what a request would lead to', (payout, outcome) => {
  const eligible = { ...judged, blockedBy: [], event: { title: 'Three days', payout } };
  expect(eligibilityMessage(eligible, 'en', 'Asia/Seoul').split('\n')[3]).toBe(outcome);
});
