import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import { stockReturnIdOf, StockReturns } from '../../../src/reward-requests/stock-returns';
import { createLog } from '../../../src/log';
import {
  AcknowledgeGrantsDocument,
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ArchiveEventDocument,
  ChangeUserRoleDocument,
  EligibilityDocument,
  MeDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RevokeRewardRequestDocument,
  RewardFeedDocument,
  RewardGrantsDocument,
  RewardRequestDocument,
  RewardRequestsDocument,
  type CreateEventInput,
  type RewardRequestFilter,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { codesFrom, createPoolEvent, importCodes, POOL } from '../../support/codes';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';
import { until } from '../../support/until';
import { backendOf } from '../../support/service-keys';

let server: TestServer;
let operator: Actor;
let admin: Actor;
beforeAll(async () => {
  server = await startTestServer();
  [operator, admin] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
});
afterAll(() => server.close());
afterEach(async () => {
  await server.services.feedRelay.round();
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

const LIMITED = [
  { type: 'POINT', name: 'Points', quantity: 100 },
  { type: 'ITEM', name: 'Jacket', quantity: 2, stock: 10 },
  { type: 'COUPON', name: 'Coupon', quantity: 1, stock: 5 },
] as const satisfies CreateEventInput['rewards'];

async function qualified(): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return user;
}

async function claimed(event: CreatedEvent, user?: Actor) {
  const by = user ?? (await qualified());
  const { requestReward } = await by.run(RequestRewardDocument, { input: { eventId: event.id } });
  return { user: by, event, id: requestReward!.request!.id };
}

const paid = async (overrides: Partial<CreateEventInput> = {}) =>
  claimed(await createEvent(operator, overrides));

const revocation = (id: string, more: object = {}) => ({
  input: { id, reason: 'paid by mistake', idempotencyKey: randomUUID(), ...more },
});
const revoke = async (id: string, more: object = {}, by: Actor = operator) =>
  (await by.run(RevokeRewardRequestDocument, revocation(id, more))).revokeRewardRequest!.request!;

const rowOf = async (id: string) =>
  (await server.database.requests.findOne({ _id: new Types.ObjectId(id) }))!;
const eventOf = async ({ id }: CreatedEvent) =>
  (await server.database.events.findOne({ _id: new Types.ObjectId(id) }))!;
const remainingOf = async (event: CreatedEvent) =>
  (await eventOf(event)).rewards.map(({ stock, remaining }) => [stock, remaining]);
const entriesAbout = (id: string) => readAudit(server.database, { targetId: new Types.ObjectId(id) });

// Claim invariants: C27.
test('a revocation takes all grants back, with its reason and one entry of the chain', async () => {
  const { id, user } = await paid();
  expect((await user.run(MeDocument)).me).toMatchObject({ points: 100 });
  server.clock.advance({ minutes: 1 });
  const now = server.clock.now().toISOString();
  const idempotencyKey = randomUUID();
  expect(await revoke(id, { reason: '$name of another', idempotencyKey })).toMatchObject({
    ...{ status: 'SUCCESS', revokedAt: now, revokeReason: '$name of another' },
    revokedBy: { id: operator.id },
    grants: [{ name: 'Points', quantity: 100, revokedAt: now }, { revokedAt: now }],
  });
  expect((await user.run(MeDocument)).me).toMatchObject({ points: 0 });
  expect(await entriesAbout(id)).toMatchObject([
    {
      ...{ action: 'revokeRewardRequest', reason: '$name of another', idempotencyKey },
      ...{ actorId: new Types.ObjectId(operator.id), at: new Date(now), before: '{"revokedAt":null}' },
    },
  ]);
  const { rewardRequest } = await user.run(RewardRequestDocument, { id });
  expect(rewardRequest).toMatchObject({ revokedAt: now, revokeReason: '$name of another', revokedBy: null });
});

test('the user of a revoked payment holds the slot, and can not claim again', async () => {
  const { id, user, event } = await paid();
  await revoke(id);
  const again = await user.refused(
    RequestRewardDocument,
    { input: { eventId: event.id } },
    'ALREADY_REWARDED',
  );
  expect(again.request).toMatchObject({ id, status: 'SUCCESS', revokedAt: expect.any(String) });
  const { eligibility } = await user.run(EligibilityDocument, { eventId: event.id, userId: user.id });
  expect(eligibility).toMatchObject({ eligible: false, blockedBy: ['ALREADY_REWARDED'] });
});

test('nobody revokes a payment to the own account', async () => {
  const { id, user } = await paid();
  await admin.run(ChangeUserRoleDocument, { input: { userId: user.id, role: 'ADMIN' } });
  await user.refused(RevokeRewardRequestDocument, revocation(id), 'SELF_DECISION_FORBIDDEN');
  expect((await rowOf(id)).revokedAt).toBeUndefined();
});

test('only a paid request can be revoked', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL' });
  const pending = await claimed(event);
  const rejected = await claimed(event);
  await operator.run(RejectRewardRequestDocument, { input: { id: rejected.id, reason: 'no' } });
  for (const { id } of [pending, rejected]) {
    const { request } = await operator.refused(RevokeRewardRequestDocument, revocation(id), 'NOT_REVOCABLE');
    expect(request).toMatchObject({ id, revokedAt: null });
    expect((await rowOf(id)).outbox ?? []).toEqual([]);
  }
  await operator.refused(RevokeRewardRequestDocument, revocation('0'.repeat(24)), 'NOT_FOUND');
});

test('a second revocation is ALREADY_REVOKED, and the answer has the first', async () => {
  const { id } = await paid();
  await revoke(id, { reason: 'first' });
  const late = await admin.refused(
    RevokeRewardRequestDocument,
    revocation(id, { reason: 'second' }),
    'ALREADY_REVOKED',
  );
  expect(late.request).toMatchObject({ id, revokeReason: 'first', revokedBy: { id: operator.id } });
  expect(await entriesAbout(id)).toHaveLength(1);
});

test('a decision after a revocation is ALREADY_DECIDED and changes nothing', async () => {
  const { id } = await claimed(await createEvent(operator, { payout: 'MANUAL' }));
  await operator.run(ApproveRewardRequestDocument, { input: { id } });
  await revoke(id);
  await admin.refused(RejectRewardRequestDocument, { input: { id, reason: 'no' } }, 'ALREADY_DECIDED');
  expect(await rowOf(id)).toMatchObject({ status: 1, revokedAt: expect.any(Date) });
});

test('a repeat with its key gets the revoked request, one with other input is refused', async () => {
  const { id, event } = await paid({ rewards: [...LIMITED] });
  const other = await paid();
  const order = { idempotencyKey: randomUUID(), returnStock: true };
  const first = await revoke(id, order);
  expect(await revoke(id, order)).toEqual(first);
  for (const input of [
    revocation(id, { ...order, reason: 'another' }),
    revocation(id, { ...order, returnStock: false }),
    revocation(other.id, order),
  ]) {
    const { request } = await operator.refused(RevokeRewardRequestDocument, input, 'IDEMPOTENCY_KEY_REUSED');
    expect(request).toBeNull();
  }
  const { idempotencyKey } = order;
  const delta = { id: event.rewards[1]!.id, delta: 1, reason: 'more', idempotencyKey };
  await operator.refused(AdjustRewardStockDocument, { input: delta }, 'IDEMPOTENCY_KEY_REUSED');
  // The keys of another account are its own.
  await admin.refused(RevokeRewardRequestDocument, revocation(id, order), 'ALREADY_REVOKED');
  expect(await remainingOf(event)).toEqual([
    [null, null],
    [10, 10],
    [5, 5],
  ]);
});

test('a key that an entry in an outbox has is found there', async () => {
  const { id } = await paid();
  const order = { idempotencyKey: randomUUID() };
  await revoke(id, order);
  const chained = await server.database.auditEntries.findOne({ targetId: new Types.ObjectId(id) });
  const { _id, sequence: _s, hash: _h, previousHash: _p, ...fields } = chained!;
  await server.database.auditEntries.deleteOne({ _id });
  await server.database.requests.updateOne(
    { _id: new Types.ObjectId(id) },
    {
      $push: { outbox: { id: _id, ...fields } },
    },
  );
  try {
    expect(await revoke(id, order)).toMatchObject({ id });
  } finally {
    await server.database.requests.updateOne({ _id: new Types.ObjectId(id) }, { $unset: { outbox: true } });
    await server.database.auditEntries.deleteMany({ _id });
    await server.database.auditEntries.insertOne(chained!);
  }
});

test.each(['AUTO', 'MANUAL'] as const)(
  'of a payment of %s all units of limited rewards go back',
  async (payout) => {
    const { id, event } = await paid({ rewards: [...LIMITED], payout });
    if (payout === 'MANUAL') await operator.run(ApproveRewardRequestDocument, { input: { id } });
    expect(await remainingOf(event)).toEqual([
      [null, null],
      [10, 8],
      [5, 4],
    ]);
    await revoke(id, { returnStock: true });
    expect(await remainingOf(event)).toEqual([
      [null, null],
      [10, 10],
      [5, 5],
    ]);
    expect((await entriesAbout(event.id)).at(-1)).toMatchObject({
      ...{ _id: stockReturnIdOf(new Types.ObjectId(id)), action: 'returnStock', actorId: null },
      reason: 'paid by mistake',
    });
    expect((await entriesAbout(event.id)).at(-1)).not.toHaveProperty('idempotencyKey');
    expect((await rowOf(id)).due).not.toContain('stockReturn');
  },
);

test('a code is never returned, and one that was not bound yet is owed no longer', async () => {
  const event = await createPoolEvent(operator, { rewards: [POOL, { type: 'ITEM', name: 'Mug', stock: 5 }] });
  await importCodes(server.app, event.poolId, codesFrom('revoked', 3));
  const [bound, owing] = [await claimed(event), await claimed(event)];
  const { requests } = server.database;
  await until(async () => (await requests.countDocuments({ due: 'codes' })) === 0);
  // As a server leaves it that died before it bound the code. No code is free meanwhile, or a sweep would bind one.
  const requestId = new Types.ObjectId(owing.id);
  const { rewardCodes } = server.database;
  await rewardCodes.updateOne({ requestId }, { $set: { requestId: null } });
  const free = await rewardCodes.find({ requestId: null }).toArray();
  await rewardCodes.deleteMany({ requestId: null });
  await requests.updateOne({ _id: requestId }, { $push: { due: 'codes' } });
  for (const { id } of [bound, owing]) await revoke(id, { returnStock: true });
  const remaining = (await eventOf(event)).rewards.map((reward) => [reward.type, reward.remaining]);
  expect(Object.fromEntries(remaining)).toEqual({ COUPON: 1, ITEM: 5 });
  expect((await rowOf(owing.id)).due).not.toContain('codes');
  expect(await rewardCodes.countDocuments({ requestId: { $ne: null } })).toBe(1);
  await rewardCodes.insertMany(free);
});

test('without returnStock the units stay taken', async () => {
  const { id, event } = await paid({ rewards: [...LIMITED] });
  await revoke(id);
  expect(await remainingOf(event)).toEqual([
    [null, null],
    [10, 8],
    [5, 4],
  ]);
});

test('an event without limited rewards owes and records no return', async () => {
  const { id, event } = await paid();
  const before = await entriesAbout(event.id);
  await revoke(id, { returnStock: true });
  expect(await rowOf(id)).not.toHaveProperty('stockReturnId');
  expect(await entriesAbout(event.id)).toEqual(before);
});

test('units go back to an archived event', async () => {
  const { id, event } = await paid({ rewards: [...LIMITED] });
  await operator.run(ArchiveEventDocument, { input: { id: event.id, expectedVersion: event.version } });
  await revoke(id, { returnStock: true });
  expect(await remainingOf(event)).toEqual([
    [null, null],
    [10, 10],
    [5, 5],
  ]);
});

test('units that went back can be claimed, and a stock delta goes on from them', async () => {
  const { id, event } = await paid({ rewards: [{ type: 'ITEM', name: 'Mug', stock: 1 }] });
  const next = await qualified();
  await next.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'OUT_OF_STOCK');
  await revoke(id, { returnStock: true });
  expect(await claimed(event, next)).toMatchObject({ id: expect.any(String) });
  const delta = { id: event.rewards[0]!.id, delta: 4, reason: 'more', idempotencyKey: randomUUID() };
  await operator.run(AdjustRewardStockDocument, { input: delta });
  expect(await remainingOf(event)).toEqual([[5, 4]]);
});

