import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { READ_LIMIT_MS } from '../../src/database/read-limits';
import type { Actor } from '../support/actors';
import { failCommands, failNothing } from '../support/fail-points';
import { useMongodWithFailPoints, type TestMongod } from '../support/mongod';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

const PAGE = '{ rewardRequests(first: 1) { nodes { id } } }';

let mongod: TestMongod;
let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
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

test('the reads of one operation run one after another, in the time that is left of one deadline', async () => {
  const reads = recordReads();
  const { errors } = await operator.send(
    '{ a: rewardRequests(first: 1) { totalCount nodes { id } } b: users { totalCount } c: events { totalCount } }',
  );
  expect(errors).toEqual([]);
  const { most, sent } = reads.stop();
  expect(most).toBe(1);
  const limits = sent.map(({ maxTimeMS }) => Number(maxTimeMS));
  expect(limits.length).toBe(6);
  expect(limits[0]).toBe(READ_LIMIT_MS.operation);
  expect(limits).toEqual([...limits].sort((a, b) => b - a));
});

test('reads that are slow in the database take two seconds of it together, however many an operation asks for', async () => {
  await holdReads();
  const reads = recordReads();
  const aliases = Array.from({ length: 10 }, (_, n) => `r${n}: rewardRequests(first: 1) { nodes { id } }`);
  const { data, errors } = await operator.send<Record<string, unknown>>(`{ ${aliases.join(' ')} }`);
  expect(Object.values(data!)).toEqual(aliases.map(() => null));
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  const limits = reads.stop().sent.map(({ maxTimeMS }) => Number(maxTimeMS));
  expect(limits).toEqual([READ_LIMIT_MS.operation, ...Array.from({ length: 8 }, () => 50)]);
});

/** The reads that carry an operation's time limit: how many were under way at once, and what was sent. */
function recordReads() {
  const client = server.database.reads.client;
  const sent: mongo.Document[] = [];
  const underWay = new Set<number>();
  let most = 0;
  const begin = ({ requestId, command }: mongo.CommandStartedEvent) => {
    const { maxTimeMS = Infinity } = command as { maxTimeMS?: number };
    if (maxTimeMS > READ_LIMIT_MS.operation) return;
    sent.push(command);
    underWay.add(requestId);
    most = Math.max(most, underWay.size);
  };
  const end = ({ requestId }: { requestId: number }) => underWay.delete(requestId);
  client.on('commandStarted', begin).on('commandSucceeded', end).on('commandFailed', end);
  return {
    stop: () => {
      client.off('commandStarted', begin).off('commandSucceeded', end).off('commandFailed', end);
      return { most, sent };
    },
  };
}

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
