import { once } from 'node:events';
import { Types } from 'mongoose';
import { FAULT_POINTS, type FaultPoint } from '../../src/fault-points';
import type { FeedType } from '../../src/domain/reward-feed';
import { findFeedSetting } from '../../src/reward-feed/epoch';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

const ROWS = 30;
/** The steps of sending, but for a range that is sent again. */
const STEPS = FAULT_POINTS.filter((point) => point.startsWith('webhook.') && point !== 'webhook.replayed');

let uri: string;
/** Creates endpoints and reads rows, and sends nothing. */
let home: TestServer;
let receiver: WebhookReceiver;
/** Servers that go on. */
let others: ServerProcess[];
let epoch: string;
let sequence = 0;

beforeAll(async () => {
  uri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri: uri, now: new Date().toISOString() });
  await home.services.webhookSender.stop();
  receiver = await startWebhookReceiver();
  epoch = (await findFeedSetting(home.database))!.epoch;
  others = await Promise.all([
    startServerProcess({ MONGODB_URI: uri }),
    startServerProcess({ MONGODB_URI: uri }),
  ]);
});
afterAll(async () => {
  await Promise.all(others.map((server) => server.end('SIGKILL')));
  await receiver.close();
  await home.close();
});

async function createEndpoint(): Promise<string> {
  const admin = await home.actor('ADMIN');
  const { endpoint } = await home.services.webhooks.create(
    { url: `${receiver.url}/${sequence}`, types: ['REWARD_GRANTED', 'REWARD_REVOKED'] },
    { viewer: { id: admin.id, role: 'ADMIN', sessionId: '' }, now: new Date() },
  );
  return String(endpoint._id);
}

/** Two entries for each row, first all of the one type. */
async function append(): Promise<number[]> {
  const rows = Array.from({ length: ROWS }, () => new Types.ObjectId());
  const types: FeedType[] = ['REWARD_GRANTED', 'REWARD_REVOKED'];
  const entries = types.flatMap((type) =>
    rows.map((rowId) => ({ _id: ++sequence, rowId, type, at: new Date(), leaf: '' })),
  );
  await home.database.rewardFeed.insertMany(entries);
  return entries.map(({ _id }) => _id);
}

/** What has arrived for an endpoint, in order; a message that came twice counts by its first time. */
function arrivedAt(endpointId: string): number[] {
  const own = receiver.received.map(({ id }) => id).filter((id) => id.startsWith(`${epoch}.${endpointId}.`));
  return [...new Set(own)].map((id) => Number(id.split('.').at(-1)));
}

async function expectAll(endpointId: string, sequences: readonly number[]): Promise<void> {
  await until(() => arrivedAt(endpointId).length >= sequences.length);
  const arrived = arrivedAt(endpointId);
  expect([...arrived].sort((a, b) => a - b)).toEqual(sequences);
  for (const first of sequences.slice(0, ROWS))
    expect(arrived.indexOf(first)).toBeLessThan(arrived.indexOf(first + ROWS));
  const _id = new Types.ObjectId(endpointId);
  const { webhookDeliveries, webhookLeases } = home.database;
  await until(
    async () => (await webhookDeliveries.countDocuments({ endpointId: _id, state: 'WAITING' })) === 0,
  );
  expect(await webhookDeliveries.countDocuments({ endpointId: _id, state: 'DELIVERED' })).toBe(2 * ROWS);
  expect(await webhookLeases.findOne({ _id })).toMatchObject({ cursor: sequences.at(-1) });
}

/** Lets one server, armed at the step, be the first to send while the others stand still. */
async function armed(point: FaultPoint, signal: 'SIGKILL' | 'SIGSTOP'): Promise<ServerProcess> {
  for (const { child } of others) child.kill('SIGSTOP');
  return startServerProcess({ MONGODB_URI: uri, TEST_FAULT_POINT: `${point}:${signal}` });
}

test.each(STEPS)('a server killed at %s loses no message, and no order within a request', async (point) => {
  const endpointId = await createEndpoint();
  const sequences = await append();
  const server = await armed(point, 'SIGKILL');
  if (server.child.signalCode === null) await once(server.child, 'exit');
  expect(server.child.signalCode).toBe('SIGKILL');
  for (const { child } of others) child.kill('SIGCONT');
  await expectAll(endpointId, sequences);
});

test.each(['webhook.stored', 'webhook.sent'] as const)(
  'a server that stood still at %s moves nothing back when it goes on',
  async (point) => {
    const endpointId = await createEndpoint();
    const sequences = await append();
    const server = await armed(point, 'SIGSTOP');
    await until(async () => {
      const count = await home.database.webhookDeliveries.countDocuments({
        endpointId: new Types.ObjectId(endpointId),
      });
      return count > 0;
    });
    for (const { child } of others) child.kill('SIGCONT');
    await expectAll(endpointId, sequences);
    server.child.kill('SIGCONT');
    const more = await append();
    await until(() => arrivedAt(endpointId).length === sequences.length + more.length);
    expect(arrivedAt(endpointId).sort((a, b) => a - b)).toEqual([...sequences, ...more]);
    expect(await server.end()).toBe(0);
  },
);