// Claim invariants: C28.
test('a return that a server left behind is completed by any other, once', async () => {
  const { id, event } = await paid({ rewards: [...LIMITED] });
  const { database, services } = server;
  const died = jest.spyOn(services.stockReturns, 'completeOrLeave').mockResolvedValue(false);
  await revoke(id, { returnStock: true });
  expect((await rowOf(id)).due).toContain('stockReturn');
  expect(await remainingOf(event)).toEqual([
    [null, null],
    [10, 8],
    [5, 4],
  ]);
  // What is still owed breaks no rule.
  expect((await checkInvariants(database)).filter(({ ok }) => !ok)).toEqual([]);
  const parts = { database, chainer: services.chainer, log: createLog('silent', false) };
  const others = Array.from({ length: 8 }, () => new StockReturns(parts));
  await Promise.all(others.map((other) => other.sweep()));
  died.mockRestore();
  expect(await remainingOf(event)).toEqual([
    [null, null],
    [10, 10],
    [5, 5],
  ]);
  expect((await rowOf(id)).due).not.toContain('stockReturn');
  expect((await entriesAbout(event.id)).filter(({ action }) => action === 'returnStock')).toHaveLength(1);
});

// Claim invariants: C28.
test('a server that slept while its return was completed and recorded changes nothing', async () => {
  const { id, event } = await paid({ rewards: [...LIMITED] });
  const { database, services } = server;
  const died = jest.spyOn(services.stockReturns, 'completeOrLeave').mockResolvedValue(false);
  await revoke(id, { returnStock: true });
  died.mockRestore();
  const row = await rowOf(id);
  // It read the event before the others returned the units, and looks the entry up before it got into the chain.
  const stale = await eventOf(event);
  const nothing = { toArray: () => Promise.resolve([]) } as never;
  const asleep = <Collection extends { find: (...args: never[]) => unknown }>(collection: Collection) =>
    Object.assign(Object.create(collection) as Collection, {
      find: jest.fn(collection.find.bind(collection)).mockReturnValueOnce(nothing),
    });
  const sleeper = new StockReturns({
    database: {
      ...database,
      events: Object.assign(asleep(database.events), {
        findOne: jest.fn(database.events.findOne.bind(database.events)).mockResolvedValueOnce(stale),
      }),
      auditEntries: asleep(database.auditEntries),
    },
    chainer: services.chainer,
    log: createLog('silent', false),
  });
  await services.stockReturns.completeOrLeave(row);
  expect(await sleeper.completeOrLeave(row)).toBe(true);
  expect(await remainingOf(event)).toEqual([
    [null, null],
    [10, 10],
    [5, 5],
  ]);
});

