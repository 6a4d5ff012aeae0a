import { Types } from 'mongoose';
import {
  AdjustRewardStockDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  UpdateEventDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const item = (name: string, quantity: number, stock: number | null) => ({
  type: 'ITEM' as const,
  name,
  quantity,
  stock,
});

async function qualified(): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return user;
}

const claim = ({ id }: CreatedEvent) => ({ input: { eventId: id } });
const stored = async ({ id }: CreatedEvent) =>
  (await server.database.events.findOne({ _id: new Types.ObjectId(id) }))!;
const remainders = async (event: CreatedEvent) =>
  (await stored(event)).rewards.map(({ remaining }) => remaining);

/** The holds of settled claims close when nothing else runs. */
async function untilNoHoldIsOpen(event: CreatedEvent): Promise<void> {
  while ((await stored(event)).holds.some((hold) => hold.at !== undefined)) await new Promise(setImmediate);
}

test('a claim takes the quantity of every limited reward and leaves unlimited ones alone', async () => {
  const event = await createEvent(operator, {
    rewards: [item('Mug', 2, 10), item('Sticker', 5, null), item('Ticket', 1, 3)],
  });
  await (await qualified()).run(RequestRewardDocument, claim(event));
  expect(await remainders(event)).toEqual([8, null, 2]);
  await untilNoHoldIsOpen(event);
  expect((await stored(event)).holds).toEqual([]);
});

// Claim invariants: C14, C15.
test('quantity 2 of remaining 1 is OUT_OF_STOCK, and remaining is still 1', async () => {
  const event = await createEvent(operator, { rewards: [item('Mug', 2, 1)] });
  const user = await qualified();
  const failed = await user.refused(RequestRewardDocument, claim(event), 'OUT_OF_STOCK');
  expect(failed.request).toMatchObject({ status: 'FAILED', failureCode: 'OUT_OF_STOCK', grants: [] });
  expect(await remainders(event)).toEqual([1]);
});

// Claim invariants: C14.
test('rewards with stock 10 and 3, 50 users at once: 3 winners, the first stock at 7, the second at 0', async () => {
  const event = await createEvent(operator, { rewards: [item('Mug', 1, 10), item('Ticket', 1, 3)] });
  const users = await Promise.all(Array.from({ length: 50 }, qualified));
  const answers = await Promise.all(users.map((user) => user.ask(RequestRewardDocument, claim(event))));
  const statuses = answers.map(({ data }) => data?.requestReward?.request?.status);
  expect(statuses.filter((status) => status === 'SUCCESS')).toHaveLength(3);
  expect(statuses.filter((status) => status === 'FAILED')).toHaveLength(47);
  expect(await remainders(event)).toEqual([7, 0]);
});

// Claim invariants: C18.
test('stock 1 and 100 claims of one user at once: 1 SUCCESS and no FAILED row', async () => {
  const event = await createEvent(operator, { rewards: [item('Mug', 1, 1)] });
  const user = await qualified();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => user.ask(RequestRewardDocument, claim(event))),
  );
  const ids = new Set(answers.map(({ data }) => data!.requestReward!.request!.id));
  expect(ids.size).toBe(1);
  const rows = await server.database.requests.find({ eventId: new Types.ObjectId(event.id) }).toArray();
  expect(rows.map(({ status }) => status)).toEqual([1]);
});

test('a unit that a rejection gives back is claimed by the next', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL', rewards: [item('Jacket', 1, 1)] });
  const [one, two] = [await qualified(), await qualified()];
  const first = await one.run(RequestRewardDocument, claim(event));
  await two.refused(RequestRewardDocument, claim(event), 'OUT_OF_STOCK');
  await operator.run(RejectRewardRequestDocument, {
    input: { id: first.requestReward!.request!.id, reason: 'no' },
  });
  const second = await two.run(RequestRewardDocument, claim(event));
  expect(second.requestReward?.request).toMatchObject({ status: 'PENDING', attempt: 2 });
  expect(await remainders(event)).toEqual([0]);
});

