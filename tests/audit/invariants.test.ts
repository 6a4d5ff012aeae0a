import 'reflect-metadata';
import { Types } from 'mongoose';
import { CHAIN_START, link } from '../../src/audit/chain';
import { outboxEntry } from '../../src/audit/entries';
import { checkInvariants, RULES, type InvariantResult } from '../../src/invariants/invariants';
import { collectionOf } from '../../src/database/collections';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { buildIndexes } from '../../src/database/indexes';
import { createLog } from '../../src/log';
import type { AuditEntry } from '../../src/audit/audit-entry.model';
import { Chainer } from '../../src/audit/chainer';
import { stockReturnIdOf } from '../../src/reward-requests/stock-returns';
import { openEpoch } from '../../src/reward-feed/epoch';
import { FeedRelay } from '../../src/reward-feed/relay';
import { sealOf } from '../../src/seals/seal';
import { sealFeed } from '../../src/seals/sealing';
import { SEOUL } from '../support/attendance';
import { INTACT } from '../support/intact';
import { freshDatabaseUri } from '../support/server';

const AT = new Date('2026-06-01T03:00:00Z');
const id = () => new Types.ObjectId();

let database: Database;
beforeEach(async () => {
  database = await openDatabase(freshDatabaseUri());
  await buildIndexes(database);
});
afterEach(async () => {
  await database.connection.dropDatabase();
  await database.close();
});

