import { Types } from 'mongoose';
import { MANUAL_CLAIMS_MAX } from '../../../src/domain/limits';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  CreateEventDocument,
  DuplicateEventDocument,
  EventDocument,
  MyGrantsDocument,
  RemoveRewardDocument,
  RequestRewardDocument,
  RevealCodeDocument,
  RewardFeedDocument,
  RewardRequestDocument,
  UpdateRewardDocument,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { codesSettled, codesFrom, createPoolEvent, importCodes, POOL } from '../../support/codes';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';
import { until } from '../../support/until';

let server: TestServer;
let operator: Actor;
let admin: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
  admin = await server.actor('ADMIN');
});
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});
afterAll(() => server.close());

async function qualified(): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 1));
  return user;
}

async function won(user: Actor, eventId: string) {
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId } });
  return requestReward!.request!;
}

const poolOf = async (id: string) =>
  (await operator.run(EventDocument, { id })).event!.rewards.find(({ codes }) => codes !== null)!;
const rowsOf = (poolId: string) =>
  server.database.rewardCodes.find({ rewardId: new Types.ObjectId(poolId) }).toArray();

describe('a reward with a code pool', () => {
  test('is a coupon with quantity 1 and no stock of its own', async () => {
    const startAt = server.clock.now().toISOString();
    for (const fault of [{ type: 'ITEM' as const }, { quantity: 2 }, { stock: 5 }, { stock: 0 }]) {
      const input = { title: 'Codes', startAt, rewards: [{ ...POOL, ...fault }] };
      const { errors } = await operator.ask(CreateEventDocument, { input });
      expect(errors[0]?.extensions.fields).toEqual([
        {
          path: 'input.rewards.0.codePool',
          message: 'must be a COUPON with quantity 1 and without stock',
        },
      ]);
    }
  });

  test('is empty at first, so that nobody can be paid', async () => {
    const { id } = await createPoolEvent(operator);
    expect(await poolOf(id)).toMatchObject({
      stock: 0,
      remaining: 0,
      codes: { imported: 0, free: 0, bound: 0, low: true },
    });
    const input = { eventId: id };
    await (await qualified()).refused(RequestRewardDocument, { input }, 'OUT_OF_STOCK');
  });

  test('takes its stock from imports alone, and keeps quantity 1', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(server, poolId, codesFrom('stock', 3));
    const input = { id: poolId, delta: 1, reason: 'more', idempotencyKey: 'more' };
    const adjusted = await operator.refused(AdjustRewardStockDocument, { input }, 'BAD_USER_INPUT');
    expect(adjusted.extensions.fields[0].path).toBe('input.id');
    const { event } = await operator.run(EventDocument, { id });
    const change = { id: poolId, expectedVersion: event!.version, quantity: 2 };
    const updated = await operator.refused(UpdateRewardDocument, { input: change }, 'BAD_USER_INPUT');
    expect(updated.extensions.fields[0].path).toBe('input.quantity');
    expect(await poolOf(id)).toMatchObject({ stock: 3, remaining: 3, quantity: 1 });
  });

  test('is copied with an empty pool', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(server, poolId, codesFrom('copied', 3));
    const startAt = server.clock.now().toISOString();
    const { duplicateEvent } = await operator.run(DuplicateEventDocument, { input: { id, startAt } });
    expect(await poolOf(duplicateEvent!.event!.id)).toMatchObject({
      stock: 0,
      remaining: 0,
      codes: { imported: 0 },
    });
  });

  test('shows nothing of its codes to a user', async () => {
    const { id } = await createPoolEvent(operator);
    const { event } = await (await qualified()).run(EventDocument, { id });
    expect(event!.rewards[0]!.codes).toBeNull();
  });
});

