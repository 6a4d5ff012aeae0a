import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Types } from 'mongoose';
import type { FeedType } from '../../src/domain/reward-feed';
import { createLog } from '../../src/log';
import { AddressRules } from '../../src/webhooks/address-rules';
import { WebhookDeliveries, type FeedEntry } from '../../src/webhooks/webhook-deliveries';
import { EndpointStore } from '../../src/webhooks/endpoint-store';
import type { FeedReader } from '../../src/webhooks/feed-reader';
import { postMessage } from '../../src/webhooks/post-message';
import { WebhookSender } from '../../src/webhooks/webhook-sender';
import { testClock, type TestClock } from '../support/clock';
import { startTestServer, type TestServer } from '../support/server';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

/** Time-dependent rules: senders with a clock of their own, on endpoints that no server sends to. */
let server: TestServer;
let receiver: WebhookReceiver;
let clock: TestClock;
let feed: FeedEntry[];
let senders: WebhookSender[];
let endpointId: Types.ObjectId;

beforeAll(async () => {
  server = await startTestServer();
  // Its own background must not send what these tests send.
  await server.services.webhookSender.stop();
});
afterAll(() => server.close());

beforeEach(async () => {
  receiver = await startWebhookReceiver();
  clock = testClock('2026-06-01T00:00:00Z');
  feed = [];
  senders = [];
  const { database } = server;
  await database.webhookEndpoints.deleteMany({});
  await database.webhookDeliveries.deleteMany({});
  await database.webhookLeases.deleteMany({});
  endpointId = await createEndpoint(receiver.url);
});
afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.stop()));
  await receiver.close();
});

const feedReader: FeedReader = {
  findTail: () => Promise.resolve(feed.length),
  read: (after, limit) => {
    const entries = feed.slice(after, after + limit);
    return Promise.resolve({ epoch: 'epoch', entries, lastSequence: entries.at(-1)?.sequence ?? after });
  },
};

async function createEndpoint(url: string, types: FeedType[] = ['REWARD_GRANTED', 'REQUEST_PENDING']) {
  const admin = await server.actor('ADMIN');
  const input = { url, types };
  const { endpoint } = await server.services.webhooks.create(input, byAdmin(admin.id));
  return endpoint._id;
}

const byAdmin = (id: string) => ({
  viewer: { id, role: 'ADMIN' as const, sessionId: '' },
  now: clock.now(),
});

function sender(reader = feedReader): WebhookSender {
  const { database, services } = server;
  const made = new WebhookSender({
    database,
    endpoints: new EndpointStore({ database, chainer: services.chainer }),
    deliveries: new WebhookDeliveries(database.webhookDeliveries),
    feed: reader,
    secrets: services.secrets,
    rules: new AddressRules({ production: false, allowedNetworks: [] }),
    clock: clock.now,
    log: createLog('silent', false),
    random: () => 0.5,
  });
  senders.push(made);
  return made;
}

function append(count: number, rowOf: (place: number) => Types.ObjectId = () => new Types.ObjectId()): void {
  for (let place = 0; place < count; place++) {
    feed.push({ sequence: feed.length + 1, type: 'REWARD_GRANTED', rowId: rowOf(place), at: clock.now() });
  }
}

/** Sends what is due now, and what becomes due by it. */
async function send(by: WebhookSender): Promise<void> {
  await by.sweep();
  await by.idle();
}

const deliveries = () =>
  server.database.webhookDeliveries.find({ endpointId }).sort({ sequence: 1 }).toArray();
const endpoint = async () => (await server.database.webhookEndpoints.findOne({ _id: endpointId }))!;
const sequences = () => receiver.received.map(({ id }) => Number(id.split('.').at(-1)));

test('each entry is sent once, under an id of epoch, endpoint and sequence, at most 16 at a time', async () => {
  append(250);
  let release: (value?: unknown) => void = () => undefined;
  const when = new Promise((resolve) => (release = resolve));
  receiver.answer = () => {
    if (receiver.open.now >= 16) release();
    return { status: 204, when };
  };
  await send(sender());
  expect(sequences().sort((a, b) => a - b)).toEqual(feed.map(({ sequence }) => sequence));
  expect(receiver.received[0]!.id).toBe(`epoch.${String(endpointId)}.${sequences()[0]}`);
  expect(receiver.open.most).toBe(16);
  expect((await deliveries()).every(({ state, attempts }) => state === 'DELIVERED' && attempts === 1)).toBe(
    true,
  );
  expect(await server.database.webhookLeases.findOne({ _id: endpointId })).toMatchObject({ cursor: 250 });
});

