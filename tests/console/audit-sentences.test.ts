import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../../console/src/i18n/language';
import { auditTexts, type AuditAction } from '../../console/src/pages/audit/audit-texts';
import { sentenceOf } from '../../console/src/pages/audit/sentences';

const AT = '2026-12-01T00:00:00.000Z';
const LATER = '2026-12-08T00:00:00.000Z';
const ID = '65a000000000000000000001';
const condition = { id: ID, kind: 'TOTAL_ATTENDANCE', target: 3, requiredEventId: null };
const reward = { id: ID, type: 'ITEM', name: 'Sword', quantity: 2, externalId: null, stock: 10 };
const stock = {
  before: { reward: { id: ID, name: 'Sword', stock: 10 } },
  after: { reward: { id: ID, name: 'Sword', stock: 15 } },
};
const exported = { after: { filter: { eventId: ID }, reverse: false } };
const imported = { after: { state: 'ENDED', rows: 3, added: 2, there: 1, refused: 0, sha256: 'ab' } };

/** What the entry of each action holds, as its service writes it. */
const ENTRIES: Record<AuditAction, { readonly before?: object; readonly after?: object }> = {
  createEvent: { after: { title: 'Autumn', active: false, conditions: [condition], rewards: [reward] } },
  duplicateEvent: { after: { title: 'Autumn', active: false, copiedFromId: ID } },
  createSeries: { after: { title: 'Weekly', recurrence: 'WEEKLY', firstDay: '2026-12-01', templateId: ID } },
  markTemplate: { before: { isTemplate: null }, after: { isTemplate: true } },
  updateSeries: {
    before: { lastDay: '2026-12-01', paused: false, pausedReason: null },
    after: { lastDay: '2026-12-08', paused: true, pausedReason: null },
  },
  pauseSeries: { before: { paused: false }, after: { paused: true, pausedReason: 'TEMPLATE_ARCHIVED' } },
  createOccurrence: { after: { title: 'Weekly', active: true, occurrence: '2026-12-01', seriesId: ID } },
  updateEvent: { before: { endAt: AT, active: true }, after: { endAt: LATER, active: false } },
  archiveEvent: { before: { archivedAt: null }, after: { archivedAt: AT } },
  addCondition: { after: { condition } },
  updateCondition: { before: { condition }, after: { condition: { id: ID, target: 5 } } },
  removeCondition: { before: { condition } },
  addReward: { after: { reward } },
  updateReward: { before: { reward: { id: ID, quantity: 2 } }, after: { reward: { id: ID, quantity: 3 } } },
  removeReward: { before: { reward } },
  adjustRewardStock: stock,
  importCodes: stock,
  revealCode: { after: { grantId: ID } },
  addStaffNote: { after: { number: 1, text: 'Called twice.' } },
  excuseDay: { after: { day: '2026-12-01' } },
  removeExcusedDay: {
    before: { day: '2026-12-01', removedAt: null },
    after: { day: '2026-12-01', removedAt: AT },
  },
  approveRewardRequest: { before: { status: 'PENDING' }, after: { status: 'SUCCESS', failureCode: null } },
  rejectRewardRequest: {
    before: { status: 'PENDING' },
    after: { status: 'FAILED', failureCode: 'REJECTED' },
  },
  revokeRewardRequest: { before: { revokedAt: null }, after: { revokedAt: AT, returnStock: true } },
  returnStock: { after: { requestId: ID, returned: [{ id: ID, quantity: 2 }] } },
  changeUserRole: { before: { role: 'USER' }, after: { role: 'OPERATOR' } },
  setUserDisabled: { before: { disabledAt: null }, after: { disabledAt: AT } },
  eraseUser: { before: { disabledAt: null }, after: { disabledAt: AT } },
  eraseMyAccount: { before: { disabledAt: null }, after: { disabledAt: AT } },
  changePassword: {},
  resetPassword: { after: { expiresAt: AT } },
  redeemOneTimePassword: {},
  endLogin: { after: { endedSession: ID } },
  linkIdentity: { after: { issuer: 'game' } },
  unlinkIdentity: { before: { issuer: 'game' } },
  setPassword: {},
  createAdmin: { before: { role: 'USER' }, after: { role: 'ADMIN' } },
  exportRewardRequests: exported,
  exportRewardGrants: exported,
  exportAttendance: exported,
  exportActivities: exported,
  exportAudienceMembers: exported,
  exportPayoutMembers: exported,
  voidActivities: { before: { voidedAt: null }, after: { voidedAt: AT, voidReason: 'twice' } },
  exportAuditEntries: exported,
  importUsers: imported,
  importAttendance: imported,
  createAudience: { after: { name: 'Outage' } },
  addAudienceMembers: { after: { added: 1 } },
  sealAudience: { before: { sealedAt: null }, after: { sealedAt: AT, size: 12, digest: 'ab' } },
  importAudience: imported,
  startPayout: { after: { eventId: ID, audienceId: ID, state: 'AWAITING_APPROVAL', total: 12 } },
  changePayout: { before: { state: 'RUNNING' }, after: { state: 'PAUSED', pausedReason: 'EVENT_ENDED' } },
  finishPayout: { after: { state: 'DONE', paid: 9, already: 2, refused: 1 } },
  importRest: { after: { state: 'BEGUN' } },
  upsertUsers: { after: { issuer: 'game' } },
  createServiceKey: { after: { name: 'Shop', source: 'shop', scopes: ['USERS_WRITE'], expiresAt: null } },
  revokeServiceKey: { before: { revokedAt: null }, after: { revokedAt: AT } },
  createWebhookEndpoint: {
    after: { url: 'https://example.com', types: ['REWARD_GRANTED'], fromSequence: 1 },
  },
  updateWebhookEndpoint: { before: { active: true }, after: { active: false } },
  rotateWebhookSecret: { after: { secretId: ID, formerSecretSignsUntil: AT } },
  removeWebhookEndpoint: { before: { url: 'https://example.com', types: ['REWARD_GRANTED'] } },
  replayWebhook: { after: { fromSequence: 1, toSequence: 5 } },
  deactivateWebhookEndpoint: {
    before: { active: true, pausedReason: null },
    after: { active: false, pausedReason: 'GONE' },
  },
  deleteActivities: { after: { state: 'ENDED', deleted: 4, requests: 1 } },
  deleteFailedRequests: { after: { state: 'ENDED', read: 9, deleted: 4, kept: 5 } },
  refreshTokenReused: { after: { endedSession: ID } },
  loginFailureBurst: { after: { failures: 10 } },
  SEALED: { after: { epoch: ID, firstSequence: 1, lastSequence: 500, root: 'ab', accessLog: null } },
};

