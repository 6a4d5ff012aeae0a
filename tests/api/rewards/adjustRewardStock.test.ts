import { Types } from 'mongoose';
import {
  AdjustRewardStockDocument,
  ArchiveEventDocument,
  CheckAttendanceDocument,
  CreateEventDocument,
  RequestRewardDocument,
  UpdateEventDocument,
  type AdjustRewardStockInput,
  type RewardInput,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00.000Z';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const limited = (stock: number, fields: Partial<RewardInput> = {}): RewardInput => ({
  type: 'ITEM',
  name: 'Sword',
  stock,
  ...fields,
});
const stored = async (id: string) => {
  const event = await server.database.events.findOne({ _id: new Types.ObjectId(id) });
  if (event === null) throw new Error('no such event');
  return event;
};
const entries = (id: string) =>
  readAudit(server.database, { targetId: new Types.ObjectId(id), action: 'adjustRewardStock' });
let keys = 0;
const adjust = (event: CreatedEvent, fields: Partial<AdjustRewardStockInput> = {}) => ({
  input: {
    id: event.rewards[0]?.id ?? '',
    delta: 5,
    reason: 'A pallet arrived.',
    idempotencyKey: `key ${keys++}`,
    ...fields,
  },
});
/** As a claim that takes units does: the event is frozen and less remains. */
const take = (event: CreatedEvent, units: number) =>
  server.database.events.updateOne(
    { _id: new Types.ObjectId(event.id) },
    { $inc: { 'rewards.0.remaining': -units }, $set: { frozenAt: new Date(NOW) } },
  );

describe('a delta', () => {
  test('changes stock and remaining alike, of this reward only, without raising the version, and is audited', async () => {
    const event = await createEvent(operator, { rewards: [limited(10), limited(10)] });
    await take(event, 4);
    const { adjustRewardStock: payload } = await operator.run(AdjustRewardStockDocument, adjust(event));
    expect(payload?.reward).toEqual({ ...event.rewards[0], stock: 15, remaining: 11 });
    expect(payload?.event).toEqual({
      id: event.id,
      version: 1,
      rewards: [payload?.reward, event.rewards[1]],
    });
    expect(await stored(event.id)).toMatchObject({ version: 1, deltaN: 1, outbox: [] });
    const [entry, ...others] = await entries(event.id);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ reason: 'A pallet arrived.', targetType: 'Event', actorRole: 'OPERATOR' });
    const { id, name } = event.rewards[0]!;
    expect(JSON.parse(entry?.before ?? '')).toEqual({ reward: { id, name, stock: 10 } });
    expect(JSON.parse(entry?.after ?? '')).toEqual({ reward: { id, name, stock: 15 } });
  });

  test('takes away what remains and not one unit more', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    await take(event, 4);
    const payload = await operator.refused(
      AdjustRewardStockDocument,
      adjust(event, { delta: -7 }),
      'OUT_OF_STOCK',
    );
    expect(payload).toMatchObject({
      reward: { stock: 10, remaining: 6 },
      event: { id: event.id },
      userErrors: [{ field: ['input', 'delta'] }],
    });
    await operator.run(AdjustRewardStockDocument, adjust(event, { delta: -6 }));
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 4, remaining: 0 }]);
    expect(await entries(event.id)).toHaveLength(1);
  });

  test('is taken on a paused and a frozen event, but not on an archived one', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    await take(event, 1);
    await operator.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: 1, active: false } });
    await operator.run(AdjustRewardStockDocument, adjust(event));
    await operator.run(ArchiveEventDocument, { input: { id: event.id, expectedVersion: 2 } });
    const payload = await operator.refused(AdjustRewardStockDocument, adjust(event), 'EVENT_ARCHIVED');
    expect(payload.reward).toMatchObject({ stock: 15, remaining: 14 });
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 15, remaining: 14 }]);
  });

  test.each<[string, RewardInput, Partial<AdjustRewardStockInput>, string]>([
    ['on an unlimited reward', { type: 'POINT', name: 'Points' }, {}, 'input.id'],
    ['of 0', limited(10), { delta: 0 }, 'input.delta'],
    ['of 1.5', limited(10), { delta: 1.5 }, 'input.delta'],
    ['of 2^31', limited(10), { delta: 2 ** 31 }, 'input.delta'],
    ['to more than 1,000,000,000', limited(999_999_996), { delta: 5 }, 'input.delta'],
    ['with a reason of 1,001 characters', limited(10), { reason: 'x'.repeat(1_001) }, 'input.reason'],
    [
      'with a key of 129 characters',
      limited(10),
      { idempotencyKey: 'x'.repeat(129) },
      'input.idempotencyKey',
    ],
    ['of an id that is an object', limited(10), { id: { $gt: '' } as never }, 'input.id'],
  ])('%s is BAD_USER_INPUT, and nothing is stored', async (_what, reward, fields, path) => {
    const event = await createEvent(operator, { rewards: [reward] });
    const error = await operator.refused(AdjustRewardStockDocument, adjust(event, fields), 'BAD_USER_INPUT');
    expect(error.extensions.fields).toMatchObject([{ path }]);
    expect(await stored(event.id)).toMatchObject({ deltaN: 0, rewards: [{ stock: reward.stock ?? null }] });
  });

  test('to exactly 1,000,000,000 is fine', async () => {
    const event = await createEvent(operator, { rewards: [limited(999_999_995)] });
    await operator.run(AdjustRewardStockDocument, adjust(event));
    expect((await stored(event.id)).rewards).toMatchObject([
      { stock: 1_000_000_000, remaining: 1_000_000_000 },
    ]);
  });

  test('that lets a MANUAL event hold over 10,000 requests open is BAD_USER_INPUT', async () => {
    const event = await createEvent(operator, {
      payout: 'MANUAL',
      rewards: [limited(19_997, { quantity: 2 })],
    });
    await operator.run(AdjustRewardStockDocument, adjust(event, { delta: 4 }));
    const error = await operator.refused(
      AdjustRewardStockDocument,
      adjust(event, { delta: 1 }),
      'BAD_USER_INPUT',
    );
    expect(error.extensions.fields).toMatchObject([{ path: 'input.delta' }]);
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 20_001 }]);
  });

  test.each([new Types.ObjectId().toHexString(), 'x'])('of reward %p is NOT_FOUND', async (id) => {
    const input = { id, delta: 1, reason: '', idempotencyKey: id };
    await operator.refused(AdjustRewardStockDocument, { input }, 'NOT_FOUND');
  });

  test.each(['USER', 'AUDITOR'] as const)('is not for a %s', async (role) => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    await (await server.actor(role)).refused(AdjustRewardStockDocument, adjust(event), 'FORBIDDEN');
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 10 }]);
  });
});

