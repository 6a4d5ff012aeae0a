import { RATE_LIMITS, SERVICE_KEY_BLOCK } from '../../src/rate-limits/rate-limits';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';

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

describe('the rate limit headers of operations by service keys', () => {
  const CLOUD_EVENT = {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: '[]',
  };
  const graphql = (url: string, query: string) => ({
    url: `${url}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const send = async (key: string, query = '{ serverInfo { version } }') => {
    const [{ url }] = servers as [TestServer];
    const requests = [graphql(url, query), { url: `${url}/activities`, ...CLOUD_EVENT }];
    return Promise.all(
      requests.map(({ url: to, headers, ...request }) =>
        fetch(to, { ...request, headers: { ...headers, authorization: `Bearer ${key}` } }),
      ),
    );
  };
  const policy = `"service-key";q=${points};w=60`;

  test('both ways answer with RateLimit and RateLimit-Policy', async () => {
    const { key } = await backendOf(servers[0]!, ['ACTIVITIES_WRITE']);
    const answers = await send(key);
    const left = answers.map(({ headers }) => {
      expect(headers.get('ratelimit-policy')).toBe(policy);
      const [, remaining, seconds] = /^"service-key";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '')!;
      expect(Number(seconds)).toBeLessThanOrEqual(60);
      return Number(remaining);
    });
    // Two operations were counted; their answers may come in either order.
    expect(Math.min(...left)).toBe(points - 2);
    const { url, ...request } = graphql(servers[0]!.url, '{ serverInfo { version } }');
    const anonymous = await fetch(url, request);
    expect(anonymous.headers.get('ratelimit')).toBeNull();
  });

  test('beyond the limit nothing is left, and Retry-After tells when it is', async () => {
    const { key, keyId } = await backendOf(servers[0]!, ['ACTIVITIES_WRITE', 'USERS_WRITE']);
    const { limits } = servers[0]!.services;
    for (let count = 0; count < points; count += 1) await limits.serviceKey(keyId);
    const upsert =
      'upsertUsers(input: { users: [{ identity: { issuer: "shop", subject: "1" } }] }) { outcomes { created } }';
    const answers = await send(key, `mutation { ${upsert} again: ${upsert} }`);
    for (const { headers } of answers) {
      expect(headers.get('ratelimit')).toMatch(/^"service-key";r=0;t=\d+$/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(answers[1]!.status).toBe(429);
    // No mutation of the document runs.
    const { data, errors } = (await answers[0]!.json()) as {
      data: unknown;
      errors: Array<{ extensions: { code: string } }>;
    };
    expect(data).toEqual({ upsertUsers: null, again: null });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
  });
});