// Claim invariants: C15.
test('claims and stock deltas at once lose no unit', async () => {
  const event = await createEvent(operator, { rewards: [item('Mug', 1, 5)] });
  const users = await Promise.all(Array.from({ length: 20 }, qualified));
  await Promise.all([
    ...users.map((user) => user.ask(RequestRewardDocument, claim(event))),
    ...Array.from({ length: 10 }, (_, n) =>
      operator.run(AdjustRewardStockDocument, {
        input: { id: event.rewards[0]!.id, delta: 1, reason: 'more', idempotencyKey: `${event.id}-${n}` },
      }),
    ),
  ]);
  const paid = await server.database.requests.countDocuments({
    eventId: new Types.ObjectId(event.id),
    status: 1,
  });
  const { rewards } = await stored(event);
  expect(rewards[0]!.stock).toBe(15);
  expect(rewards[0]!.remaining).toBe(15 - paid);
});

// Claim invariants: C13.
test('claims go on while the event is edited, each judged on a version that was there', async () => {
  const event = await createEvent(operator, { rewards: [item('Mug', 1, 30)] });
  const users = await Promise.all(Array.from({ length: 20 }, qualified));
  const edits = async () => {
    for (let version = 1; version <= 5; version += 1) {
      await operator.run(UpdateEventDocument, {
        input: { id: event.id, expectedVersion: version, title: `Version ${version + 1}` },
      });
    }
  };
  const [answers] = await Promise.all([
    Promise.all(users.map((user) => user.run(RequestRewardDocument, claim(event)))),
    edits(),
  ]);
  expect(answers.map(({ requestReward }) => requestReward?.request?.status)).toEqual(
    users.map(() => 'SUCCESS'),
  );
  expect(await remainders(event)).toEqual([10]);
});

