import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { ACTIVITIES_PER_DAY_MAX } from '../../src/domain/activities';
import { serviceDayOf } from '../../src/domain/service-calendar';
import { checkInvariants } from '../../src/invariants/invariants';
import { RequestRewardDocument, VoidActivitiesDocument } from '../generated/documents';
import { sendByGraphql, sendCloudEvents, sentEvent } from '../support/activities';
import { actorOf, type Actor } from '../support/actors';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';
import { backendOf, type Backend } from '../support/service-keys';

/** Four servers of one service, each a process of its own; every race is separate HTTP requests over all. */
const SERVERS = 4;
let servers: ServerProcess[];
/** Not raced against: makes accounts and reads rows. */
let home: TestServer;
let app: App;
let operator: Actor;
let shop: Backend;

let turn = 0;
const nextUrl = () => servers[turn++ % SERVERS]!.url;
const actor = (role: 'USER' | 'OPERATOR') => actorOf(app, home.clock, nextUrl, role);

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: 'system' });
  ({ app } = home);
  servers = await startServerProcesses(SERVERS, mongodbUri);
  operator = await actor('OPERATOR');
  shop = await backendOf(home, ['ACTIVITIES_WRITE']);
});
afterAll(async () => {
  const codes = await Promise.all(servers.map((server) => server.end()));
  await home.close();
  expect(codes).toEqual(servers.map(() => 0));
});
afterEach(async () => {
  for (const { log } of servers) expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect((await checkInvariants(app.database)).filter(({ ok }) => !ok)).toEqual([]);
});

const many = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));
/** Every second call comes as CloudEvents, and each door is used on every server. */
const doorOf = (n: number) => (Math.floor(n / SERVERS) % 2 === 0 ? sendCloudEvents : sendByGraphql);
const urlOf = (n: number) => servers[n % SERVERS]!.url;

test('rows that arrive 16 times at once on four servers by two doors are each recorded once', async () => {
  const users = await many(5, () => actor('USER'));
  const good = Array.from({ length: 150 }, (_, n) => sentEvent(users[n % 5]!.id, { quantity: n + 1 }));
  const bad = [
    sentEvent(String(new Types.ObjectId())),
    sentEvent(users[0]!.id, { time: '2020-01-01T00:00:00Z' }),
    sentEvent(users[0]!.id, { time: '2090-01-01T00:00:00Z' }),
    sentEvent(users[0]!.id, { type: 'No kind' }),
  ];
  const answers = await many(16, (n) => doorOf(n)(urlOf(n), shop, [...good, ...bad]));
  for (const codes of answers)
    expect(codes.slice(good.length)).toEqual(['UNKNOWN_USER', 'TOO_LATE', 'IN_FUTURE', 'INVALID']);
  for (const place of good.keys()) {
    const codes = answers.map((answer) => answer[place]).sort();
    expect(codes).toEqual([...Array.from({ length: 15 }, () => 'DUPLICATE'), 'RECORDED']);
  }
  const rows = await app.database.activities
    .find({ userId: { $in: users.map(({ id }) => new Types.ObjectId(id)) } })
    .toArray();
  const named = rows.map(
    ({ externalId, userId, quantity }) => `${externalId} ${userId.toHexString()} ${quantity}`,
  );
  expect(named.sort()).toEqual(
    good.map(({ id, subject, quantity }) => `${id} ${subject} ${quantity}`).sort(),
  );
});

test('a batch of 1,000 rows with every outcome that arrives 50 times at once records each row once', async () => {
  const users = await many(5, () => actor('USER'));
  const crowded = await actor('USER');
  const [full] = crowdedRows(crowded.id);
  await app.database.activities.insertMany(crowdedRows(crowded.id));
  const good = Array.from({ length: 880 }, (_, n) =>
    sentEvent(users[n % 5]!.id, { type: 'mixed', quantity: n + 1 }),
  );
  const repeats = good.slice(0, 30);
  const conflicts = good.slice(30, 60).map((event) => ({ ...event, quantity: event.quantity + 1_000 }));
  const refused = Array.from(
    { length: 12 },
    (_, n) =>
      [
        [
          sentEvent(crowded.id, { type: full!.kind, time: full!.occurredAt.toISOString(), quantity: n + 1 }),
          'TOO_MANY',
        ],
        [sentEvent(String(new Types.ObjectId())), 'UNKNOWN_USER'],
        [sentEvent(users[0]!.id, { time: '2020-01-01T00:00:00Z' }), 'TOO_LATE'],
        [sentEvent(users[0]!.id, { time: '2090-01-01T00:00:00Z' }), 'IN_FUTURE'],
        [sentEvent(users[0]!.id, { type: 'No kind' }), 'INVALID'],
      ] as const,
  ).flat();
  const batch = [...good, ...repeats, ...conflicts, ...refused.map(([event]) => event)];
  expect(batch).toHaveLength(1_000);

  const answers = await many(50, (n) => untilAnswered(() => sendCloudEvents(urlOf(n), shop, batch)));

  const rows = await app.database.activities.find({ kind: 'mixed' }).toArray();
  const stored = new Map(rows.map((row) => [row.externalId, row]));
  expect(rows).toHaveLength(good.length);
  for (const codes of answers) expect(codes.slice(-refused.length)).toEqual(refused.map(([, code]) => code));
  for (const [place, { id, subject, quantity }] of batch.slice(0, -refused.length).entries()) {
    const codes = new Set(answers.map((answer) => answer[place]));
    const row = stored.get(id)!;
    expect(row.userId.toHexString()).toBe(subject);
    // Of two rows under one id, whichever came first is stored; the other one is always a conflict.
    const allowed = row.quantity === quantity ? ['DUPLICATE', 'RECORDED'] : ['CONFLICT'];
    expect([...codes].filter((code) => !allowed.includes(code!))).toEqual([]);
  }
  const recorded = answers.flat().filter((code) => code === 'RECORDED');
  expect(recorded.length).toBeLessThanOrEqual(good.length);
  expect(await app.database.activities.countDocuments({ kind: full!.kind })).toBe(ACTIVITIES_PER_DAY_MAX);
});