test('a response whose body never ends keeps no connection', async () => {
  const stream = createServer((request, response) => {
    request.resume();
    response.writeHead(200).write('{"accepted":');
  });
  const disconnected = new Promise<void>((resolve) => {
    stream.on('connection', (socket) => socket.once('close', resolve));
  });
  await new Promise<void>((resolve) => stream.listen(0, '127.0.0.1', resolve));
  const { port } = stream.address() as AddressInfo;
  const outcome = await postMessage(
    { url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}' },
    {
      rules: new AddressRules({ production: false, allowedNetworks: [] }),
      signal: new AbortController().signal,
      limitMs: 600_000,
    },
  );
  expect(outcome).toMatchObject({ status: 200, error: null });
  await disconnected;
  stream.close();
});

test('messages and leases whose endpoint is gone are removed, and no others', async () => {
  append(2);
  await send(sender());
  const { webhookDeliveries, webhookLeases } = server.database;
  const [kept] = await deliveries();
  const gone = new Types.ObjectId();
  await webhookDeliveries.insertOne({
    ...kept!,
    _id: new Types.ObjectId(),
    endpointId: gone,
    state: 'WAITING',
  });
  await webhookLeases.insertOne({ _id: gone, cursor: 1, n: 1, owner: 'paused', until: new Date(0) });
  await send(sender());
  expect(await webhookDeliveries.countDocuments({ endpointId: gone })).toBe(0);
  expect(await webhookLeases.findOne({ _id: gone })).toBeNull();
  expect(await deliveries()).toHaveLength(2);
});

test('entries of other types are passed over', async () => {
  append(3);
  feed[1] = { ...feed[1]!, type: 'REQUEST_REJECTED' };
  await send(sender());
  expect(sequences().sort()).toEqual([1, 3]);
  expect(await server.database.webhookLeases.findOne({ _id: endpointId })).toMatchObject({ cursor: 3 });
});

test('messages about one request are sent in order, one after the other; a failing one holds up only its own', async () => {
  const rows = [new Types.ObjectId(), new Types.ObjectId()];
  append(20, (place) => rows[place % 2]!);
  receiver.answer = ({ id }) => ({ status: id.endsWith('.3') ? 500 : 204 });
  const by = sender();
  await send(by);
  expect(sequences().filter((each) => each % 2 === 1)).toEqual([1, 3]);
  expect(sequences().filter((each) => each % 2 === 0)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  receiver.answer = () => ({ status: 204 });
  clock.advance({ seconds: 5 });
  await send(by);
  expect(sequences().filter((each) => each % 2 === 1)).toEqual([1, 3, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
});

test('a message that always fails is tried 10 times at its times, is then exhausted, and releases the next', async () => {
  const row = new Types.ObjectId();
  append(2, () => row);
  receiver.answer = ({ id }) => ({ status: id.endsWith('.1') ? 503 : 204 });
  const by = sender();
  await send(by);
  const delays = [5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200, 86_400];
  for (const [place, delay] of delays.entries()) {
    clock.advance({ seconds: delay - 1 });
    await send(by);
    expect(receiver.received).toHaveLength(place + 1);
    clock.advance({ seconds: 1 });
    await send(by);
    expect(sequences().filter((each) => each === 1)).toHaveLength(place + 2);
  }
  const [first, second] = await deliveries();
  expect(first).toMatchObject({
    state: 'EXHAUSTED',
    attempts: 10,
    lastStatus: 503,
    lastError: 'HTTP_STATUS',
    nextAttemptAt: null,
  });
  // The first of the row is settled; the next one is tried alone, since the endpoint is stalled.
  await send(by);
  expect(sequences().at(-1)).toBe(2);
  expect(second!.sequence).toBe(2);
  expect((await endpoint()).failingSince).toBeNull();
});

test('a stalled endpoint with nothing left to try takes the next entries, and recovers by one of them', async () => {
  append(1);
  receiver.answer = () => ({ status: 503 });
  const by = sender();
  await send(by);
  for (let hour = 0; hour < 72 && (await deliveries())[0]!.state === 'WAITING'; hour++) {
    clock.advance({ hours: 1 });
    await send(by);
  }
  expect(await deliveries()).toMatchObject([{ state: 'EXHAUSTED' }]);

  append(3);
  receiver.answer = () => ({ status: 204 });
  await send(by);
  expect((await deliveries()).map(({ state }) => state)).toEqual([
    'EXHAUSTED',
    'DELIVERED',
    'DELIVERED',
    'DELIVERED',
  ]);
  expect(await endpoint()).toMatchObject({ active: true, failingSince: null });
});

test('an endpoint whose turn does not end does not hold up the others', async () => {
  append(1);
  let release: (value?: unknown) => void = () => undefined;
  let blocked: Promise<unknown> | undefined = new Promise((resolve) => (release = resolve));
  const by = sender({
    ...feedReader,
    read: async (...args) => {
      const until = blocked;
      blocked = undefined;
      await until;
      return feedReader.read(...args);
    },
  });
  const other = await startWebhookReceiver();
  try {
    const first = by.sweep();
    await untilTrue(() => Promise.resolve(blocked === undefined));
    await createEndpoint(other.url);
    const isSwept = first.then(() => true);
    expect(await Promise.race([isSwept, new Promise((resolve) => setTimeout(resolve, 4_000))])).toBe(true);
    await by.sweep();
    await untilTrue(() => Promise.resolve(other.received.length === 1));
    expect(receiver.received).toEqual([]);
  } finally {
    release();
    await by.idle();
    await other.close();
  }
  expect(sequences()).toEqual([1]);
});

test('Retry-After is honoured, up to a day', async () => {
  append(1);
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '7200' } });
  const by = sender();
  await send(by);
  const [first] = await deliveries();
  expect(first!.nextAttemptAt).toEqual(new Date(clock.now().getTime() + 7_200_000));
});