describe('what a server that died leaves behind is settled by any other', () => {
  const longAgo = () => new Date(Date.now() - 60_000);

  const eventWithStock = () => createEvent(operator, { payout: 'MANUAL', rewards: [item('Mug', 2, 10)] });

  /** From here on the server's own sweeper may settle it too: what is to be found with it stands before. */
  async function hold(
    event: CreatedEvent,
    claimId: Types.ObjectId,
    at: Date | undefined,
    userId?: Types.ObjectId,
  ) {
    await server.database.events.updateOne(
      { _id: new Types.ObjectId(event.id) },
      {
        $set: { 'rewards.0.remaining': 8, frozenAt: server.clock.now() },
        $push: { holds: { id: claimId, ...(userId && { userId }), ...(at && { at }) } },
      },
    );
  }
  const sweep = () => server.services.holds.sweep();

  async function insertRow(claimId: Types.ObjectId, event: CreatedEvent, status: 0 | 1 | 2, extra = {}) {
    const user = await server.actor('USER');
    await server.database.requests.insertOne({
      _id: claimId,
      userId: new Types.ObjectId(user.id),
      eventId: new Types.ObjectId(event.id),
      status,
      attempt: 1,
      requestedAt: server.clock.now(),
      decidedAt: status === 0 ? null : server.clock.now(),
      decidedById: null,
      failureCode: status === 2 ? 'REJECTED' : null,
      note: null,
      eventVersion: 1,
      evidence: [],
      grants: [],
      ...extra,
    });
  }

  // Claim invariants: C16, C17.
  test('a hold without a row: a tombstone takes its place, and the units come back once', async () => {
    const claimId = new Types.ObjectId();
    const userId = new Types.ObjectId();
    const event = await eventWithStock();
    await hold(event, claimId, longAgo(), userId);
    await Promise.all([sweep(), sweep(), sweep(), sweep()]);
    expect(await stored(event)).toMatchObject({ holds: [], rewards: [{ stock: 10, remaining: 10 }] });
    const row = await server.database.requests.findOne({ _id: claimId });
    expect(Object.keys(row!).sort()).toEqual(['_id', 'at', 'tombstone', 'userId']);
    // A router sends it to the shard where the claim's insert would land.
    expect(row!.userId).toEqual(userId);
    // The claim's late insert finds its id taken.
    await expect(insertRow(claimId, event, 1)).rejects.toMatchObject({ code: 11_000 });
  });

  test('a hold of an earlier release, which names no user, is settled too', async () => {
    const claimId = new Types.ObjectId();
    const event = await eventWithStock();
    await hold(event, claimId, longAgo());
    await sweep();
    expect(await stored(event)).toMatchObject({ holds: [], rewards: [{ stock: 10, remaining: 10 }] });
    expect(await server.database.requests.findOne({ _id: claimId })).toMatchObject({ tombstone: true });
  });

  test('a tombstone of an earlier release, which names no user, gives the units of a hold that does back', async () => {
    const claimId = new Types.ObjectId();
    const event = await eventWithStock();
    await server.services.holds.bury({ _id: claimId });
    await hold(event, claimId, longAgo(), new Types.ObjectId());
    await sweep();
    expect(await stored(event)).toMatchObject({ holds: [], rewards: [{ stock: 10, remaining: 10 }] });
  });

  test.each([
    [1, 8, []],
    [0, 8, [{}]],
    [2, 10, []],
  ] as const)('a hold whose row has status %i leaves remaining %i', async (status, left, holds) => {
    const claimId = new Types.ObjectId();
    const event = await eventWithStock();
    await insertRow(claimId, event, status);
    await hold(event, claimId, longAgo());
    await sweep();
    await sweep();
    const after = await stored(event);
    expect(after.rewards[0]!.remaining).toBe(left);
    expect(after.holds).toEqual(holds.map(() => ({ id: claimId })));
  });

  test('a hold that is younger than 5 s is left to its claim', async () => {
    const claimId = new Types.ObjectId();
    const event = await eventWithStock();
    // In the future, so that it stays young on a machine that stands still meanwhile.
    await hold(event, claimId, new Date(Date.now() + 3_600_000));
    await sweep();
    expect((await stored(event)).holds).toMatchObject([{ id: claimId }]);
  });

  // Claim invariants: C16, C24.
  test('a rejected row with holdDue gives its units back and is no longer due', async () => {
    const claimId = new Types.ObjectId();
    const event = await eventWithStock();
    await hold(event, claimId, undefined);
    await insertRow(claimId, event, 2, { held: true, holdDue: true });
    await Promise.all([sweep(), sweep()]);
    expect(await stored(event)).toMatchObject({ holds: [], rewards: [{ remaining: 10 }] });
    expect(await server.database.requests.countDocuments({ _id: claimId, holdDue: true })).toBe(0);
  });

  // Claim invariants: C18.
  test("a claim that finds another server's open hold on the last unit waits for it, and gets what comes back", async () => {
    const event = await createEvent(operator, { rewards: [item('Mug', 1, 1)] });
    await server.database.events.updateOne(
      { _id: new Types.ObjectId(event.id) },
      {
        $set: { 'rewards.0.remaining': 0, frozenAt: server.clock.now() },
        $push: { holds: { id: new Types.ObjectId(), at: longAgo() } },
      },
    );
    const user = await qualified();
    const answer = await user.ask(RequestRewardDocument, claim(event));
    // Either this server's sweeper was in time, or the claim says that it can't tell yet: never sold out.
    const code = answer.errors[0]?.extensions.code ?? answer.data?.requestReward?.request?.status;
    expect(['SUCCESS', 'SERVICE_UNAVAILABLE']).toContain(code);
    expect(
      await server.database.requests.countDocuments({ eventId: new Types.ObjectId(event.id), status: 2 }),
    ).toBe(0);
  });
});