/** As many activities of a user, kind and day as there may be. */
function crowdedRows(userId: string) {
  const at = new Date(Date.now() - 60_000);
  return Array.from({ length: ACTIVITIES_PER_DAY_MAX }, (_, n) => ({
    _id: new Types.ObjectId(),
    userId: new Types.ObjectId(userId),
    source: shop.source,
    externalId: `crowded-${n}`,
    kind: 'crowded',
    quantity: 1,
    occurredAt: at,
    receivedAt: at,
    day: serviceDayOf(app.services.calendar, at),
    voided: false,
    voidedAt: null,
    voidReason: null,
  }));
}

/** As a sender does: a server that is overloaded or slow asks for the same rows again. */
async function untilAnswered(send: () => Promise<string[]>): Promise<string[]> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error as Error).message.startsWith('503')) throw error;
    }
  }
}

test('of different rows under one id the first stays, and each other sender learns of the conflict', async () => {
  const user = await actor('USER');
  const ids = Array.from({ length: 20 }, (_, n) => sentEvent(user.id, { type: 'conflict', quantity: n + 1 }));
  const answers = await many(40, async (n) => {
    const own = ids.map((event) => ({ ...event, quantity: n + 1 }));
    return doorOf(n)(urlOf(n), shop, own);
  });
  for (const [place, { id }] of ids.entries()) {
    const codes = answers.map((answer) => answer[place]!);
    expect([...codes].sort()).toEqual([...Array.from({ length: 39 }, () => 'CONFLICT'), 'RECORDED']);
    const rows = await app.database.activities.find({ source: shop.source, externalId: id }).toArray();
    expect(rows).toMatchObject([{ quantity: codes.indexOf('RECORDED') + 1 }]);
  }
});

test('claims that race the activities which they need are paid once, with evidence of all of them', async () => {
  const user = await actor('USER');
  const { id: eventId } = await createEvent(operator, {
    conditions: [{ kind: 'ACTIVITY_COUNT', activityKind: 'race', target: 3 }],
  });
  const events = Array.from({ length: 3 }, () => sentEvent(user.id, { type: 'race' }));
  const claim = () => user.ask(RequestRewardDocument, { input: { eventId } });
  await Promise.all([many(12, (n) => doorOf(n)(urlOf(n), shop, [events[n % 3]!])), many(40, claim)]);
  await many(8, claim);
  const live = await app.database.requests
    .find({ userId: new Types.ObjectId(user.id), status: { $in: [0, 1] } })
    .toArray();
  expect(live).toMatchObject([{ status: 1, evidence: [{ activityKind: 'race', current: 3, met: true }] }]);
});

test('activities that are voided many times at once are voided once, with one audit entry each', async () => {
  const user = await actor('USER');
  const events = Array.from({ length: 10 }, () => sentEvent(user.id, { type: 'voided' }));
  await sendCloudEvents(nextUrl(), shop, events);
  const input = {
    source: shop.source,
    reason: 'The orders were returned.',
    activities: events.map(({ id }) => ({ user: { id: user.id }, externalId: id })),
  };
  await many(24, async (n) => new Client(() => urlOf(n), shop.key).run(VoidActivitiesDocument, { input }));
  const rows = await app.database.activities.find({ kind: 'voided' }).toArray();
  expect(rows).toHaveLength(events.length);
  for (const row of rows) {
    expect(row).toMatchObject({ voided: true, voidReason: input.reason, outbox: [] });
    const entries = await app.database.auditEntries.find({ targetId: row._id }).toArray();
    expect(entries).toMatchObject([
      { action: 'voidActivities', after: expect.stringContaining(row.voidedAt!.toISOString()) as string },
    ]);
  }
});
