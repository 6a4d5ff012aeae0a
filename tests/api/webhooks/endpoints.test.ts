import { Types } from 'mongoose';
import { Webhook } from 'standardwebhooks';
import type { FeedType } from '../../../src/domain/reward-feed';
import { findFeedSetting } from '../../../src/reward-feed/epoch';
import {
  CreateWebhookEndpointDocument,
  RemoveWebhookEndpointDocument,
  ReplayWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookEndpointDocument,
  WebhookDeliveriesDocument,
  WebhookEndpointsDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';
import { until } from '../../support/until';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver';

let server: TestServer;
let receiver: WebhookReceiver;
let admin: Actor;
let epoch: string;
let sequence = 0;
beforeAll(async () => {
  server = await startTestServer({ now: new Date().toISOString() });
  admin = await server.actor('ADMIN');
  receiver = await startWebhookReceiver();
  epoch = (await findFeedSetting(server.database))!.epoch;
});
afterAll(async () => {
  await receiver.close();
  await server.close();
});
afterEach(async () => {
  for (const { id } of (await admin.run(WebhookEndpointsDocument)).webhookEndpoints!)
    await admin.run(RemoveWebhookEndpointDocument, { input: { id } });
  receiver.received.length = 0;
  receiver.answer = () => ({ status: 204 });
});

const input = (fields: object = {}) => ({
  input: { url: receiver.url, types: ['REWARD_GRANTED' as const, 'USER_ERASED' as const], ...fields },
});
const create = async (fields: object = {}) => {
  const { createWebhookEndpoint } = await admin.run(CreateWebhookEndpointDocument, input(fields));
  return { id: createWebhookEndpoint!.endpoint!.id, secret: createWebhookEndpoint!.secret! };
};

/** As the relay appends them. */
async function append(count = 1, type: FeedType = 'REWARD_GRANTED'): Promise<void> {
  for (let place = 0; place < count; place++) {
    const entry = { _id: ++sequence, rowId: new Types.ObjectId(), type, at: server.clock.now(), leaf: '' };
    await server.database.rewardFeed.insertOne(entry);
  }
}
const arrived = (count: number) => until(() => receiver.received.length >= count);

test('an entry arrives, and the public library verifies it by the secret that was shown once', async () => {
  const { id, secret } = await create();
  await append();
  await arrived(1);
  const [{ body, headers, id: messageId }] = receiver.received as [(typeof receiver.received)[number]];
  expect(messageId).toBe(`${epoch}.${id}.${sequence}`);
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'REWARD_GRANTED' });
  const { webhookEndpoints } = await admin.run(WebhookEndpointsDocument);
  expect(JSON.stringify(webhookEndpoints)).not.toContain('whsec');
});

test('a secret is stored encrypted, and is in no audit entry', async () => {
  const { id, secret } = await create();
  const stored = await server.database.webhookEndpoints.findOne({ _id: new Types.ObjectId(id) });
  const text = JSON.stringify([stored, await server.database.auditEntries.find().toArray()]);
  expect(text).not.toContain(secret);
  expect(text).not.toContain(secret.slice('whsec_'.length));
});

test('an endpoint begins with what is appended after its creation, or where it says', async () => {
  await append(3);
  await create();
  await create({ fromSequence: sequence - 1 });
  await append();
  await arrived(4);
  const sequences = receiver.received.map(({ id }) => Number(id.split('.').at(-1))).sort((a, b) => a - b);
  expect(sequences).toEqual([sequence - 2, sequence - 1, sequence, sequence]);
});

test('a sequence beyond the end of the feed, and no type, are refused', async () => {
  for (const fields of [{ fromSequence: sequence + 2 }, { types: [] }, { fromSequence: -1 }]) {
    await admin.refused(CreateWebhookEndpointDocument, input(fields), 'BAD_USER_INPUT');
  }
});

test.each([
  'http://example.com/hook',
  'https://10.0.0.1/hook',
  'https://user:password@example.com/hook',
  'https://example.com/hook#part',
  'https://169.254.169.254/latest/meta-data',
  'nowhere',
])('the URL %s is refused, and is not echoed', async (url) => {
  const { errors } = await admin.send(
    'mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { secret } }',
    input({ url }),
  );
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.url' }] } }]);
  expect(JSON.stringify(errors)).not.toContain(url);
  const { id } = await create();
  await admin.refused(UpdateWebhookEndpointDocument, { input: { id, url } }, 'BAD_USER_INPUT');
});

test('there are at most 20 endpoints, also when 30 are created at once', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => create()));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  expect(await server.database.webhookEndpoints.countDocuments({ slot: { $gte: 0 } })).toBe(20);
});

test('a paused endpoint keeps its messages and sends them when it goes on', async () => {
  const { id } = await create();
  await admin.run(UpdateWebhookEndpointDocument, { input: { id, active: false } });
  await append(2);
  await server.services.webhookSender.sweep();
  expect(receiver.received).toEqual([]);
  await admin.run(UpdateWebhookEndpointDocument, { input: { id, active: true } });
  await arrived(2);
});