describe('the same key', () => {
  test('changes nothing further and gives the reward as it stands now', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const call = adjust(event);
    await operator.run(AdjustRewardStockDocument, call);
    await operator.run(AdjustRewardStockDocument, adjust(event, { delta: 1 }));
    const { adjustRewardStock: payload } = await operator.run(AdjustRewardStockDocument, call);
    expect(payload?.reward).toMatchObject({ stock: 16, remaining: 16 });
    expect(await entries(event.id)).toHaveLength(2);
  });

  test('is known when the answer is lost before the entry is in the chain', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const call = adjust(event);
    await operator.run(AdjustRewardStockDocument, call);
    // As a crash between the change and the chain leaves it.
    const [entry] = await entries(event.id);
    if (!entry) throw new Error('no entry');
    const { _id, sequence, hash: _hash, previousHash: _previous, ...fields } = entry;
    await server.database.auditEntries.deleteOne({ _id, sequence });
    await server.database.events.updateOne(
      { _id: new Types.ObjectId(event.id) },
      {
        $push: { outbox: { id: _id, ...fields } },
      },
    );
    const { adjustRewardStock: payload } = await operator.run(AdjustRewardStockDocument, call);
    expect(payload?.reward).toMatchObject({ stock: 15 });
    expect(await entries(event.id)).toMatchObject([{ _id }]);
    expect((await stored(event.id)).outbox).toEqual([]);
  });

  test('with another delta, reason or reward is refused, and reward and event are null', async () => {
    const event = await createEvent(operator, { rewards: [limited(10), limited(10)] });
    const { input } = adjust(event);
    await operator.run(AdjustRewardStockDocument, { input });
    for (const other of [{ delta: 6 }, { reason: 'Another.' }, { id: event.rewards[1]?.id ?? '' }]) {
      const call = { input: { ...input, ...other } };
      const payload = await operator.refused(AdjustRewardStockDocument, call, 'IDEMPOTENCY_KEY_REUSED');
      expect(payload).toMatchObject({
        reward: null,
        event: null,
        userErrors: [{ field: ['input', 'idempotencyKey'] }],
      });
    }
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 15 }, { stock: 10 }]);
  });

  test('is one key for createEvent and adjustRewardStock', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const call = adjust(event);
    await operator.run(AdjustRewardStockDocument, call);
    const create = (idempotencyKey: string) => ({ input: { title: 'Keyed', startAt: NOW, idempotencyKey } });
    await operator.refused(CreateEventDocument, create(call.input.idempotencyKey), 'IDEMPOTENCY_KEY_REUSED');
    await operator.run(CreateEventDocument, create('created first'));
    const reused = adjust(event, { idempotencyKey: 'created first' });
    await operator.refused(AdjustRewardStockDocument, reused, 'IDEMPOTENCY_KEY_REUSED');
    expect(await server.database.events.countDocuments({ title: 'Keyed' })).toBe(1);
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 15 }]);
  });

  test("of another actor is that one's own", async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const call = adjust(event);
    await operator.run(AdjustRewardStockDocument, call);
    await (await server.actor('ADMIN')).run(AdjustRewardStockDocument, call);
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 20 }]);
  });

  test('is free again after a refusal', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const call = adjust(event, { delta: -11 });
    await operator.refused(AdjustRewardStockDocument, call, 'OUT_OF_STOCK');
    await operator.run(AdjustRewardStockDocument, adjust(event, { delta: 1 }));
    await operator.run(AdjustRewardStockDocument, call);
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 0, remaining: 0 }]);
  });

  test('in 20 calls at once is one change and one entry', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const call = adjust(event);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => operator.run(AdjustRewardStockDocument, call)),
    );
    for (const { adjustRewardStock: payload } of answers)
      expect(payload?.reward).toMatchObject({ stock: 15 });
    expect(await stored(event.id)).toMatchObject({ deltaN: 1, rewards: [{ stock: 15, remaining: 15 }] });
    expect(await entries(event.id)).toHaveLength(1);
  });
});