/** A ledger in order: 10 units of a coupon in pairs, of which one is paid, one held, one half given back. */
async function ledger() {
  const points = {
    id: id(),
    type: 'POINT',
    name: 'Points',
    quantity: 100,
    externalId: null,
    stock: null,
    remaining: null,
  };
  const coupon = {
    id: id(),
    type: 'COUPON',
    name: 'Coupon',
    quantity: 2,
    externalId: null,
    stock: 10,
    remaining: 2,
  };
  const eventId = id();
  const otherEventId = id();
  const condition = { id: id(), kind: 'TOTAL_ATTENDANCE', target: 1, requiredEventId: null };
  const evidence = [
    {
      ...{ conditionId: condition.id.toHexString(), kind: condition.kind, description: 'Check in.' },
      ...{ target: 1, current: 1, met: true, days: ['2026-06-01'] },
    },
  ];
  const userIds: Types.ObjectId[] = [];
  const newUser = () => {
    const userId = id();
    userIds.push(userId);
    return userId;
  };
  const grantsOf = (decidedAt: Date) =>
    [coupon, points].map(({ id: rewardId, type, name, quantity, externalId }) => ({
      ...{ id: id(), rewardId, type, name, quantity, externalId },
      ...{ grantedAt: decidedAt, revokedAt: null },
    }));
  const row = (fields: object) => ({
    ...{
      _id: id(),
      userId: newUser(),
      eventId,
      attempt: 1,
      requestedAt: AT,
      decidedAt: AT,
      decidedById: null,
    },
    ...{ failureCode: null, note: null, eventVersion: 1, evidence, grants: [] as object[] },
    ...fields,
  });
  const [operatorId, otherId] = [newUser(), newUser()];
  const decision = { decidedById: operatorId, held: true, note: 'seen' };
  const promised = () => grantsOf(AT).map(({ grantedAt: _at, revokedAt: _revoked, ...reward }) => reward);
  const rewards = promised();
  const approved = rewards.map((reward) => ({ ...reward, grantedAt: AT, revokedAt: null }));
  const paid = row({ status: 1, held: true, grants: grantsOf(AT), due: ['feed:REWARD_GRANTED'] });
  const due = ['feed:REQUEST_PENDING'];
  const settling = row({
    ...{ status: 1, rewards, grants: approved, due: [...due, 'feed:REWARD_GRANTED'], ...decision },
  });
  const pending = row({ status: 0, held: true, decidedAt: null, rewards: promised(), due });
  const rejected = row({
    ...{ status: 2, rewards: promised(), failureCode: 'REJECTED', holdDue: true, ...decision },
    due: [...due, 'feed:REQUEST_REJECTED'],
  });
  // Its units are back, so it counts for nothing.
  const revocation = { revokedAt: AT, revokedById: operatorId, revokeReason: 'by mistake' };
  const revoked = row({
    ...{ status: 1, held: true, ...revocation },
    grants: grantsOf(AT).map((grant) => ({ ...grant, revokedAt: AT })),
    due: ['feed:REWARD_GRANTED', 'feed:REWARD_REVOKED'],
  });
  Object.assign(revoked, { stockReturnId: stockReturnIdOf(revoked._id) });
  const failed = row({ status: 2, failureCode: 'OUT_OF_STOCK' });
  const tombstone = { _id: id(), tombstone: true, at: AT };
  await database.requests.insertMany([
    paid,
    settling,
    pending,
    rejected,
    revoked,
    failed,
    tombstone,
  ] as never);
  await new FeedRelay({ database, structure: INTACT, log: createLog('silent', false) }).round();
  const holds = [settling, pending, rejected].map((held) => ({ id: held._id }));
  const window = {
    ...{
      startAt: AT,
      endAt: new Date('2026-06-10T15:00:00Z'),
      firstDay: '2026-06-01',
      lastDay: '2026-06-10',
    },
    ...{ active: true, archivedAt: null, payout: 'AUTO', version: 2, deltaN: 0 },
  };
  const event = {
    ...{ _id: eventId, ...window, frozenAt: AT, rewards: [points, coupon], conditions: [condition], holds },
    deltaN: 1,
  };
  // Granted 2 + 2, held 2 + 2 by the pending and the rejected row, whose hold has not gone yet.
  await database.events.insertMany([
    event,
    { _id: otherEventId, ...window, frozenAt: null, rewards: [points], conditions: [], holds: [] },
  ] as never);
  const userId = newUser();
  const tomorrow = new Date(AT.getTime() + 86_400_000);
  await database.attendances.insertMany([
    ...userIds.slice(2).map((claimant) => ({
      ...{ _id: id(), userId: claimant, day: '2026-06-01', checkedAt: AT },
    })),
    { _id: id(), userId, day: '2026-06-02', checkedAt: tomorrow },
  ]);
  await database.users.insertMany(
    userIds.map((_id) => ({
      ...{
        _id,
        username: `User-${String(_id)}`,
        usernameKey: `user-${String(_id)}`,
        role: 'USER',
        createdAt: AT,
      },
      ...{ disabledAt: null, logins: [], adminN: 0 },
    })) as never,
  );
  await database.settings.insertOne({ _id: 'serviceCalendar', ...SEOUL });
  const entries = [
    ...(
      [
        [settling, 'approveRewardRequest'],
        [rejected, 'rejectRewardRequest'],
      ] as const
    ).map(([row, action]) =>
      outboxEntry({
        ...{ at: AT, actor: { id: operatorId.toHexString(), role: 'OPERATOR' }, action, reason: 'seen' },
        ...{ targetType: 'RewardRequest', targetId: row._id },
      }),
    ),
    outboxEntry({
      ...{ at: AT, actor: { id: operatorId.toHexString(), role: 'OPERATOR' }, reason: 'by mistake' },
      ...{ action: 'revokeRewardRequest', targetType: 'RewardRequest', targetId: revoked._id },
    }),
    outboxEntry({
      ...{ id: stockReturnIdOf(revoked._id), at: AT, actor: null, action: 'returnStock' },
      ...{ targetType: 'Event', targetId: eventId },
    }),
    outboxEntry({
      ...{ at: AT, actor: null, action: 'updateEvent', targetType: 'Event', targetId: eventId },
      ...{ before: { active: false }, after: { active: true } },
    }),
  ];
  await database.auditEntries.insertMany(link(CHAIN_START, entries));
  return {
    ...{
      eventId,
      otherEventId,
      points,
      coupon,
      paid,
      settling,
      pending,
      rejected,
      revoked,
      failed,
      tombstone,
      userId,
    },
    ...{ otherId, condition, rewards },
  };
}
type Ledger = Awaited<ReturnType<typeof ledger>>;

const broken = (results: InvariantResult[]) =>
  results.filter(({ ok }) => !ok).map(({ name, violations, examples }) => ({ name, violations, examples }));

test('an empty database breaks no rule', async () => {
  const results = await checkInvariants(database);
  expect(results.map(({ name }) => name)).toEqual(RULES.map(({ name }) => name));
  expect(broken(results)).toEqual([]);
});

test('a ledger in order breaks no rule', async () => {
  await ledger();
  const results = await checkInvariants(database);
  expect(broken(results)).toEqual([]);
  expect(results.every(({ violations, examples }) => violations === 0 && examples.length === 0)).toBe(true);
});

async function addActivity(userId: Types.ObjectId, changes: object = {}): Promise<Types.ObjectId> {
  const _id = id();
  await database.activities.insertOne({
    ...{ _id, userId, source: 'shop', externalId: 'order-1', kind: 'purchase', quantity: 1 },
    ...{ occurredAt: AT, receivedAt: AT, day: '2026-06-01', voided: false, voidedAt: null, voidReason: null },
    ...changes,
  });
  return _id;
}

