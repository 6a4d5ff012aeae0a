import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { RATE_LIMITS } from '../../src/rate-limits/rate-limits';
import { Client } from '../support/client';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf, type Backend } from '../support/service-keys';

const INFO = '{ serverInfo { version } }';
const { points } = RATE_LIMITS.keyAttempts;
const secret = () => randomBytes(32).toString('base64url');
const unknownKey = (id = new Types.ObjectId()) => `erk_${id.toHexString()}_${secret()}`;
const codesOf = async (client: Client) =>
  (await client.send(INFO)).errors.map(({ extensions }) => extensions.code);
const times = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make));

/** By which refusals are forgotten and the list of keys gets old; it stands still during a test. */
let time: number;
beforeEach(() => {
  time = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => time);
});
afterEach(() => jest.restoreAllMocks());

async function startServer(mongodbUri?: string): Promise<TestServer> {
  return startTestServer({ env: { RATE_LIMIT: 'on' }, ...(mongodbUri && { mongodbUri }) });
}
const attempt = (server: TestServer, key: string) => codesOf(new Client(() => server.url, key));

describe('invalid service keys', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  test('many operations with one unknown key cost one read', async () => {
    const id = new Types.ObjectId();
    let codes: string[][] = [];
    const calls = await server.databaseCalls(async () => {
      codes = await times(100, () => attempt(server, unknownKey(id)));
    });
    expect(new Set(codes.flat())).toEqual(new Set(['INVALID_SERVICE_KEY']));
    expect(calls).toEqual(['find']);
  });

  test('wrong secrets cost one read, and the right one is accepted meanwhile', async () => {
    const backend = await backendOf(server, ['GRANTS_READ']);
    const wrong = () => attempt(server, unknownKey(new Types.ObjectId(backend.keyId)));
    expect(await wrong()).toEqual(['INVALID_SERVICE_KEY']);
    const calls = await server.databaseCalls(async () => {
      for (let n = 0; n < 5; n += 1) expect(await wrong()).toEqual(['INVALID_SERVICE_KEY']);
    });
    expect(calls).toEqual([]);
    expect(await codesOf(backend)).toEqual([]);
    time += 3_000;
    expect(await server.databaseCalls(wrong)).toEqual(['find']);
  });

  test('a revoked key is refused from its next operation on, by a read and then without one', async () => {
    const backend = await backendOf(server, ['GRANTS_READ']);
    expect(await codesOf(backend)).toEqual([]);
    const _id = new Types.ObjectId(backend.keyId);
    await server.database.serviceKeys.updateOne({ _id }, { $set: { revokedAt: server.clock.now() } });
    expect(await codesOf(backend)).toEqual(['INVALID_SERVICE_KEY']);
    const calls = await server.databaseCalls(async () => {
      expect(await codesOf(backend)).toEqual(['INVALID_SERVICE_KEY']);
    });
    expect(calls).toEqual([]);
  });
});

describe('a network that sends many different invalid keys', () => {
  let servers: readonly [TestServer, TestServer];
  let used: Backend;
  beforeAll(async () => {
    const first = await startServer();
    servers = [first, await startServer(first.mongodbUri)];
    used = await backendOf(first, ['GRANTS_READ']);
    expect(await codesOf(used)).toEqual([]);
  });
  beforeEach(async () => {
    // As if it had just sent as many as the limit admits.
    for (const { services } of servers) {
      await times(points, () => services.limits.takeKeyAttempt('127.0.0.1'));
    }
  });
  afterAll(async () => {
    await servers[1].app.close();
    await servers[0].close();
  });

  test('is refused without a read for each key', async () => {
    const [server] = servers;
    let codes: string[][] = [];
    const calls = await server.databaseCalls(async () => {
      codes = await times(100, () => attempt(server, unknownKey()));
    });
    expect(new Set(codes.flat())).toEqual(new Set(['RATE_LIMITED']));
    // The list of keys, once a second.
    expect(calls).toEqual(['find']);
  });

  test('gets 429 with Retry-After at POST /activities', async () => {
    const answer = await fetch(`${servers[0].url}/activities`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${unknownKey()}` },
      body: '{}',
    });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('does not lock out a valid key, used before or not, on any server', async () => {
    const unused = await backendOf(servers[0], ['GRANTS_READ']);
    // The list of keys that decides is at most a second old.
    time += 1_000;
    for (const server of servers) {
      for (const { key } of [used, unused]) expect(await attempt(server, key)).toEqual([]);
    }
  });

  test('gets no further with a revoked key: it is refused with its next operation on every server', async () => {
    for (const server of servers) expect(await attempt(server, used.key)).toEqual([]);
    await servers[0].database.serviceKeys.updateOne(
      { _id: new Types.ObjectId(used.keyId) },
      { $set: { revokedAt: servers[0].clock.now() } },
    );
    for (const server of servers) expect(await attempt(server, used.key)).toEqual(['INVALID_SERVICE_KEY']);
  });
});