describe('an import', () => {
  test('adds each code once, however often it runs, and reports what it refuses by its line', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    const codes = ['007', '7', 'Ab', 'AB', '', '007', 'x'.repeat(201), ...codesFrom('once', 2_000)];
    const first = await importCodes(server, poolId, codes);
    expect(first).toMatchObject({ rows: 2_007, added: 2_004, there: 0, refused: 3, complete: true });
    expect([...first.reasons]).toEqual([
      [5, 'has no code'],
      [6, 'repeats a code of an earlier row'],
      [7, 'has a code of more than 200 characters'],
    ]);
    expect(await importCodes(server, poolId, codes)).toMatchObject({ added: 0, there: 2_004, refused: 3 });
    expect(await poolOf(id)).toMatchObject({ stock: 2_004, remaining: 2_004 });
    expect(await rowsOf(poolId)).toHaveLength(2_004);
    const entries = await readAudit(server.database, {
      action: 'importCodes',
      targetId: new Types.ObjectId(id),
    });
    expect(entries).toHaveLength(3);
  });

  test('refuses a code of another chunk of the same file', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    const codes = [...codesFrom('chunk', 1_000), 'chunk-000000', 'chunk-new'];
    const { added, reasons } = await importCodes(server, poolId, codes);
    expect(added).toBe(1_001);
    expect([...reasons]).toEqual([[1_001, 'repeats a code of an earlier row']]);
    expect((await poolOf(id)).stock).toBe(1_001);
  });

  test('refuses a code that any pool has', async () => {
    const [one, other] = [await createPoolEvent(operator), await createPoolEvent(operator)];
    await importCodes(server, one.poolId, ['shared', 'own-1']);
    const { added, reasons } = await importCodes(server, other.poolId, ['own-2', 'shared']);
    expect(added).toBe(1);
    expect([...reasons]).toEqual([[2, 'has a code that is in a pool already']]);
    const again = await importCodes(server, one.poolId, ['shared', 'own-3']);
    expect([...again.reasons]).toEqual([[1, 'has a code that is in a pool already']]);
    expect((await poolOf(one.id)).stock).toBe(3);
    expect((await poolOf(other.id)).stock).toBe(1);
  });

  test('takes over the codes of a reward that was removed', async () => {
    const event = await createPoolEvent(operator, {
      active: false,
      rewards: [POOL, { ...POOL, name: 'Another' }],
    });
    const [wrong, right] = event.rewards;
    const codes = codesFrom('moved', 5);
    await importCodes(server, wrong!.id, codes);
    expect(await importCodes(server, right!.id, codes)).toMatchObject({ added: 0, refused: 5 });
    const { event: present } = await operator.run(EventDocument, { id: event.id });
    await operator.run(RemoveRewardDocument, {
      input: { id: wrong!.id, expectedVersion: present!.version },
    });
    // The same file in another import: the earlier one has counted its rows.
    expect(await importCodes(server, right!.id, [...codes, 'moved-more'])).toMatchObject({ added: 6 });
    expect((await poolOf(event.id)).stock).toBe(6);
    const rows = await rowsOf(right!.id);
    const texts = rows.map((row) => server.services.rewardCodes.textOf(row as never));
    expect(texts.sort()).toEqual([...codes, 'moved-more'].sort());
  });

  test('of a dry run stores nothing', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    const codes = codesFrom('dry', 3);
    expect(await importCodes(server, poolId, codes, { dryRun: true })).toMatchObject({ added: 3 });
    expect(await rowsOf(poolId)).toEqual([]);
    expect((await poolOf(id)).stock).toBe(0);
  });

  test('keeps the limit of MANUAL events', async () => {
    const { id, poolId } = await createPoolEvent(operator, { payout: 'MANUAL' });
    const codes = codesFrom('cap', MANUAL_CLAIMS_MAX + 1);
    await expect(importCodes(server, poolId, codes)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect((await poolOf(id)).stock).toBe(MANUAL_CLAIMS_MAX);
    expect(await rowsOf(poolId)).toHaveLength(MANUAL_CLAIMS_MAX);
  });

  test.each([
    ['an unknown reward', async () => new Types.ObjectId().toHexString()],
    [
      'a reward without a pool',
      async () => (await createPoolEvent(operator, { rewards: [{ type: 'COUPON', name: 'Any' }] })).poolId,
    ],
  ])('is refused for %s', async (_what, rewardId) => {
    await expect(importCodes(server, await rewardId(), ['a'])).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});

describe('a winner', () => {
  test('has a code of the pool in the answer and in every later one', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    const codes = codesFrom('won', 5);
    await importCodes(server, poolId, codes);
    const user = await qualified();
    const request = await won(user, id);
    const [grant] = request.grants;
    expect(codes).toContain(grant!.code);
    const { me } = await user.run(MyGrantsDocument, {});
    expect(me!.grants.nodes.map(({ code }) => code)).toEqual([grant!.code]);
    await codesSettled(server);
    const row = await server.database.requests.findOne({ _id: new Types.ObjectId(request.id) });
    expect(row!.due).toEqual([]);
    expect(await poolOf(id)).toMatchObject({
      stock: 5,
      remaining: 4,
      codes: { imported: 5, free: 4, bound: 1, low: true },
    });
  });

  test('gets one code of each pool, and the event ends with the smallest', async () => {
    const event = await createPoolEvent(operator, { rewards: [POOL, { ...POOL, name: 'Second card' }] });
    const [first, second] = event.rewards;
    await importCodes(server, first!.id, codesFrom('two-a', 2));
    await importCodes(server, second!.id, codesFrom('two-b', 1));
    const { grants } = await won(await qualified(), event.id);
    expect(grants.map(({ code }) => code!.slice(0, 5)).sort()).toEqual(['two-a', 'two-b']);
    const input = { eventId: event.id };
    await (await qualified()).refused(RequestRewardDocument, { input }, 'OUT_OF_STOCK');
  });

  test('of a MANUAL event gets the code with the approval', async () => {
    const { id, poolId } = await createPoolEvent(operator, { payout: 'MANUAL' });
    await importCodes(server, poolId, ['approved-1']);
    const user = await qualified();
    const request = await won(user, id);
    expect(request).toMatchObject({ status: 'PENDING', grants: [] });
    expect((await rowsOf(poolId))[0]!.requestId).toBeNull();
    const { approveRewardRequest } = await operator.run(ApproveRewardRequestDocument, {
      input: { id: request.id },
    });
    expect(approveRewardRequest!.request!.grants[0]!.code).toBe('••••ed-1');
    const { rewardRequest } = await user.run(RewardRequestDocument, { id: request.id });
    expect(rewardRequest!.grants[0]!.code).toBe('approved-1');
  });

  test('reads the code alone: staff see its end, another user nothing', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(server, poolId, ['private-0001']);
    const user = await qualified();
    const request = await won(user, id);
    for (const role of ['OPERATOR', 'AUDITOR', 'ADMIN'] as const) {
      const { rewardRequest } = await (await server.actor(role)).run(RewardRequestDocument, request);
      expect(rewardRequest!.grants[0]!.code).toBe('••••0001');
    }
    await (await server.actor('USER')).refused(RewardRequestDocument, { id: request.id }, 'NOT_FOUND');
  });
});