test('after 10 minutes without a success only the oldest message is tried, the cursor stands still, and no other attempt counts', async () => {
  append(40);
  receiver.answer = () => ({ status: 500 });
  const by = sender();
  await send(by);
  const before = (await deliveries()).map(({ attempts }) => attempts);
  clock.advance({ minutes: 10 });
  append(100);
  const count = receiver.received.length;
  await send(by);
  expect(receiver.received.slice(count).map(({ id }) => id.split('.').at(-1))).toEqual(['1']);
  const after = await deliveries();
  expect(after).toHaveLength(40);
  expect(after.map(({ attempts }) => attempts)).toEqual([before[0]! + 1, ...before.slice(1)]);

  receiver.answer = () => ({ status: 204 });
  clock.advance({ hours: 1 });
  await send(by);
  expect(new Set(sequences())).toEqual(new Set(feed.map(({ sequence }) => sequence)));
  expect((await deliveries()).every(({ state }) => state === 'DELIVERED')).toBe(true);
});

test('an attempt that was under way when the endpoint stalled does not count', async () => {
  append(2);
  let answer: (value?: unknown) => void = () => undefined;
  const when = new Promise((resolve) => (answer = resolve));
  receiver.answer = ({ id }) => ({ status: 500, ...(id.endsWith('.2') && { when }) });
  const by = sender();
  await by.sweep();
  await untilTrue(async () => (await deliveries())[0]?.attempts === 1);
  clock.advance({ minutes: 10 });
  answer();
  await by.idle();
  expect((await deliveries())[1]).toMatchObject({ attempts: 0, lastStatus: 500, state: 'WAITING' });
});

test('status 410 deactivates the endpoint at once, with the reason in the audit', async () => {
  append(1);
  receiver.answer = () => ({ status: 410 });
  const by = sender();
  await send(by);
  expect(await endpoint()).toMatchObject({ active: false, pausedReason: 'GONE' });
  expect(await deliveries()).toMatchObject([{ state: 'WAITING', lastError: 'GONE' }]);
  const entry = await server.database.auditEntries.findOne(
    { targetId: endpointId },
    { sort: { sequence: -1 } },
  );
  expect(entry).toMatchObject({ action: 'deactivateWebhookEndpoint', actorId: null });
  clock.advance({ hours: 1 });
  await send(by);
  expect(receiver.received).toHaveLength(1);
});

