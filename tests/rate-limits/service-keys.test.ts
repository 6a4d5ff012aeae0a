import { RATE_LIMITS, SERVICE_KEY_BLOCK } from '../../src/rate-limits/rate-limits';
import { startTestServer, type TestServer } from '../support/server';

let servers: TestServer[];
beforeAll(async () => {
  const first = await startTestServer({ env: { RATE_LIMIT: 'on' } });
  servers = [first, await startTestServer({ env: { RATE_LIMIT: 'on' }, mongodbUri: first.mongodbUri })];
});
afterAll(async () => {
  await servers[1]!.app.close();
  await servers[0]!.close();
});

const { points } = RATE_LIMITS.serviceKey;
const admitted = async (key: string, attempts: number) => {
  let count = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { limits } = servers[attempt % 2]!.services;
    await limits.serviceKey(key).then(
      () => (count += 1),
      (error: unknown) => expect(error).toMatchObject({ code: 'RATE_LIMITED' }),
    );
  }
  return count;
};

test('a key sends its limit on all servers together, less a block per server at most, and no more', async () => {
  const count = await admitted('key', points + 500);
  expect(count).toBeLessThanOrEqual(points);
  expect(count).toBeGreaterThan(points - servers.length * SERVICE_KEY_BLOCK);
  // Another key is not refused for it.
  expect(await admitted('another key', 10)).toBe(10);
});

test('a block costs one call, and a refusal is remembered', async () => {
  const [server] = servers as [TestServer];
  const calls = await server.databaseCalls(async () => {
    for (let use = 0; use < SERVICE_KEY_BLOCK; use += 1) await server.services.limits.serviceKey('third key');
  });
  expect(calls).toHaveLength(1);
  const refused = await server.databaseCalls(async () => {
    await expect(server.services.limits.serviceKey('key')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: expect.any(Number),
    });
  });
  expect(refused).toEqual([]);
});