/** Makes the other event one with a pool of three codes, of which the paid request of another user has one. */
async function addPool({ otherEventId, condition, paid }: Ledger) {
  const pool = {
    ...{ id: id(), type: 'COUPON', name: 'Card', quantity: 1, externalId: null, codePool: true },
    ...{ stock: 3, initialStock: 0, remaining: 2 },
  };
  const { id: rewardId, type, name, quantity, externalId, codePool } = pool;
  const grant = { id: id(), rewardId, type, name, quantity, externalId, codePool };
  const { due: _due, ...row } = { ...paid, due: [] };
  const winner = {
    ...{ ...row, _id: id(), eventId: otherEventId },
    grants: [{ ...grant, grantedAt: AT, revokedAt: null }],
  };
  await setEvent(otherEventId, { rewards: [pool], conditions: [condition], frozenAt: AT });
  await database.requests.insertOne(winner as never);
  const codes = ['a', 'b', 'c'].map((lookup) => ({
    ...{ _id: id(), rewardId, requestId: null as Types.ObjectId | null, boundAt: null, lookup },
    ...{ code: 'encrypted', importId: 'import', chunk: 0 },
  }));
  codes[0]!.requestId = winner._id;
  await database.rewardCodes.insertMany(codes);
  return { pool, winner, codes };
}

test('a pool in order breaks no rule', async () => {
  await addPool(await ledger());
  expect(broken(await checkInvariants(database))).toEqual([]);
});

