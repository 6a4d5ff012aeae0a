import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { Webhook } from 'standardwebhooks';
import type { ServiceScope } from '../../src/domain/service-scopes';
import {
  AcknowledgeGrantsDocument,
  CheckAttendanceForDocument,
  CreateServiceKeyDocument,
  CreateWebhookEndpointDocument,
  RequestRewardForDocument,
  RewardFeedDocument,
  RewardRequestDocument,
  UpsertUsersDocument,
  type GrantAcknowledgement,
} from '../generated/documents';
import { Client } from '../support/client';
import { claim, claimant } from '../support/claimants';
import { demoClient } from '../support/demo';
import { createEvent, type CreatedEvent } from '../support/events';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';

/** The demo data give the accounts; both servers serve one database. */
let mongodbUri: string;
let servers: ServerProcess[];
let receiver: WebhookReceiver;
let admin: Client;
let event: CreatedEvent;

beforeAll(async () => {
  mongodbUri = freshDatabaseUri();
  const first = await startServerProcess({ MONGODB_URI: mongodbUri }, '--demo');
  servers = [first, await startServerProcess({ MONGODB_URI: mongodbUri })];
  receiver = await startWebhookReceiver();
  admin = await demoClient(urlOf(0), 'admin');
  event = await createEvent(await demoClient(urlOf(0), 'operator'), {
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }],
  });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await receiver.close();
  const client = new mongo.MongoClient(mongodbUri);
  await client.db().dropDatabase();
  await client.close();
});

const urlOf = (place: number) => servers[place]!.url;

/** What an ADMIN hands to a backend; it calls the other server than the one that made the key. */
async function newBackend(scopes: ServiceScope[]): Promise<Client> {
  const input = { name: 'Item server', source: 'items', scopes };
  const { createServiceKey } = await admin.run(CreateServiceKeyDocument, { input });
  return new Client(() => urlOf(1), createServiceKey!.secret);
}

const feed = async (backend: Client, after: number) =>
  (await backend.run(RewardFeedDocument, { after })).rewardFeed!;

async function tailOf(backend: Client): Promise<number> {
  for (let after = 0; ;) {
    const page = await feed(backend, after);
    if (!page.hasMore) return page.lastSequence;
    after = page.lastSequence;
  }
}