describe('races', () => {
  test('20 different deltas at once are all applied, each with the entry of its own step', async () => {
    const event = await createEvent(operator, { rewards: [limited(100), limited(7)] });
    const deltas = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? n + 1 : -n));
    const sum = deltas.reduce((total, delta) => total + delta, 0);
    await Promise.all(
      deltas.map((delta) => operator.run(AdjustRewardStockDocument, adjust(event, { delta }))),
    );
    expect(await stored(event.id)).toMatchObject({
      version: 1,
      deltaN: 20,
      rewards: [{ stock: 100 + sum, remaining: 100 + sum }, { stock: 7 }],
    });
    const steps = (await entries(event.id)).map(({ before, after }) => [before, after] as const);
    expect(steps).toHaveLength(20);
    let last = steps[0]?.[0];
    for (const [before, after] of steps) {
      expect(before).toBe(last);
      last = after;
    }
  });

  test('of 10 deltas that take more than remains as many win as there is stock for', async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => operator.ask(AdjustRewardStockDocument, adjust(event, { delta: -3 }))),
    );
    const codes = answers.map(({ data }) => data?.adjustRewardStock?.userErrors[0]?.code ?? 'applied');
    expect(codes.filter((code) => code === 'applied')).toHaveLength(3);
    expect(codes.filter((code) => code === 'OUT_OF_STOCK')).toHaveLength(7);
    expect(await stored(event.id)).toMatchObject({ deltaN: 3, rewards: [{ stock: 1, remaining: 1 }] });
  });

  test("units that are taken between a delta's judgement and its update are not there any more", async () => {
    const event = await createEvent(operator, { rewards: [limited(10)] });
    const _id = new Types.ObjectId(event.id);
    let lowest = 10;
    let done = false;
    // A claim that takes all there is and gives it back, again and again.
    const takeAndGiveBack = async () => {
      while (!done) {
        const some = { _id, 'rewards.0.remaining': { $gte: 10 } };
        const taken = await server.database.events.updateOne(some, { $inc: { 'rewards.0.remaining': -10 } });
        if (taken.modifiedCount === 0) continue;
        const before = await server.database.events.findOneAndUpdate(
          { _id },
          { $inc: { 'rewards.0.remaining': 10 } },
        );
        lowest = Math.min(lowest, before?.rewards[0]?.remaining ?? 0);
      }
    };
    const adjustAndBack = async () => {
      for (let round = 0; round < 30; round++) {
        const { data } = await operator.ask(AdjustRewardStockDocument, adjust(event, { delta: -10 }));
        if (data?.adjustRewardStock?.userErrors.length !== 0) continue;
        await operator.run(AdjustRewardStockDocument, adjust(event, { delta: 10 }));
      }
    };
    const adjusted = adjustAndBack().finally(() => {
      done = true;
    });
    await Promise.all([takeAndGiveBack(), adjusted]);
    expect(lowest).toBe(0);
    expect((await stored(event.id)).rewards).toMatchObject([{ stock: 10, remaining: 10 }]);
  });

  test('deltas and claims that take at once share the stock to its last unit', async () => {
    const event = await createEvent(operator, {
      conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
      rewards: [limited(16, { quantity: 2 })],
    });
    const users = await Promise.all(Array.from({ length: 12 }, () => server.actor('USER')));
    await Promise.all(users.map((user) => user.run(CheckAttendanceDocument)));
    const [claims, deltas] = await Promise.all([
      Promise.all(users.map((user) => user.ask(RequestRewardDocument, { input: { eventId: event.id } }))),
      Promise.all(
        Array.from({ length: 10 }, () =>
          operator.ask(AdjustRewardStockDocument, adjust(event, { delta: -1 })),
        ),
      ),
    ]);
    const paid = claims.filter(({ data }) => data?.requestReward?.request?.status === 'SUCCESS').length;
    const applied = deltas.filter(({ data }) => data?.adjustRewardStock?.userErrors.length === 0).length;
    const { rewards, frozenAt } = await stored(event.id);
    expect(rewards).toMatchObject([{ stock: 16 - applied, remaining: 16 - applied - 2 * paid }]);
    // One odd unit may be left, which no claim can take.
    expect(rewards[0]?.remaining).toBeLessThan(2);
    expect(rewards[0]?.remaining).toBeGreaterThanOrEqual(0);
    expect(frozenAt).not.toBeNull();
    expect(await entries(event.id)).toHaveLength(applied);
  });
});