/** What is changed by hand, a rule that it breaks, and the row that is named. */
const faults: Array<[string, string, (ledger: Ledger) => Promise<Types.ObjectId>]> = [
  ['an activity of another day', 'activityDays', ({ userId }) => addActivity(userId, { day: '2026-06-02' })],
  ['an activity of nobody', 'activityUsersExist', () => addActivity(id())],
  [
    'an activity that is there twice',
    'activitiesUniquePerExternalId',
    async ({ userId }) => {
      await database.activities.dropIndex('userId_1_source_1_externalId_1');
      await addActivity(userId);
      return addActivity(userId);
    },
  ],
  [
    'an activity that nobody is recorded to have voided',
    'voidedActivitiesAreRecorded',
    ({ userId }) => addActivity(userId, { voided: true, voidedAt: AT, voidReason: 'refunded' }),
  ],
  [
    'a kind that no version knows',
    'valuesAreKnown',
    ({ eventId }) => setEvent(eventId, { 'conditions.0.kind': 'X' }),
  ],
  ['a payout that is not there', 'valuesAreKnown', ({ eventId }) => setEvent(eventId, { payout: null })],
  ['a status that no version knows', 'valuesAreKnown', ({ failed }) => set(failed, { status: 7 })],
  [
    'a second live request in one slot',
    'oneLiveRequestPerUserAndEvent',
    async ({ pending }) => {
      const second = { ...pending, _id: id() };
      await database.requests.dropIndex('userId_1_eventId_1');
      await database.requests.insertOne(second as never);
      // Its stock is held, so that this is the only rule it breaks.
      await database.events.updateOne(
        { _id: pending.eventId },
        { $push: { holds: { id: second._id } }, $inc: { 'rewards.1.remaining': -2 } },
      );
      return second._id;
    },
  ],
  [
    'a grant of another quantity',
    'grantsMatchRewards',
    ({ paid }) => set(paid, { 'grants.1.quantity': 1_000 }),
  ],
  ['a grant of another reward', 'grantsMatchRewards', ({ paid }) => set(paid, { 'grants.1.rewardId': id() })],
  ['a grant that is missing', 'grantsMatchRewards', ({ paid }) => set(paid, { grants: [paid.grants[0]] })],
  [
    'a grant that is there twice',
    'grantsMatchRewards',
    ({ paid }) => set(paid, { grants: [...paid.grants, paid.grants[1]] }),
  ],
  [
    'a payment of another time',
    'grantsMatchRewards',
    ({ paid }) => set(paid, { 'grants.1.grantedAt': new Date(0) }),
  ],
  [
    'a payment of a request that is not SUCCESS',
    'grantsMatchRewards',
    ({ failed, paid }) => set(failed, { grants: paid.grants }),
  ],
  [
    'a payment of a tombstone',
    'grantsMatchRewards',
    ({ tombstone, paid }) => set(tombstone, { grants: paid.grants }),
  ],
  [
    'a payment of an event that does not exist',
    'grantsMatchRewards',
    async ({ points, paid }) => {
      const grants = [{ ...paid.grants[1], rewardId: points.id }];
      const row = { ...paid, _id: id(), eventId: id(), grants };
      await database.requests.insertOne(row as never);
      return row._id;
    },
  ],
  [
    'a unit too many',
    'stockConserved',
    async ({ eventId, coupon }) => {
      await database.events.updateOne({ _id: eventId }, { $inc: { 'rewards.1.remaining': 1 } });
      return coupon.id;
    },
  ],
  [
    'units that went back twice',
    'stockConserved',
    async ({ eventId, coupon }) => {
      await database.events.updateOne({ _id: eventId }, { $inc: { 'rewards.1.remaining': 2 } });
      return coupon.id;
    },
  ],
  [
    'a return that never happened',
    'stockReturnsAreRecorded',
    async ({ revoked }) => {
      await database.auditEntries.deleteOne({ action: 'returnStock' });
      return revoked._id;
    },
  ],
  [
    'a revocation that changed the status',
    'revocationsAreRecorded',
    ({ revoked }) => set(revoked, { status: 2, failureCode: 'REJECTED' }),
  ],
  [
    'a revocation by another account',
    'revocationsAreRecorded',
    ({ revoked, otherId }) => set(revoked, { revokedById: otherId }),
  ],
  ['a revocation that nobody recorded', 'revocationsAreRecorded', ({ paid }) => set(paid, { revokedAt: AT })],
  [
    'a revocation that was undone',
    'recordedRevocationsExist',
    async ({ revoked }) => {
      const fields = { revokedAt: true, revokedById: true, revokeReason: true };
      await database.requests.updateOne({ _id: revoked._id }, { $unset: fields } as never);
      return revoked._id;
    },
  ],
  [
    'a part of a revocation',
    'grantsMatchRewards',
    ({ revoked }) => set(revoked, { 'grants.1.revokedAt': null }),
  ],
  [
    'a revocation of the own payment',
    'noSelfDecision',
    ({ revoked }) => set(revoked, { revokedById: revoked.userId }),
  ],
  [
    'a revoked request without its feed entry',
    'revokedRequestsHaveEntries',
    async ({ revoked }) => {
      await database.rewardFeed.deleteOne({ rowId: revoked._id, type: 'REWARD_REVOKED' });
      return revoked._id;
    },
  ],
  [
    'a hold that was dropped',
    'stockConserved',
    async ({ eventId, coupon, pending }) => {
      await database.events.updateOne({ _id: eventId }, { $pull: { holds: { id: pending._id } } });
      return coupon.id;
    },
  ],
  [
    'more given than there was, though the sum fits',
    'stockConserved',
    async ({ eventId, coupon }) => {
      await database.events.updateOne(
        { _id: eventId },
        { $inc: { 'rewards.1.remaining': -3, 'rewards.1.stock': -3 } },
      );
      return coupon.id;
    },
  ],
  [
    'a decision of the own request',
    'noSelfDecision',
    ({ settling }) => set(settling, { decidedById: settling.userId }),
  ],
  [
    'a day with two check-ins',
    'attendanceUniquePerDay',
    async ({ userId }) => {
      const second = { _id: id(), userId, day: '2026-06-02', checkedAt: AT };
      await database.attendances.dropIndex('userId_1_day_1');
      await database.attendances.insertOne(second);
      return second._id;
    },
  ],
  [
    'a summary of check-ins that there are not',
    'streaksMatchCheckIns',
    async ({ userId }) => {
      const streak = { before: '2026-01-01', lastDay: '2025-12-31', lastRun: 5, longest: 5 };
      await database.users.updateOne({ _id: userId }, { $set: { streak } });
      return userId;
    },
  ],
  [
    'a pending request with a decision',
    'decisionMatchesStatus',
    ({ pending }) => set(pending, { decidedAt: AT }),
  ],
  [
    'a paid request without a decision',
    'decisionMatchesStatus',
    ({ failed }) => set(failed, { decidedAt: null }),
  ],
  ['a failure without a reason', 'decisionMatchesStatus', ({ failed }) => set(failed, { failureCode: null })],
  ['a rejection by nobody', 'decisionMatchesStatus', ({ rejected }) => set(rejected, { decidedById: null })],
  ['a status that there is not', 'decisionMatchesStatus', ({ failed }) => set(failed, { status: 3 })],
  [
    'an event with live requests that is not frozen',
    'liveRequestsFreezeTheirEvent',
    async ({ eventId }) => {
      await database.events.updateOne({ _id: eventId }, { $set: { frozenAt: null } });
      return eventId;
    },
  ],
  ['a grant of another name', 'grantsMatchRewards', ({ paid }) => set(paid, { 'grants.0.name': 'Gold' })],
  [
    'a promised reward that was changed',
    'grantsMatchRewards',
    ({ pending }) => set(pending, { 'rewards.0.externalId': 'gold' }),
  ],
  [
    'a request before its event began',
    'requestedInWindow',
    ({ paid }) => set(paid, { requestedAt: new Date(AT.getTime() - 1) }),
  ],
  [
    'a request when its event had ended',
    'requestedInWindow',
    ({ rejected }) => set(rejected, { requestedAt: new Date('2026-06-10T15:00:00Z') }),
  ],
  ['a version that there was not', 'eventVersionExists', ({ paid }) => set(paid, { eventVersion: 3 })],
  [
    'a day that nobody checked in on',
    'evidenceMatchesFacts',
    ({ paid }) => set(paid, { 'evidence.0.days': ['2026-06-02'] }),
  ],
  [
    'more days than there were',
    'evidenceMatchesFacts',
    ({ pending }) => set(pending, { 'evidence.0.current': 2 }),
  ],
  ['another claimant', 'evidenceMatchesFacts', ({ paid, otherId }) => set(paid, { userId: otherId })],
  [
    'a check-in that came later',
    'evidenceMatchesFacts',
    async ({ paid }) => {
      const checkedAt = new Date(AT.getTime() + 60_001);
      await database.attendances.updateOne({ userId: paid.userId }, { $set: { checkedAt } });
      return paid._id;
    },
  ],
  ['stock that was not taken', 'heldMatchesStock', ({ paid }) => unset(paid, 'held')],
  [
    'a decision that is not in the audit',
    'decisionsAreRecorded',
    ({ failed, otherId }) => set(failed, { decidedById: otherId, failureCode: 'REJECTED' }),
  ],
  ['a note that nobody wrote', 'decisionsAreRecorded', ({ rejected }) => set(rejected, { note: 'other' })],
  [
    'a decided request that is gone',
    'recordedDecisionsExist',
    async ({ rejected }) => {
      await database.requests.deleteOne({ _id: rejected._id });
      return rejected._id;
    },
  ],
  [
    'a tombstone with a status',
    'rowsAreRequestsOrTombstones',
    ({ tombstone }) => set(tombstone, { status: 2 }),
  ],
  ['a claimant who does not exist', 'requestUsersExist', ({ failed }) => set(failed, { userId: id() })],
  ['an event that does not exist', 'requestEventsExist', ({ failed }) => set(failed, { eventId: id() })],
  ['the mark of an import', 'importedRequestsAreRecorded', ({ paid }) => set(paid, { imported: true })],
  [
    'a check-in of nobody',
    'attendanceUsersExist',
    async () => {
      const _id = id();
      await database.attendances.insertOne({ _id, userId: id(), day: '2026-06-01', checkedAt: AT });
      return _id;
    },
  ],
  [
    'a check-in of another day than its instant',
    'attendanceDays',
    async ({ userId }) => {
      const row = await database.attendances.findOne({ userId, day: '2026-06-02' });
      await database.attendances.updateOne({ _id: row!._id }, { $set: { checkedAt: AT } });
      return row!._id;
    },
  ],
  ['a window of other days', 'eventDays', ({ eventId }) => setEvent(eventId, { lastDay: '2026-06-11' })],
  [
    'an event that requires itself by way of another',
    'noCircularRequirements',
    async ({ eventId, otherEventId, condition }) => {
      const requiring = { ...condition, kind: 'EVENT_REWARDED' };
      await setEvent(otherEventId, {
        active: false,
        conditions: [{ ...requiring, requiredEventId: eventId }],
      });
      return setEvent(eventId, { conditions: [{ ...requiring, requiredEventId: otherEventId }] });
    },
  ],
  [
    'an event that was paused by hand',
    'eventsMatchAudit',
    ({ eventId }) => setEvent(eventId, { active: false }),
  ],
  [
    'a role that nobody gave',
    'accountsMatchAudit',
    async ({ otherId }) => {
      await database.users.updateOne({ _id: otherId }, { $set: { role: 'OPERATOR' } });
      return otherId;
    },
  ],
  [
    'a missing feed entry',
    'feedHasNoGap',
    async () => {
      await database.rewardFeed.deleteOne({ _id: 2 });
      return 3 as never;
    },
  ],
  [
    'a paid request without its feed entry',
    'paidRequestsHaveEntries',
    async ({ paid }) => {
      await database.rewardFeed.deleteOne({ rowId: paid._id });
      return paid._id;
    },
  ],
  [
    'a rejected request without its feed entry',
    'rejectedRequestsHaveEntries',
    async ({ rejected }) => {
      await database.rewardFeed.deleteOne({ rowId: rejected._id, type: 'REQUEST_REJECTED' });
      return rejected._id;
    },
  ],
  [
    'a request that was changed after its feed entry',
    'feedMatchesRequests',
    ({ paid }) => set(paid, { attempt: 7 }),
  ],
  [
    'a leaf that was changed after its seal',
    'sealsMatchFeed',
    async () => {
      const { firstSequence, lastSequence } = sealOf(await sealed())!;
      await database.rewardFeed.updateOne({ _id: 1 }, { $set: { leaf: 'f'.repeat(64) } });
      return `${firstSequence}-${lastSequence}` as never;
    },
  ],
  [
    'a seal that does not begin after the one before',
    'sealsAreContiguous',
    async () => {
      const { _id, after } = await sealed();
      const change = { after: after!.replace('"firstSequence":1', '"firstSequence":2') };
      await database.auditEntries.updateOne({ _id }, { $set: change });
      return _id;
    },
  ],
  [
    'a line of the access log that was deleted after its seal',
    'accessLogMatchesSeals',
    async () => {
      const at = new Date('2026-05-31T03:00:00Z');
      const line = { actorId: id(), userId: id(), what: 'user', at, expiresAt: new Date('2100-01-01') };
      await database.accessLog.insertMany([
        { ...line, _id: id() },
        { ...line, _id: id() },
      ]);
      await sealed();
      await database.accessLog.deleteOne();
      return '2026-05-31' as never;
    },
  ],
  [
    'a username of another key',
    'usernamesMatchKeys',
    async ({ otherId }) => {
      await database.users.updateOne({ _id: otherId }, { $set: { username: 'Somebody' } });
      return otherId;
    },
  ],
  ['an audience that nobody created', 'audiencesMatchAudit', async () => addAudience('OPEN', 0)],
  [
    'an audience with a member more than it was sealed with',
    'audiencesMatchMembers',
    async ({ userId }) => {
      const audienceId = await addAudience('SEALED', 0);
      await addMember(userId, audienceId);
      return audienceId;
    },
  ],
  [
    'a member who is no account',
    'audienceMembersExist',
    async () => addMember(id(), await addAudience('OPEN', 1)),
  ],
  [
    'a payout that nobody started',
    'payoutsMatchAudit',
    async () => {
      const _id = id();
      const ids = { eventId: id(), audienceId: id(), startedById: id(), approvedById: null };
      const counts = { total: 1, paidCount: 1, already: 0, refused: 0, passed: 1, cursor: null };
      const times = { startedAt: AT, finishedAt: AT, until: AT, n: 1, owner: null, pausedReason: null };
      const payout = { _id, ...ids, ...counts, ...times, state: 'DONE', reason: 'because', inputHash: '' };
      await collectionOf(database, 'payouts').insertOne(payout);
      return _id;
    },
  ],
  [
    'a request of a payout that does not exist',
    'payoutRequestsAreMembers',
    async ({ paid }) => {
      const payoutId = id();
      const idempotencyKey = `payout:${payoutId.toHexString()}`;
      await database.requests.updateOne(
        { _id: paid._id },
        { $set: { payoutId, idempotencyKey, source: 'PAYOUT' } },
      );
      return paid._id;
    },
  ],
  [
    'a service key that nobody created',
    'serviceKeysMatchAudit',
    async () => {
      const _id = id();
      const times = { createdAt: AT, expiresAt: null, revokedAt: null, lastUsedAt: null };
      const fields = { name: 'Shop', source: 'shop', scopes: ['CLAIMS_WRITE'], secretHash: 'f'.repeat(64) };
      await database.serviceKeys.insertOne({ _id, createdById: id(), ...fields, ...times });
      return _id;
    },
  ],
  [
    'a note of staff that nobody wrote',
    'staffNotesMatchAudit',
    async (books) => {
      const _id = id();
      const fields = { userId: books.paid.userId, requestId: null, number: 1, text: 'by hand' };
      await database.staffNotes.insertOne({ _id, ...fields, createdAt: AT, createdById: id() });
      return _id;
    },
  ],
  [
    'a winner without a code',
    'oneCodePerGrant',
    async (books) => {
      const { winner, codes } = await addPool(books);
      await database.rewardCodes.updateOne({ _id: codes[0]!._id }, { $set: { requestId: null } });
      return winner._id;
    },
  ],
  [
    'a winner with two codes',
    'oneCodePerGrant',
    async (books) => {
      const { winner, codes } = await addPool(books);
      await database.rewardCodes.dropIndex('requestId_1_rewardId_1');
      await database.rewardCodes.updateOne({ _id: codes[1]!._id }, { $set: { requestId: winner._id } });
      return winner._id;
    },
  ],
  [
    'a code that nobody won',
    'boundCodesBelongToGrants',
    async (books) => {
      const { codes } = await addPool(books);
      await database.rewardCodes.updateOne({ _id: codes[1]!._id }, { $set: { requestId: books.paid._id } });
      return codes[1]!._id;
    },
  ],
  [
    'a code that is stored twice',
    'codesAreUnique',
    async (books) => {
      const { codes } = await addPool(books);
      await database.rewardCodes.dropIndex('lookup_1');
      const second = { ...codes[1]!, _id: id() };
      await database.rewardCodes.insertOne(second);
      return second._id;
    },
  ],
  [
    'a free code that is gone',
    'enoughFreeCodes',
    async (books) => {
      const { pool, codes } = await addPool(books);
      await database.rewardCodes.deleteOne({ _id: codes[2]!._id });
      return pool.id;
    },
  ],
  [
    'an excused day that nobody excused',
    'excusedDaysMatchAudit',
    async () => {
      const _id = id();
      const fields = { day: '2026-06-01', reason: 'outage', excusedAt: AT, excusedById: id() };
      await database.excusedDays.insertOne({ _id, ...fields, removedAt: null });
      return _id;
    },
  ],
  [
    'a day that is excused twice',
    'excusedDaysUnique',
    async () => {
      await database.excusedDays.dropIndex('day_1');
      const of = { day: '2026-06-01', reason: 'outage', excusedAt: AT, excusedById: id(), removedAt: null };
      const [first, second] = [id(), id()];
      await database.excusedDays.insertMany([
        { _id: first, ...of },
        { _id: second, ...of },
      ]);
      return second;
    },
  ],
  [
    'a text that is missing',
    'auditTextsMatchChain',
    async () => {
      const _id = id();
      await database.auditEntries.insertOne({
        ...{
          _id,
          sequence: 1_000,
          at: AT,
          actorId: null,
          actorRole: null,
          action: 'test',
          targetType: 'Import',
        },
        ...{ targetId: id(), before: null, after: null, reason: 'f'.repeat(64), commitments: ['/reason'] },
        ...{ hash: '', previousHash: '' },
      });
      return _id;
    },
  ],
  [
    'a series that nobody created',
    'seriesMatchAudit',
    async () => {
      const _id = id();
      const of = {
        title: 'Daily',
        recurrence: 'DAILY',
        firstDay: '2026-06-01',
        lastDay: null,
        templateId: id(),
      };
      const state = {
        claimGraceHours: 0,
        paused: false,
        pausedReason: null,
        endedAt: null,
        version: 1,
        dueAt: null,
      };
      await database.eventSeries.insertOne({ _id, ...of, ...state, createdAt: AT, createdById: id() });
      return _id;
    },
  ],
  [
    'an occurrence of no series',
    'occurrencesMatchSeries',
    ({ eventId }) => setEvent(eventId, { seriesId: id(), occurrence: '2026-06-01' }),
  ],
  [
    'a commitment without an erasure',
    'commitmentsAreOfErased',
    async ({ failed }) => {
      const commitments = { note: 'f'.repeat(64) };
      await database.requests.updateOne({ _id: failed._id }, { $set: { commitments } });
      return failed._id;
    },
  ],
  [
    'an erased account that was not announced',
    'erasedAccountsHaveEntries',
    async ({ userId }) => {
      await database.users.updateOne({ _id: userId }, { $set: { erasedAt: AT } });
      return userId;
    },
  ],
  [
    'an announced erasure of an account that exists',
    'announcedErasuresExist',
    async ({ userId }) => {
      const last = await database.rewardFeed.findOne({}, { sort: { _id: -1 } });
      const entry = { rowId: userId, type: 'USER_ERASED' as const, at: AT, leaf: 'f'.repeat(64) };
      await database.rewardFeed.insertOne({ _id: last!._id + 1, ...entry });
      return userId;
    },
  ],
  [
    'an erased account that still has check-ins',
    'erasedAccountsHoldNothing',
    async ({ userId }) => {
      await database.users.updateOne({ _id: userId }, { $set: { erasedAt: AT } });
      return userId;
    },
  ],
  [
    'an endpoint of webhooks that nobody created',
    'webhookEndpointsMatchAudit',
    async () => {
      const _id = id();
      const fields = { url: 'https://example.com/hook', types: ['REWARD_GRANTED'], active: true, start: 0 };
      const endpoint = { _id, ...fields, pausedReason: null, createdAt: AT, secrets: [] };
      await collectionOf(database, 'webhookendpoints').insertOne(endpoint);
      return _id;
    },
  ],
];