test('a paid event that was revoked no longer meets EVENT_REWARDED; what it opened before stays paid', async () => {
  const required = await createEvent(operator);
  const event = await createEvent(operator, {
    conditions: [{ kind: 'EVENT_REWARDED', requiredEventId: required.id }],
  });
  const [before, after] = [await claimed(required), await claimed(required)];
  const opened = await claimed(event, before.user);
  await revoke(before.id);
  await revoke(after.id);
  server.clock.advance({ minutes: 5 });
  await after.user.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'CONDITIONS_NOT_MET');
  expect(await rowOf(opened.id)).toMatchObject({ status: 1 });
  expect((await rowOf(opened.id)).revokedAt).toBeUndefined();
});

test('the feed has the revocation after the payment, and a revoked grant can be acknowledged', async () => {
  const backend = await backendOf(server, ['GRANTS_READ', 'GRANTS_ACKNOWLEDGE']);
  const { id, user } = await paid();
  const revoked = await revoke(id);
  await server.services.feedRelay.round();
  const entries = await server.database.rewardFeed
    .find({ rowId: new Types.ObjectId(id) }, { sort: { _id: 1 } })
    .toArray();
  expect(entries.map(({ type }) => type)).toEqual(['REWARD_GRANTED', 'REWARD_REVOKED']);
  expect(entries[1]!.at.toISOString()).toBe(revoked.revokedAt);
  const { rewardFeed } = await backend.run(RewardFeedDocument, {
    ...{ after: entries[1]!._id - 1, first: 1, types: ['REWARD_REVOKED'] },
  });
  expect(rewardFeed!.entries).toMatchObject([
    { type: 'REWARD_REVOKED', request: { id, grants: [{ revokedAt: revoked.revokedAt }, {}] } },
  ]);
  // Nobody has to hand it over any more.
  const { rewardGrants } = await operator.run(RewardGrantsDocument, {
    filter: { userId: user.id, delivery: 'WAITING' },
  });
  expect(rewardGrants!.nodes).toEqual([]);
  const grants = [{ requestId: id, grantId: revoked.grants[0]!.id, outcome: 'DELIVERED' as const }];
  const { acknowledgeGrants } = await backend.run(AcknowledgeGrantsDocument, { input: { grants } });
  expect(acknowledgeGrants!.outcomes).toMatchObject([
    { userErrors: [], grant: { id: revoked.grants[0]!.id, delivery: { state: 'DELIVERED' } } },
  ]);
});

