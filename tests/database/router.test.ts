import { mongo, Types } from 'mongoose';
import { openDatabase } from '../../src/features';
import { ROUTER_PERIOD_MS, watchPrimary } from '../../src/database/primary';
import { RequestRewardDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { startRouter } from '../support/router';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

let router: Awaited<ReturnType<typeof startRouter>>;
let server: TestServer;

beforeAll(async () => {
  router = await startRouter(freshDatabaseUri());
  server = await startTestServer({ mongodbUri: router.uri });
});
afterAll(async () => {
  await server.close();
  await router.close();
});

async function qualified() {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 5));
  return user;
}

test('a server starts on a router, and 40 claims of one user pay once', async () => {
  expect(server.database.primary.current()).toMatch(/^127\.0\.0\.1:\d+\/\d+$/);
  const event = await createEvent(await server.actor('OPERATOR'), {
    rewards: [{ type: 'ITEM', name: 'Mug', stock: 5 }],
  });
  const user = await qualified();
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => user.ask(RequestRewardDocument, { input: { eventId: event.id } })),
  );
  const ids = new Set(answers.map(({ data }) => data?.requestReward?.request?.id));
  expect(ids.size).toBe(1);
  const rows = await server.database.requests.find({ userId: new Types.ObjectId(user.id) }).toArray();
  expect(rows.map(({ status }) => status)).toEqual([1]);
});

test('a period takes the place of a term: facts are named by the time at which they were asked for', async () => {
  let now = 0;
  const client = new mongo.MongoClient(router.uri);
  const watch = watchPrimary(client, () => now);
  await client.connect();
  const first = watch.current();
  expect(first).not.toBeNull();
  now = ROUTER_PERIOD_MS - 1;
  expect(watch.current()).toBe(first);
  now = ROUTER_PERIOD_MS;
  expect(watch.current()).not.toBe(first);
  await client.close();
});

test('facts that were under way for longer than a period are read again', async () => {
  const event = await createEvent(await server.actor('OPERATOR'));
  const user = await qualified();
  const { users, primary } = server.database;
  const struck = router.intercept({
    match: ({ aggregate }) => aggregate === 'rewardrequests',
    holdAnswer: async () => {
      const asked = primary.current();
      await users.updateOne({ _id: new Types.ObjectId(user.id) }, { $set: { disabledAt: new Date() } });
      // Without periods it would go on, and the claim be paid.
      const limit = performance.now() + 3 * ROUTER_PERIOD_MS;
      await until(() => primary.current() !== asked || performance.now() > limit);
    },
  });
  const { data, errors } = await user.ask(RequestRewardDocument, { input: { eventId: event.id } });
  expect(struck()).toBe(1);
  expect(data?.requestReward ?? null).toBeNull();
  expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED']);
  expect(await server.database.requests.findOne({ userId: new Types.ObjectId(user.id) })).toBeNull();
});

test.each([
  ['events', { _id: 'hashed' }],
  ['rewardrequests', { userId: 1, eventId: 1 }],
  ['activities', { userId: 'hashed' }],
])('a cluster that shards %s by %j is refused', async (name, key) => {
  const uri = new URL(router.uri);
  const sharded = server.database.client.db('config').collection<{ _id: string; key: object }>('collections');
  const _id = `${uri.pathname.slice(1)}.${name}`;
  await sharded.insertOne({ _id, key });
  try {
    await expect(openDatabase(router.uri)).rejects.toThrow(`its cluster shards ${name} otherwise`);
    await sharded.replaceOne({ _id }, { key: { userId: 1 } });
    if (name === 'events') await expect(openDatabase(router.uri)).rejects.toThrow('shards events');
    else await (await openDatabase(router.uri)).close();
  } finally {
    await sharded.deleteOne({ _id });
  }
});