const json = (value?: object) => (value === undefined ? null : JSON.stringify(value));
const inSeoul = { zone: 'Asia/Seoul' };
const tell = (action: string, language: 'en' | 'ko', entry: { before?: object; after?: object }) =>
  sentenceOf({ action, before: json(entry.before), after: json(entry.after) }, { ...inSeoul, language });

test('every action that the source writes has a name, and so a sentence', () => {
  const known = Object.keys(ENTRIES);
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const written = files.flatMap((file) => {
    const text = readFileSync(join('src', file), 'utf8');
    return [...text.matchAll(/(?:action: |action = |ACTION = |SEALED = |editOrder\(\s*)'(\w+)'/g)].map(
      ([, action = '']) => action,
    );
  });
  expect(written.length).toBeGreaterThan(50);
  expect([...new Set(written)].filter((action) => !known.includes(action))).toEqual([]);
  expect(Object.keys(auditTexts.en.actions).sort()).toEqual(known.sort());
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(Object.entries(ENTRIES))('%s has a sentence without ids and raw instants', (action, entry) => {
    const sentence = tell(action, language, entry);
    expect(sentence).not.toMatch(/[0-9a-f]{24}|T\d\d:\d\d|undefined|null|NaN|\[object|…|[A-Z]{2,}_[A-Z]/);
    // A name alone is no sentence.
    expect(sentence).not.toBe(auditTexts[language].actions[action]);
    expect(sentence).toMatch(/[.”’]$/);
  });

  test('an entry whose contents are unknown is called by its action', () => {
    expect(tell('updateEvent', language, { after: { fromANewerRelease: 1 } })).toBe(
      auditTexts[language].actions.updateEvent,
    );
    expect(tell('fromANewerRelease', language, {})).toBe('fromANewerRelease');
  });
});

test.each([
  [
    'updateEvent',
    { before: { endAt: AT }, after: { endAt: LATER } },
    'End moved from 1 Dec 2026, 09:00 to 8 Dec 2026, 09:00.',
  ],
  ['updateEvent', { before: { endAt: null }, after: { endAt: LATER } }, 'End set to 8 Dec 2026, 09:00.'],
  [
    'updateEvent',
    { before: { endAt: AT }, after: { endAt: null } },
    'End removed; it was 1 Dec 2026, 09:00.',
  ],
  [
    'updateEvent',
    { before: { title: 'Autumn', payout: 'AUTO' }, after: { title: 'Winter', payout: 'MANUAL' } },
    'Title changed from “Autumn” to “Winter”. Payout changed from Paid at once to An operator decides.',
  ],
  ['updateEvent', { before: { description: 'a' }, after: { description: 'b' } }, 'Description changed.'],
  ['setUserDisabled', { before: { disabledAt: AT }, after: { disabledAt: null } }, 'Account enabled.'],
  ['changeUserRole', ENTRIES.changeUserRole, 'Role changed from User to Operator.'],
  ['addReward', ENTRIES.addReward, 'Reward added: 2 × “Sword”, 10 in stock.'],
  ['adjustRewardStock', stock, 'Stock of “Sword” changed from 10 to 15.'],
  [
    'adjustRewardStock',
    { before: { reward: { id: ID, stock: 10 } }, after: { reward: { id: ID, stock: 15 } } },
    'Stock of a reward changed from 10 to 15.',
  ],
  [
    'exportRewardRequests',
    {
      after: {
        filter: { eventId: ID, statuses: ['PENDING'], requestedFrom: AT, requestedTo: LATER, source: null },
        reverse: true,
      },
    },
    'Requests saved as a CSV file, in reverse order, narrowed by event, status, period.',
  ],
  [
    'exportAuditEntries',
    { after: { filter: null, reverse: false } },
    'Audit entries saved as a CSV file, without a filter.',
  ],
  ['importUsers', imported, 'Import of users finished: 3 rows read, 2 added, 1 already there, 0 refused.'],
  ['importUsers', { after: { state: 'BEGUN', part: 2 } }, 'Import of users, part 2 begun.'],
  [
    'importRest',
    {
      after: {
        state: 'INTERRUPTED',
        users: { read: 5, added: 3, there: 1, leftOut: 1, changed: 0 },
        events: { read: 2, added: 2, there: 0, leftOut: 0, changed: 1 },
      },
    },
    'Import of the data of another service interrupted: 7 rows read, 5 added, 1 already there, 1 refused.',
  ],
  [
    'deleteActivities',
    ENTRIES.deleteActivities,
    'Deletion of old activities finished: 4 activities deleted, 1 request keeps what they came to.',
  ],
  [
    'deleteFailedRequests',
    { after: { state: 'BEGUN', days: 90, before: AT } },
    'Deletion of failed requests older than 90 days begun.',
  ],
  [
    'deleteFailedRequests',
    ENTRIES.deleteFailedRequests,
    'Deletion of old failed requests finished: 4 requests deleted, 5 kept.',
  ],
  [
    'SEALED',
    { after: { firstSequence: 1, lastSequence: 1_500, accessLog: { lastDay: '2026-12-01', days: [] } } },
    'Entries 1 to 1,500 of the reward feed sealed, and the access log up to Tue, 1 Dec 2026.',
  ],
] as const)('%s %j', (action, entry, sentence) => {
  expect(tell(action, 'en', entry)).toBe(sentence);
});

test('in Korean the same moves', () => {
  expect(tell('updateEvent', 'ko', { before: { endAt: AT }, after: { endAt: LATER } })).toBe(
    '종료 시각을 바꿨습니다: 2026년 12월 1일 09:00 → 2026년 12월 8일 09:00.',
  );
});

test.each([
  ['adjustRewardStock', stock, '‘Sword’의 재고를 바꿨습니다: 10 → 15.'],
  ['exportRewardRequests', exported, '요청을 필터(이벤트)를 적용해 CSV 파일로 저장했습니다.'],
  ['importUsers', imported, '사용자 가져오기를 마쳤습니다: 3건 중 2건 추가, 1건은 이미 있음, 0건 거부.'],
  [
    'deleteActivities',
    ENTRIES.deleteActivities,
    '오래된 활동의 삭제를 마쳤습니다: 4건 삭제, 요청 1건에 합계를 남겼습니다.',
  ],
  [
    'deleteFailedRequests',
    ENTRIES.deleteFailedRequests,
    '오래된 실패 요청의 삭제를 마쳤습니다: 4건 삭제, 5건 유지.',
  ],
  ['SEALED', ENTRIES.SEALED, '보상 피드의 1번부터 500번까지 봉인했습니다.'],
] as const)('in Korean: %s %j', (action, entry, sentence) => {
  expect(tell(action, 'ko', entry)).toBe(sentence);
});