test('a payment from before the feed enters it before its revocation', async () => {
  const { id } = await paid();
  const _id = new Types.ObjectId(id);
  await server.services.feedRelay.round();
  // As release 0.1 left it: its entry is the last one.
  await server.database.rewardFeed.deleteOne({ rowId: _id });
  await server.database.requests.updateOne({ _id }, { $unset: { due: true } });
  await revoke(id);
  await server.services.feedRelay.round();
  const entries = await server.database.rewardFeed.find({ rowId: _id }, { sort: { _id: 1 } }).toArray();
  expect(entries.map(({ type }) => type)).toEqual(['REWARD_GRANTED', 'REWARD_REVOKED']);
});

test.each([
  ['a reward', { 'grants.0.type': 'SOMETHING_NEWER' }],
  ['an obligation', { due: ['somethingNewer'] }],
])('a payment with %s that only newer servers know is not revoked', async (_what, change) => {
  const { id } = await paid();
  await server.services.feedRelay.round();
  const before = await rowOf(id);
  await server.database.requests.updateOne({ _id: before._id }, { $set: change });
  try {
    await operator.refused(RevokeRewardRequestDocument, revocation(id), 'SERVICE_UNAVAILABLE');
    expect((await rowOf(id)).revokedAt).toBeUndefined();
  } finally {
    await server.database.requests.replaceOne({ _id: before._id }, before);
  }
});

test('the list of requests is narrowed to revoked ones and to others', async () => {
  const event = await createEvent(operator);
  const [revoked, kept] = [await claimed(event), await claimed(event)];
  await revoke(revoked.id);
  const list = async (filter: RewardRequestFilter) => {
    const { rewardRequests } = await operator.run(RewardRequestsDocument, {
      filter: { eventId: event.id, ...filter },
    });
    return rewardRequests!.nodes.map(({ id, revokedAt }) => [id, revokedAt !== null]);
  };
  expect(await list({ revoked: true })).toEqual([[revoked.id, true]]);
  expect(await list({ revoked: false })).toEqual([[kept.id, false]]);
  expect(await list({ revoked: null })).toHaveLength(2);
});
