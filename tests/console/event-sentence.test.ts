import {
  EMPTY_DRAFT,
  newCondition,
  newReward,
  type EventDraft,
} from '../../console/src/pages/events/event-draft';
import { eventSentence } from '../../console/src/pages/events/event-sentence';

const zone = 'Asia/Seoul';
const points = { ...newReward('p'), name: 'Welcome', quantity: '1000' };
const mug = { ...newReward('m'), type: 'ITEM' as const, name: 'Mug', quantity: '1', stock: '10' };
const threeDays = newCondition('c');
const draft: EventDraft = {
  ...EMPTY_DRAFT,
  title: 'Summer',
  startAt: '2026-05-31T15:00:00.000Z',
  endAt: '2026-06-30T15:00:00.000Z',
  conditions: [threeDays],
  rewards: [points],
};

test('the sentence says when, who and what, in English', () => {
  expect(eventSentence(draft, 'en', zone)).toBe(
    'From 1 Jun 2026, 00:00 until 1 Jul 2026, 00:00 (Asia/Seoul), a user who checks in on 3 days in a row receives 1,000 points (“Welcome”) immediately on request.',
  );
});

test('the sentence says until when requests are accepted after the end', () => {
  const longer = { ...draft, claimUntil: '2026-07-03T15:00:00.000Z' };
  expect(eventSentence(longer, 'en', zone)).toMatch(/ Requests are accepted until 4 Jul 2026, 00:00\.$/);
  expect(eventSentence(longer, 'ko', zone)).toMatch(/ 요청은 2026년 7월 4일.* 00:00까지 받습니다\.$/);
});

test('the sentence says when, who and what, in Korean', () => {
  const said = eventSentence(draft, 'ko', zone);
  expect(said).toMatch(/^2026년 6월 1일.* 00:00부터 2026년 7월 1일.* 00:00까지 \(Asia\/Seoul\)/);
  expect(said).toContain('3일 연속으로 출석한 사용자는 요청하는 즉시 ‘Welcome’ 1,000포인트를 받습니다.');
});

test('conditions are joined, limited stock and a deciding operator are told', () => {
  const conditions = [
    threeDays,
    { ...threeDays, kind: 'ACCOUNT_AGE' as const, target: '1' },
    { ...threeDays, kind: 'EVENT_REWARDED' as const, requiredEvent: { id: 'e', title: 'Spring' } },
  ];
  const both = { ...draft, endAt: null, payout: 'MANUAL' as const, conditions, rewards: [points, mug] };
  expect(eventSentence(both, 'en', zone)).toBe(
    'From 1 Jun 2026, 00:00 on (Asia/Seoul), a user who checks in on 3 days in a row, has had an account for at least 1 day and has been rewarded for “Spring” can request 1,000 points (“Welcome”) and 1 item “Mug” while stock lasts, and an operator decides.',
  );
  expect(eventSentence(both, 'ko', zone)).toContain(
    '3일 연속으로 출석하고 가입한 지 1일 이상 지나고 ‘Spring’ 이벤트의 보상을 받은 사용자는 재고가 남아 있는 동안 ‘Welcome’ 1,000포인트, 아이템 ‘Mug’ 1개를 요청할 수 있고, 지급은 운영자가 결정합니다.',
  );
});

test('what is not entered yet shows as a gap', () => {
  expect(eventSentence({ ...EMPTY_DRAFT, conditions: [] }, 'en', zone)).toBe(
    'From … on (Asia/Seoul), every user receives nothing yet.',
  );
  const half = { ...draft, conditions: [{ ...threeDays, target: '' }], rewards: [{ ...points, name: '' }] };
  expect(eventSentence(half, 'ko', zone)).toContain(
    '…일 연속으로 출석한 사용자는 요청하는 즉시 ‘…’ 1,000포인트',
  );
});

test('of an event that only newer servers know, the sentence says nothing but that', () => {
  const newer = [
    { ...draft, payout: 'UNKNOWN' as const },
    { ...draft, conditions: [{ ...threeDays, kind: 'UNKNOWN' as const }] },
    { ...draft, rewards: [{ ...points, type: 'UNKNOWN' as const }] },
  ];
  for (const each of newer) {
    expect(eventSentence(each, 'en', zone)).toMatch(
      /^This event holds a kind, type or payout that this server/,
    );
    expect(eventSentence(each, 'ko', zone)).toMatch(/^이 서버가 모르는 종류나 지급 방식이 있는/);
  }
});