async function addAudience(state: string, size: number): Promise<Types.ObjectId> {
  const _id = id();
  const sealed =
    state === 'SEALED' ? { sealedAt: AT, digest: 'f'.repeat(64) } : { sealedAt: null, digest: null };
  const audience = {
    _id,
    name: 'Players',
    state,
    size,
    ...sealed,
    createdAt: AT,
    createdById: id(),
    adding: [],
  };
  await collectionOf(database, 'audiences').insertOne(audience);
  return _id;
}

async function addMember(userId: Types.ObjectId, audienceId: Types.ObjectId): Promise<Types.ObjectId> {
  const _id = id();
  await database.audienceMembers.insertOne({ _id, userId, audienceId });
  return _id;
}

async function unset(row: { readonly _id: Types.ObjectId }, field: string): Promise<Types.ObjectId> {
  await database.requests.updateOne({ _id: row._id }, { $unset: { [field]: true } });
  return row._id;
}

async function setEvent(_id: Types.ObjectId, fields: object): Promise<Types.ObjectId> {
  await database.events.updateOne({ _id }, { $set: fields });
  return _id;
}

/** The entry of the seal of what the feed holds. */
async function sealed(): Promise<AuditEntry> {
  await openEpoch(database);
  const chainer = new Chainer({ database, structure: INTACT, log: createLog('silent', false) });
  await sealFeed(
    { database, calendar: SEOUL, chainer, clock: () => AT },
    { signal: new AbortController().signal },
  );
  return (await database.auditEntries.findOne({ action: 'SEALED' }))!;
}

