import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import type { Actor } from '../support/actors';
import { failCommands, failNothing } from '../support/fail-points';
import { startMongod, type TestMongod } from '../support/mongod';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

const PAGE = '{ rewardRequests(first: 1) { nodes { id } } }';

let mongod: TestMongod;
let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  mongod = await startMongod({ args: ['--setParameter', 'enableTestCommands=1'] });
  process.env.TEST_MONGODB_URI = mongod.uri;
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterEach(async () => {
  for (const point of ['waitInFindBeforeMakingBatch', 'maxTimeAlwaysTimeOut']) {
    await failPoint(point, 'off');
  }
});
afterAll(async () => {
  await server.close();
  await mongod.stop();
});

const admin = (): mongo.Db => server.database.claims.db('admin');

async function failPoint(name: string, mode: 'alwaysOn' | 'off', data: object = {}): Promise<void> {
  await admin().command({ configureFailPoint: name, mode, data });
}

/** Every read of requests waits in the database from now on, as one does that has much to look at. */
async function holdReads(): Promise<void> {
  const nss = `${server.database.connection.name}.rewardrequests`;
  await failPoint('waitInFindBeforeMakingBatch', 'alwaysOn', { nss, shouldCheckForInterrupt: true });
}

/** The pages of requests that the database works on. */
async function readsUnderWay(): Promise<number> {
  const { inprog } = await admin().command({ currentOp: 1, 'command.sort.requestedAt': -1 });
  return (inprog as unknown[]).length;
}

test('a read ends in the database when the client has gone', async () => {
  await holdReads();
  const client = new AbortController();
  const asked = fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operator.accessToken}` },
    body: JSON.stringify({ query: PAGE }),
    signal: client.signal,
  }).catch(() => null);
  await until(async () => (await readsUnderWay()) === 1);
  client.abort();
  await asked;
  await until(async () => (await readsUnderWay()) === 0);
  // And not by its deadline.
  const log = await readFile(join(mongod.folder, 'mongod.log'), 'utf8');
  const page = log.split('\n').findLast((line) => line.includes('"sort":{"requestedAt":-1,"_id":-1}'));
  expect(page).toContain('"errName":"ClientDisconnect"');
  // The server goes on.
  await failPoint('waitInFindBeforeMakingBatch', 'off');
  expect((await operator.send(PAGE)).errors).toEqual([]);
});

test('a read ends in the database at its deadline, and its caller may retry', async () => {
  await holdReads();
  const { data, errors } = await operator.send(PAGE);
  expect(data).toEqual({ rewardRequests: null });
  expect(errors.map(({ extensions }) => extensions)).toEqual([
    expect.objectContaining({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: expect.any(Number) }),
  ]);
  expect(await readsUnderWay()).toBe(0);
});

test.each([
  // A snapshot is kept for five minutes: what reads longer loses it.
  ['its snapshot is gone', 239],
  ['its cursor is gone', 43],
  ['its cursor was ended', 237],
])('invariants that ends because %s is no internal error', async (_why, errorCode) => {
  const auditor = await server.actor('AUDITOR');
  const namespace = `${server.database.connection.name}.rewardrequests`;
  await failCommands(server.database.claims, ['aggregate'], { errorCode, namespace }, 'alwaysOn');
  const { errors } = await auditor.send('{ invariants { name } }');
  await failNothing(server.database.claims);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
});

test.each([
  ['invariants', '{ invariants { name } }'],
  ['auditVerification', '{ auditVerification { ok } }'],
])('%s that takes too long is no internal error', async (_name, document) => {
  const auditor = await server.actor('AUDITOR');
  await failPoint('maxTimeAlwaysTimeOut', 'alwaysOn');
  const { errors } = await auditor.send(document);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
});
