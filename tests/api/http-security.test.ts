import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ask, askRaw, expectCoded, post } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

const ORIGIN = 'https://shop.example';
const VERSION = '{ serverInfo { version } }';
let server: TestServer;
let closed: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { CORS_ORIGINS: `${ORIGIN},https://other.example` } });
  closed = await startTestServer({ env: { EXPLORER: 'off' } });
});
afterAll(async () => {
  await closed.close();
  await server.close();
});

/** Clients and their tracing send more than the API reads. */
const ASKED_HEADERS =
  'authorization,content-type,traceparent,tracestate,baggage,sentry-trace,apollographql-client-name';

const preflight = (url: string, origin: string) =>
  ask(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': ASKED_HEADERS,
    },
  });

test.each(['/graphql', '/health/live', '/health/ready', '/nowhere', '/%zz'])(
  'every answer of %s tells browsers to guess, frame, embed and keep nothing',
  async (path) => {
    const { headers } = await ask(server.url + path, path === '/graphql' ? { method: 'POST' } : {});
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    for (const name of ['x-powered-by', 'server', 'strict-transport-security']) {
      expect(headers.get(name)).toBeNull();
    }
  },
);

test('an answer to broken HTTP has them too', async () => {
  const answer = await askRaw(server.url, 'GET /graphql HTTP/1.1\r\nno header\r\n\r\n');
  for (const name of [
    'x-content-type-options',
    'x-frame-options',
    'content-security-policy',
    'cache-control',
  ]) {
    expect(answer).toContain(`\r\n${name}: `);
  }
});

test.each([
  ['a query', `?query=${encodeURIComponent(VERSION)}`, 'GET'],
  ['a query that calls itself a page', `?query=${encodeURIComponent(VERSION)}`, 'HEAD'],
  ['a stored query', '?extensions={}', 'GET'],
])('%s by GET or HEAD is 405, whatever headers it has', async (_what, search, method) => {
  const headers = { accept: 'text/html', 'apollo-require-preflight': 'yes' };
  const answer = await ask(`${server.url}/graphql${search}`, { method, headers });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST');
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
});

test('a preflight of a listed origin is answered, of another it names nobody', async () => {
  const listed = await preflight(server.url, ORIGIN);
  expect(listed.status).toBe(204);
  expect(Object.fromEntries(listed.headers)).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': ASKED_HEADERS,
    vary: expect.stringContaining('Origin') as string,
  });
  expect(listed.headers.get('access-control-allow-credentials')).toBeNull();
  const stranger = await preflight(server.url, 'https://shop.example.evil.example');
  expect(stranger.headers.get('access-control-allow-origin')).not.toBe('https://shop.example.evil.example');
  expect(stranger.headers.get('access-control-allow-origin')).not.toBe('*');
});

test('the hosted Sandbox is a listed origin where the explorer is on, in development', async () => {
  const sandbox = 'https://studio.apollographql.com';
  const allowed = async (url: string) =>
    (await preflight(url, sandbox)).headers.get('access-control-allow-origin');
  expect(await allowed(server.url)).toBe(sandbox);
  expect(await allowed(closed.url)).toBeNull();
});

test('without a list no origin is named', async () => {
  const answer = await preflight(closed.url, ORIGIN);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect(answer.status).toBe(405);
  expectCoded(answer);
});

test('an OPTIONS that is no preflight says nothing', async () => {
  const answer = await ask(`${server.url}/graphql?query=${encodeURIComponent(VERSION)}`, {
    method: 'OPTIONS',
  });
  expect([answer.status, answer.text]).toEqual([204, '']);
});

test('a listed origin reads answers and their ids', async () => {
  const { headers, status } = await post(server.url, { query: VERSION }, { origin: ORIGIN });
  expect([status, headers.get('access-control-allow-origin')]).toEqual([200, ORIGIN]);
  expect(headers.get('access-control-expose-headers')).toBe('x-request-id');
});

test.each(['gzip', 'deflate', 'br', 'gzip, identity', 'IDENTITY, gzip', 'x'])(
  'a body in %s is 415 and is not unpacked',
  async (encoding) => {
    const answer = await ask(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': encoding },
      body: gzipSync(JSON.stringify({ query: VERSION, filler: 'x'.repeat(10_000_000) })),
    });
    expect(answer.status).toBe(415);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_REQUEST']);
    expectCoded(answer);
  },
);

test('identity is no compression', async () => {
  expect((await post(server.url, { query: VERSION }, { 'content-encoding': 'identity' })).status).toBe(200);
});

test('what is not here whole after 10 s is cut off: a body, headers, silence', async () => {
  const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  const { hostname, port } = new URL(server.url);
  const answerTo = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
  const answers = await Promise.all([
    answerTo(`${head}content-length: 100\r\n\r\n{"query":`),
    answerTo(`${head}content-length: `),
    answerTo(''),
  ]);
  for (const answer of answers.slice(0, 2)) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"SERVICE_UNAVAILABLE"');
  }
});

describe('bytes that are no request, after one that is', () => {
  const GARBAGE = '\0no request\r\n\r\n';
  const register = (username: string) => {
    const query = 'mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code } } }';
    const body = JSON.stringify({
      query,
      variables: { input: { username, password: 'a password of the tests' } },
    });
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
    return `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };

  test.each([1, 3])(
    '%i requests that are done are answered as done, then the connection ends',
    async (count) => {
      const names = Array.from({ length: count }, (_, n) => `garbage-${count}-${n}`);
      const answer = await askRaw(server.url, names.map(register).join('') + GARBAGE);
      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(names.map(() => 'HTTP/1.1 200'));
      expect(await server.database.users.countDocuments({ username: { $in: names } })).toBe(count);
    },
  );

  test('a request that is not whole is answered 400, and is not done', async () => {
    const username = 'garbage-partial';
    const cut = register(username).replace(/content-length: \d+/, 'transfer-encoding: chunked');
    const answer = await askRaw(server.url, cut);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    expect(await server.database.users.countDocuments({ username })).toBe(0);
  });
});
