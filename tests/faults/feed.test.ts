import { setTimeout as sleep } from 'node:timers/promises';
import { CreateWebhookEndpointDocument, RequestRewardDocument } from '../generated/documents';
import { createEvent } from '../support/events';
import { startReplicaSet, type ReplicaSet } from '../support/replica-set';
import { until } from '../support/until';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';
import { settled } from './support/checker';
import { Cluster } from './support/cluster';
import { feedBackend, FeedReader } from './support/feed-reader';
import { report } from './support/report';
import { createWorld, qualified, type World } from './support/world';

const CLAIMS = 600;
const CLAIMS_A_SECOND = 40;
const POLL_MS = 100;

let set: ReplicaSet;
let cluster: Cluster;
let world: World;
let receiver: WebhookReceiver;
const rows: Array<Record<string, string | number>> = [];

beforeAll(async () => {
  set = await startReplicaSet();
  const uri = set.uri.replace('/?', '/feed?');
  cluster = new Cluster(uri);
  await Promise.all([cluster.start(), cluster.start()]);
  world = await createWorld(uri, cluster.urls, { users: 36, timeoutMs: 30_000 });
  receiver = await startWebhookReceiver();
});
afterAll(async () => {
  await cluster?.end();
  await world?.close();
  await receiver?.close();
  await set?.stop();
  report('Consumers of the reward feed', rows);
});

/** Claims at a steady pace, each repeated under its key until it is answered. */
async function claimAll(strike: (claims: number) => void): Promise<void> {
  const users = qualified(world);
  const events = await Promise.all(
    Array.from({ length: Math.ceil(CLAIMS / users.length) }, () => createEvent(world.operator)),
  );
  const pairs = events.flatMap(({ id }) => users.map((user) => ({ user, id }))).slice(0, CLAIMS);
  const claims = pairs.map(async ({ user, id }, n) => {
    await sleep((n * 1_000) / CLAIMS_A_SECOND);
    strike(n);
    const input = { eventId: id, idempotencyKey: `feed-${id}` };
    await until(async () => {
      const answer = await user.ask(RequestRewardDocument, { input }).catch(() => null);
      return answer?.data?.requestReward?.request?.status === 'SUCCESS';
    });
  });
  await Promise.all(claims);
}

async function killPrimary(): Promise<void> {
  const port = await set.primaryPort();
  await set.kill(port);
  await set.elected(port);
  await set.restart(port);
}

test.each([
  ['in health', null],
  ['over a kill -9 of the primary', killPrimary],
] as const)('%s two consumers and a receiver miss none of 600 payments, in order', async (name, fault) => {
  const { database, admin } = world;
  const first = (await database.rewardFeed.countDocuments()) + 1;
  receiver.received.length = 0;
  const { createWebhookEndpoint } = await admin.run(CreateWebhookEndpointDocument, {
    input: { url: receiver.url, types: ['REWARD_GRANTED'] },
  });
  const readers = await Promise.all(
    [0, 1].map(async (place) => new FeedReader(await feedBackend(world, cluster.urls, place))),
  );
  for (const reader of readers) reader.start(POLL_MS);
  let striking: Promise<void> | undefined;
  await claimAll((n) => {
    if (fault !== null && n >= CLAIMS / 3) striking ??= fault();
  });
  await striking;
  await settled(database, 20_000);

  const feed = await database.rewardFeed.find({}, { sort: { _id: 1 } }).toArray();
  expect(feed.map(({ _id }) => _id)).toEqual(feed.map((_entry, place) => place + 1));
  const entries = feed.map(({ _id, type, rowId }) => ({ sequence: _id, type, requestId: String(rowId) }));
  const paid = await database.requests.find({ status: 1 }, { projection: { _id: 1 } }).toArray();
  const granted = entries.filter(({ type }) => type === 'REWARD_GRANTED');
  expect(granted.map(({ requestId }) => requestId).sort()).toEqual(paid.map(({ _id }) => String(_id)).sort());
  for (const reader of readers) {
    await reader.stopAt(feed.length);
    expect(reader.seen).toEqual(entries);
  }

  const { endpoint } = createWebhookEndpoint!;
  const wanted = granted.filter(({ sequence }) => sequence >= first);
  const ofEndpoint = () => receiver.received.filter(({ id }) => id.split('.')[1] === endpoint!.id);
  await until(() => new Set(ofEndpoint().map(({ id }) => id)).size >= wanted.length);
  const messages = new Map(ofEndpoint().map(({ id, data }) => [Number(id.split('.')[2]), data.requestId]));
  expect([...messages].sort(([a], [b]) => a - b)).toEqual(
    wanted.map(({ sequence, requestId }) => [sequence, requestId]),
  );
  rows.push({
    run: name,
    payments: wanted.length,
    'missed by a consumer': 0,
    'messages sent again': ofEndpoint().length - wanted.length,
  });
});