describe('the reward feed', () => {
  test('has the entry of a payment once its codes are bound, and its consumer reads them', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(server, poolId, ['fed-000001']);
    const user = await qualified();
    const request = await won(user, id);
    await codesSettled(server);
    await server.services.feedRelay.round();
    const shop = await backendOf(server, ['GRANTS_READ']);
    const { rewardFeed } = await shop.run(RewardFeedDocument, { first: 200 });
    const entry = rewardFeed!.entries.find((one) => one.request?.id === request.id);
    expect(entry!.request!.grants[0]!.code).toBe('fed-000001');
  });

  test('waits for codes that are still owed, which any server binds', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(server, poolId, ['owed-000001']);
    const pool = { rewardId: new Types.ObjectId(poolId) };
    // Nobody finds the code for a while.
    await server.database.rewardCodes.updateOne(pool, { $set: { requestId: new Types.ObjectId() } });
    const user = await qualified();
    const request = await won(user, id);
    expect(request).toMatchObject({ status: 'SUCCESS', grants: [{ code: null }] });
    const rowId = new Types.ObjectId(request.id);
    await server.services.feedRelay.round();
    expect(await server.database.rewardFeed.countDocuments({ rowId })).toBe(0);
    await server.database.rewardCodes.updateOne(pool, { $set: { requestId: null } });
    await server.services.codeBinder.sweep();
    const { rewardRequest } = await user.run(RewardRequestDocument, { id: request.id });
    expect(rewardRequest!.grants[0]!.code).toBe('owed-000001');
    await until(async () => (await server.database.rewardFeed.countDocuments({ rowId })) === 1);
  });
});

describe('revealCode', () => {
  test('shows the code to an admin and is audited with its reason, without the code', async () => {
    const { id, poolId } = await createPoolEvent(operator);
    await importCodes(server, poolId, ['revealed-01']);
    const request = await won(await qualified(), id);
    const input = { requestId: request.id, grantId: request.grants[0]!.id, reason: 'The user lost it.' };
    const { revealCode } = await admin.run(RevealCodeDocument, { input });
    expect(revealCode).toEqual({ code: 'revealed-01', userErrors: [] });
    const entries = await readAudit(server.database, {
      action: 'revealCode',
      targetId: new Types.ObjectId(request.id),
    });
    expect(entries).toMatchObject([{ actorId: new Types.ObjectId(admin.id), reason: 'The user lost it.' }]);
    expect(JSON.stringify(entries)).not.toContain('revealed-01');
    await operator.refused(RevealCodeDocument, { input }, 'FORBIDDEN');
  });

  test('knows no code of other grants', async () => {
    const { id } = await createPoolEvent(operator, { rewards: [{ type: 'COUPON', name: 'Any' }] });
    const request = await won(await qualified(), id);
    const grantId = request.grants[0]!.id;
    const reason = 'Looking for it.';
    const input = { requestId: request.id, grantId, reason };
    await admin.refused(RevealCodeDocument, { input }, 'GRANT_NOT_FOUND');
    const nowhere = '0'.repeat(24);
    await admin.refused(RevealCodeDocument, { input: { ...input, grantId: nowhere } }, 'GRANT_NOT_FOUND');
    await admin.refused(RevealCodeDocument, { input: { ...input, requestId: nowhere } }, 'NOT_FOUND');
  });
});