test('a backend with a key reads who was paid, receives it as webhooks, and delivers each grant once', async () => {
  const backend = await newBackend(['USERS_WRITE', 'CLAIMS_WRITE', 'GRANTS_READ', 'GRANTS_ACKNOWLEDGE']);
  const after = await tailOf(backend);
  const { createWebhookEndpoint } = await admin.run(CreateWebhookEndpointDocument, {
    input: { url: receiver.url, types: ['REWARD_GRANTED'], fromSequence: after + 1 },
  });
  const identity = { issuer: 'game', subject: randomUUID() };
  const { upsertUsers } = await backend.run(UpsertUsersDocument, { input: { users: [{ identity }] } });
  expect(upsertUsers!.outcomes).toMatchObject([{ created: true, user: { identities: [identity] } }]);

  // One user claims directly, and the backend claims for the other.
  const user = await claimant(urlOf(0));
  const own = await claim(user, event.id);
  await until(async () => (await tailOf(backend)) === after + 1);
  await backend.run(CheckAttendanceForDocument, { input: { user: { identity } } });
  const claimFor = (idempotencyKey: string) =>
    backend.ask(RequestRewardForDocument, {
      input: { user: { identity }, eventId: event.id, idempotencyKey },
    });
  const { requestRewardFor } = (await claimFor('purchase-1')).data!;
  const forPlayer = requestRewardFor!.request!.id;
  await until(async () => (await tailOf(backend)) === after + 2);

  const page = await feed(backend, after);
  expect(
    page.entries.map(({ sequence, type, request, user: of }) => [sequence, type, request!.id, of.identities]),
  ).toEqual([
    [after + 1, 'REWARD_GRANTED', own, []],
    [after + 2, 'REWARD_GRANTED', forPlayer, [identity]],
  ]);
  expect(page).toMatchObject({ lastSequence: after + 2, hasMore: false });

  await until(() => receiver.received.length >= 2);
  const { endpoint, secret } = createWebhookEndpoint!;
  const verified = receiver.received.map(({ id, body, headers }) => ({
    id,
    message: new Webhook(secret!).verify(body, headers) as object,
  }));
  // Messages about different requests have no order.
  expect([...verified].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
    page.entries.map(({ sequence, at, request, user: of }) => ({
      id: `${page.epoch}.${endpoint!.id}.${sequence}`,
      message: {
        type: 'REWARD_GRANTED',
        timestamp: at,
        data: expect.objectContaining({
          ...{ requestId: request!.id, userId: of.id, identities: of.identities },
          grants: request!.grants.map(({ id, name }) =>
            expect.objectContaining({ id, name, delivery: { state: 'WAITING' } }),
          ),
        }),
      },
    })),
  );
  const stranger = new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`);
  expect(() => stranger.verify(receiver.received[0]!.body, receiver.received[0]!.headers)).toThrow();

  const grants = page.entries.flatMap(({ request }) =>
    request!.grants.map(({ id, delivery }): GrantAcknowledgement => {
      expect(delivery).toEqual({ state: 'WAITING' });
      return { requestId: request!.id, grantId: id, outcome: 'DELIVERED', reference: `handed-${id}` };
    }),
  );
  const deliveries = async (place: number) => {
    const { rewardRequest } = await new Client(() => urlOf(place), admin.accessToken).run(
      RewardRequestDocument,
      { id: own },
    );
    return rewardRequest!;
  };
  const first = await backend.run(AcknowledgeGrantsDocument, { input: { grants } });
  expect(first.acknowledgeGrants!.outcomes.map(({ grant }) => grant)).toEqual(
    grants.map(({ grantId, reference }) => ({
      id: grantId,
      delivery: { state: 'DELIVERED', reference, at: expect.any(String), attempts: 1 },
    })),
  );
  const acknowledged = await feed(backend, after);
  const seen = await deliveries(0);

  // The same again, and another claim: nothing is paid, announced or changed once more.
  const repeated = await backend.run(AcknowledgeGrantsDocument, { input: { grants } });
  expect(repeated).toEqual(first);
  const [contradicted] = await Promise.all([
    backend.ask(AcknowledgeGrantsDocument, { input: { grants: [{ ...grants[0]!, reference: 'again' }] } }),
    claimFor('purchase-1'),
    claimFor('purchase-2'),
  ]);
  expect(contradicted.data!.acknowledgeGrants!.outcomes[0]!.userErrors).toMatchObject([
    { code: 'ACKNOWLEDGED_OTHERWISE' },
  ]);
  expect(await deliveries(1)).toEqual(seen);
  // A later payment shows that everything before it was announced.
  const last = await claim(await claimant(urlOf(0)), event.id);
  await until(() => receiver.received.some(({ data }) => data.requestId === last));
  const end = await feed(backend, after);
  expect(end.entries.slice(0, -1)).toEqual(acknowledged.entries);
  expect(end.entries.at(-1)).toMatchObject({ sequence: after + 3, request: { id: last } });
  expect(receiver.received).toHaveLength(3);
});

test('a key without the scopes reads and acknowledges nothing', async () => {
  const backend = await newBackend(['USERS_WRITE']);
  await backend.refused(RewardFeedDocument, { after: 0, first: 1 }, 'FORBIDDEN');
  const grants = [{ requestId: 'f'.repeat(24), grantId: 'f'.repeat(24), outcome: 'DELIVERED' as const }];
  await backend.refused(AcknowledgeGrantsDocument, { input: { grants } }, 'FORBIDDEN');
});