async function set(row: { readonly _id: Types.ObjectId }, fields: object): Promise<Types.ObjectId> {
  await database.requests.updateOne({ _id: row._id }, { $set: fields });
  return row._id;
}

test.each(faults)('%s breaks %s and is named', async (_what, name, change) => {
  const example = await change(await ledger());
  expect(broken(await checkInvariants(database))).toContainEqual({
    name,
    violations: 1,
    examples: [String(example)],
  });
});

test('values of unexpected types break rules instead of ending the check', async () => {
  const { paid, userId, eventId } = await ledger();
  const odd = { $set: { requestedAt: 'yesterday', evidence: 'none', imported: true } };
  await database.requests.updateOne({ _id: paid._id }, odd as never);
  await database.requests.updateOne({ _id: paid._id }, { $unset: { evidence: true } });
  await database.attendances.updateOne({ userId }, { $set: { checkedAt: 'noon' } } as never);
  await database.events.updateOne({ _id: eventId }, { $set: { startAt: 'noon' } } as never);
  await database.users.updateOne({ _id: userId }, { $set: { username: 7, disabledAt: 'noon' } } as never);
  await database.auditEntries.updateMany({}, { $set: { after: 'no JSON' } });
  const names = broken(await checkInvariants(database)).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      ...['importedRequestsAreRecorded', 'attendanceDays', 'eventDays', 'usernamesMatchKeys'],
      'accountsMatchAudit',
    ]),
  );
});

test('every rule is broken by one of these changes', () => {
  expect(new Set(faults.map(([, name]) => name))).toEqual(new Set(RULES.map(({ name }) => name)));
});

test('of many violations all are counted and ten are named', async () => {
  const { failed } = await ledger();
  await database.requests.insertMany(
    Array.from({ length: 11 }, () => ({ ...failed, _id: id(), decidedAt: null })) as never,
  );
  const [result] = broken(await checkInvariants(database));
  expect(result).toMatchObject({ name: 'decisionMatchesStatus', violations: 11 });
  expect(new Set(result!.examples).size).toBe(10);
});