test('after a rotation both secrets verify for 24 hours, then the new one alone', async () => {
  const { id, secret } = await create();
  const { rotateWebhookSecret } = await admin.run(RotateWebhookSecretDocument, { input: { id } });
  const renewed = rotateWebhookSecret!.secret!;
  await append();
  await arrived(1);
  const first = receiver.received[0]!;
  for (const each of [secret, renewed])
    expect(() => new Webhook(each).verify(first.body, first.headers)).not.toThrow();
  const { webhookEndpoints } = server.database;
  const past = new Date(server.clock.now().getTime() - 1);
  await webhookEndpoints.updateOne(
    { 'secrets.until': { $type: 'date' } },
    { $set: { 'secrets.$.until': past } },
  );
  await append();
  await arrived(2);
  const second = receiver.received[1]!;
  expect(() => new Webhook(renewed).verify(second.body, second.headers)).not.toThrow();
  expect(() => new Webhook(secret).verify(second.body, second.headers)).toThrow();
});

test('deliveries are listed by endpoint, state and sequence', async () => {
  const [first, second] = [await create(), await create()];
  await append(3);
  await arrived(6);
  const listed = async (filter: object) =>
    (await admin.run(WebhookDeliveriesDocument, { filter, first: 100 })).webhookDeliveries!.nodes;
  await until(async () => (await listed({ states: ['DELIVERED'], endpointId: first.id })).length === 3);
  expect((await listed({ endpointId: first.id })).map((each) => each.sequence)).toEqual([
    sequence,
    sequence - 1,
    sequence - 2,
  ]);
  expect(await listed({ sequence, endpointId: second.id })).toMatchObject([
    { state: 'DELIVERED', attempts: 1, lastStatus: 204, lastError: null, endpoint: { id: second.id } },
  ]);
  expect(await listed({ states: ['EXHAUSTED'], endpointId: first.id })).toEqual([]);
  expect(await listed({ endpointId: 'nobody' })).toEqual([]);
});

test('a range is sent again under the same ids', async () => {
  const { id } = await create();
  await append(3);
  await arrived(3);
  const before = receiver.received.map((each) => each.id).sort();
  receiver.received.length = 0;
  const range = { id, fromSequence: sequence - 2, toSequence: sequence };
  await until(async () => {
    const { webhookEndpoints } = await admin.run(WebhookEndpointsDocument);
    return webhookEndpoints!.some((each) => each.id === id && each.cursor === sequence);
  });
  await admin.run(ReplayWebhookDocument, { input: range });
  await arrived(3);
  expect(receiver.received.map((each) => each.id).sort()).toEqual(before);
  for (const wrong of [{ fromSequence: sequence + 1 }, { toSequence: sequence + 1 }])
    await admin.refused(ReplayWebhookDocument, { input: { ...range, ...wrong } }, 'BAD_USER_INPUT');
});

test('a removed endpoint gets nothing more, and its messages go with it', async () => {
  const { id } = await create();
  await append();
  await arrived(1);
  await admin.run(RemoveWebhookEndpointDocument, { input: { id } });
  await admin.refused(RemoveWebhookEndpointDocument, { input: { id } }, 'NOT_FOUND');
  await append();
  const _id = new Types.ObjectId(id);
  await until(async () => (await server.database.webhookEndpoints.findOne({ _id })) === null);
  expect(await server.database.webhookDeliveries.countDocuments({ endpointId: _id })).toBe(0);
  expect(await server.database.webhookLeases.findOne({ _id })).toBeNull();
  expect(receiver.received).toHaveLength(1);
});

test('every change is one audit entry with its values', async () => {
  const { id } = await create();
  await admin.run(UpdateWebhookEndpointDocument, { input: { id, types: ['USER_ERASED'] } });
  // The same values again change nothing.
  await admin.run(UpdateWebhookEndpointDocument, { input: { id, types: ['USER_ERASED'], active: true } });
  await admin.run(RotateWebhookSecretDocument, { input: { id } });
  await admin.run(RemoveWebhookEndpointDocument, { input: { id } });
  const entries = await server.database.auditEntries
    .find({ targetId: new Types.ObjectId(id) })
    .sort({ sequence: 1 })
    .toArray();
  expect(entries.map(({ action, targetType }) => [action, targetType])).toEqual(
    ['createWebhookEndpoint', 'updateWebhookEndpoint', 'rotateWebhookSecret', 'removeWebhookEndpoint'].map(
      (action) => [action, 'WebhookEndpoint'],
    ),
  );
  expect(entries[1]).toMatchObject({
    before: '{"types":["REWARD_GRANTED","USER_ERASED"]}',
    after: '{"types":["USER_ERASED"]}',
  });
});

test('an erased user is reported by our id alone', async () => {
  await create();
  await append(1, 'USER_ERASED');
  await arrived(1);
  const { data, type } = receiver.received[0]!;
  expect({ type, keys: Object.keys(data) }).toEqual({ type: 'USER_ERASED', keys: ['userId'] });
});