test('5 days without a success deactivate the endpoint; nothing that waits is lost', async () => {
  append(30);
  receiver.answer = () => ({ status: 500 });
  const by = sender();
  await send(by);
  for (let hour = 0; hour < 5 * 24 && (await endpoint()).active; hour++) {
    clock.advance({ hours: 1 });
    await send(by);
  }
  expect(await endpoint()).toMatchObject({ active: false, pausedReason: 'NO_SUCCESS_FOR_5_DAYS' });
  const states = (await deliveries()).map(({ state }) => state);
  expect(states.filter((state) => state === 'EXHAUSTED').length).toBeLessThanOrEqual(3);

  receiver.answer = () => ({ status: 204 });
  const admin = await server.actor('ADMIN');
  await server.services.webhooks.update({ id: String(endpointId), active: true }, byAdmin(admin.id));
  receiver.received.length = 0;
  await send(by);
  expect(receiver.received).toHaveLength(states.filter((state) => state === 'WAITING').length);
  expect(await endpoint()).toMatchObject({ active: true, pausedReason: null, failingSince: null });
});

test.each<[string, { status: number; headers?: Record<string, string> }, string]>([
  ['a redirect', { status: 302, headers: { location: '/elsewhere' } }, 'REDIRECT'],
  ['a client error', { status: 404 }, 'HTTP_STATUS'],
  ['not modified', { status: 304 }, 'REDIRECT'],
])('%s is a failure and is not followed', async (_what, answer, lastError) => {
  append(1);
  receiver.answer = () => answer;
  await send(sender());
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  expect(await deliveries()).toMatchObject([{ state: 'WAITING', lastError, lastStatus: answer.status }]);
});

test('a response without an end counts by its status', async () => {
  append(1);
  receiver.answer = () => ({ status: 200, body: 'x'.repeat(1_000_000) });
  await send(sender());
  expect(await deliveries()).toMatchObject([{ state: 'DELIVERED', lastStatus: 200 }]);
});

test('an endpoint that nobody listens at fails with a code', async () => {
  append(1);
  await receiver.close();
  await send(sender());
  expect(await deliveries()).toMatchObject([
    { state: 'WAITING', lastError: 'CONNECTION_FAILED', lastStatus: null },
  ]);
  receiver = await startWebhookReceiver();
});

test('of four senders one sends; when its lease has run out another goes on', async () => {
  append(50);
  const all = Array.from({ length: 4 }, () => sender());
  await Promise.all(all.map((by) => send(by)));
  expect(sequences().sort((a, b) => a - b)).toEqual(feed.map(({ sequence }) => sequence));
  append(10);
  const { owner } = (await server.database.webhookLeases.findOne({ _id: endpointId }))!;
  clock.advance({ seconds: 11 });
  await Promise.all(all.map((by) => send(by)));
  expect(new Set(sequences()).size).toBe(60);
  expect(owner).not.toBeNull();
});

test('what was settled more than 30 days ago is removed; what waits stays', async () => {
  append(2);
  receiver.answer = ({ id }) => ({ status: id.endsWith('.2') ? 500 : 204 });
  await send(sender());
  clock.advance({ days: 29 });
  await new WebhookDeliveries(server.database.webhookDeliveries).removeExpired(clock.now());
  expect(await deliveries()).toHaveLength(2);
  clock.advance({ days: 2 });
  await new WebhookDeliveries(server.database.webhookDeliveries).removeExpired(clock.now());
  expect(await deliveries()).toMatchObject([{ sequence: 2, state: 'WAITING' }]);
});

test('a range is sent again under the same ids, also what was removed', async () => {
  append(300);
  const by = sender();
  await send(by);
  const first = new Map(receiver.received.map(({ id, body }) => [id, body]));
  await server.database.webhookDeliveries.deleteMany({ sequence: { $lte: 50 } });
  receiver.received.length = 0;
  const admin = await server.actor('ADMIN');
  await server.services.webhooks.replay(
    { id: String(endpointId), fromSequence: 11, toSequence: 260 },
    byAdmin(admin.id),
  );
  await send(by);
  expect(sequences().sort((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, place) => place + 11));
  for (const { id, body } of receiver.received) expect(first.get(id)).toBe(body);
  expect((await endpoint()).replays).toEqual([]);
});

async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
