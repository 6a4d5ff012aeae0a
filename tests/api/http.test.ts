import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Actor } from '../support/actors';
import { ask, askRaw, expectCoded, post, type HttpAnswer } from '../support/http';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const VERSION = '{ serverInfo { version } }';
const CREATE = 'mutation ($input: CreateEventInput!) { createEvent(input: $input) { event { id } } }';
const creation = (title: string) => ({
  query: CREATE,
  variables: { input: { title, startAt: '2026-06-01T00:00:00Z' } },
});
const bearer = () => ({ authorization: `Bearer ${operator.tokens.accessToken}` });
const eventCount = () => server.database.events.countDocuments();

function expectFault(answer: HttpAnswer, status: number, code = 'BAD_REQUEST'): void {
  expectCoded(answer);
  expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/(json|graphql-response\+json)/);
}

describe('what is no GraphQL request is BAD_REQUEST as JSON', () => {
  const json = { 'content-type': 'application/json' };
  const preflighted = { 'apollo-require-preflight': 'yes' };
  const inUrl = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;
  test.each<[string, number, string, RequestInit]>([
    ['an unknown route', 404, '/nowhere', {}],
    ['another method', 405, '/graphql', { method: 'DELETE' }],
    ['a method of another route', 405, '/graphql', { method: 'PUT', headers: json, body: '{}' }],
    ['a path that is no URL', 400, '/%zz', {}],
    ['a body that is no JSON', 400, '/graphql', { method: 'POST', headers: json, body: '{"query": ' }],
    ['no body', 400, '/graphql', { method: 'POST', headers: json }],
    ['an empty object', 400, '/graphql', { method: 'POST', headers: json, body: '{}' }],
    ['null', 400, '/graphql', { method: 'POST', headers: json, body: 'null' }],
    [
      'an array',
      400,
      '/graphql',
      { method: 'POST', headers: json, body: JSON.stringify([{ query: VERSION }]) },
    ],
    ['an empty batch', 400, '/graphql', { method: 'POST', headers: json, body: '[]' }],
    [
      'a query that is no text',
      400,
      '/graphql',
      { method: 'POST', headers: json, body: '{"query": {"a": 1}}' },
    ],
    ['an empty query', 400, '/graphql', { method: 'POST', headers: json, body: '{"query": ""}' }],
    [
      'variables that are no object',
      400,
      '/graphql',
      { method: 'POST', headers: json, body: '{"query": "{ me { id } }", "variables": [1]}' },
    ],
    [
      'an operation name that is no text',
      400,
      '/graphql',
      { method: 'POST', headers: json, body: '{"query": "{ me { id } }", "operationName": 1}' },
    ],
    [
      'a prototype',
      400,
      '/graphql',
      { method: 'POST', headers: json, body: '{"query": "{ me { id } }", "__proto__": {}}' },
    ],
    [
      'XML',
      415,
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<query/>' },
    ],
    [
      'a form',
      415,
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=1' },
    ],
    [
      'plain text',
      400,
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query": "{ me { id } }"}' },
    ],
    [
      'a client that takes no JSON',
      406,
      '/graphql',
      { method: 'POST', headers: { ...json, accept: 'text/html' }, body: JSON.stringify({ query: VERSION }) },
    ],
    ['a plain GET', 405, inUrl(VERSION), {}],
    ['a mutation by GET', 405, inUrl('mutation { checkAttendance { created } }'), { headers: preflighted }],
    ['a stored query by GET', 405, '/graphql', { headers: preflighted }],
  ])('%s', async (_what, status, path, init) => {
    expectFault(await ask(server.url + path, init), status);
  });

  test('the answer says how it would be one', async () => {
    const { errors } = await ask(`${server.url}/grapql`);
    expect(errors[0]!.message).toContain('POST to /graphql');
    expect((await ask(`${server.url}/graphql`, { method: 'PUT' })).headers.get('allow')).toBe('POST');
  });

  test('a mutation by GET changes nothing', async () => {
    const user = await server.actor('USER');
    const url = `${server.url}/graphql?query=${encodeURIComponent('mutation { checkAttendance { created } }')}`;
    const headers = { authorization: `Bearer ${user.tokens.accessToken}`, 'apollo-require-preflight': 'yes' };
    expectFault(await ask(url, { headers }), 405);
    expect(await server.database.attendances.countDocuments()).toBe(0);
  });

  test('a client that takes no JSON has changed nothing when it is told so', async () => {
    const before = await eventCount();
    expectFault(await post(server.url, creation('x'), { ...bearer(), accept: 'text/html' }), 406);
    expect(await eventCount()).toBe(before);
  });

  test('persisted queries are not supported: none is stored or served by its hash', async () => {
    const query = '{ serverInfo { version } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (const body of [{ extensions }, { query, extensions }, { extensions }]) {
      const answer = await post(server.url, body);
      expectCoded(answer);
      expect(answer.text).not.toContain('"data"');
      expect(answer.errors[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    }
  });

  test('HTTP that is broken, and a header that is too long', async () => {
    const broken = await askRaw(server.url, 'GET /graphql HTTP/1.1\r\nno header\r\n\r\n');
    expect(broken).toMatch(/^HTTP\/1\.1 400 /);
    const long = await askRaw(server.url, `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    for (const answer of [broken, long]) {
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const { extensions } = (JSON.parse(body) as { errors: Array<{ extensions: object }> }).errors[0]!;
      const requestId = /^x-request-id: (.*)$/m.exec(head)?.[1]?.trim();
      expect(extensions).toEqual({ code: 'BAD_REQUEST', requestId });
    }
  });
});

describe('a body over 64 KB is 413', () => {
  test('just above, 1 MB, and 1 MB that does not say how long it is', async () => {
    const before = await eventCount();
    for (const length of [64 * 1024, 1024 * 1024]) {
      expectFault(await post(server.url, creation('x'.repeat(length)), bearer()), 413);
    }
    const { status, body } = await postChunked(JSON.stringify(creation('x'.repeat(1024 * 1024))));
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(await eventCount()).toBe(before);
  });

  test('just below it is read', async () => {
    expectFault(await post(server.url, creation('x'.repeat(65_000)), bearer()), 200, 'BAD_USER_INPUT');
  });

  function postChunked(body: string): Promise<{ status: number | undefined; body: string }> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked', ...bearer() };
      const request = httpRequest(`${server.url}/graphql`, { method: 'POST', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, body: text }));
      });
      request.on('error', reject);
      request.write(body);
      request.end();
    });
  }
});

describe('the status', () => {
  const TYPED = 'query ($id: ID!) { event(id: $id) { id } }';
  const WITHOUT = [
    ['a document that does not parse', { query: '{ me ' }, 'GRAPHQL_PARSE_FAILED'],
    ['a document that does not fit', { query: '{ me { x } }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable that does not fit', { query: TYPED, variables: { id: { $gt: '' } } }, 'BAD_USER_INPUT'],
    ['an unknown operation', { query: '{ me { id } }', operationName: 'No' }, 'OPERATION_RESOLUTION_FAILURE'],
  ] as const;

  test.each(WITHOUT)('of %s is 400: nothing was executed', async (_what, body, code) => {
    expectFault(await post(server.url, body), 400, code);
    const accept = 'application/graphql-response+json, application/json;q=0.9';
    expectFault(await post(server.url, body, { accept }), 400, code);
  });

  test.each(WITHOUT)(
    'of %s is 200 for a client that takes application/json alone',
    async (_what, body, code) => {
      for (const accept of ['application/json', 'application/json; charset=utf-8']) {
        expectFault(await post(server.url, body, { accept }), 200, code);
      }
    },
  );

  test('of what is no GraphQL request is the same for all of them', async () => {
    expectFault(await post(server.url, '{', { accept: 'application/json' }), 400);
    expectFault(await post(server.url, { query: '' }, { accept: 'application/json' }), 400);
  });

  test.each([
    ['{ me { id } }', 'UNAUTHENTICATED'],
    ['{ users { nodes { id } } }', 'FORBIDDEN'],
    ['{ event(id: "x") { id } }', 'NOT_FOUND'],
    ['{ events(first: 0) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['mutation { login(input: { username: "x", password: "x" }) { user { id } } }', 'INVALID_CREDENTIALS'],
  ])('of %s, which was executed, is 200', async (query, code) => {
    const user = await server.actor('USER');
    const headers =
      code === 'UNAUTHENTICATED' ? undefined : { authorization: `Bearer ${user.tokens.accessToken}` };
    expectFault(await post(server.url, { query }, headers), 200, code);
  });

  test('a fault costs its own field, not its neighbours', async () => {
    const { text } = await post(server.url, { query: '{ serverInfo { dayStartMinute } me { id } }' });
    expect(JSON.parse(text)).toMatchObject({
      data: { serverInfo: { dayStartMinute: 0 }, me: null },
      errors: [{ path: ['me'] }],
    });
  });
});

test('the request id is made here: each answer has its own, and none that a client sent', async () => {
  const sent = '00000000-0000-4000-8000-000000000000';
  const headersSent: Array<Record<string, string>> = [{}, {}, { 'x-request-id': sent, 'request-id': sent }];
  const answers = await Promise.all(
    headersSent.map((headers) => post(server.url, { query: VERSION }, headers)),
  );
  const ids = answers.map(({ headers }) => headers.get('x-request-id'));
  expect(new Set(ids).size).toBe(3);
  expect(ids).not.toContain(sent);
  answers.forEach(expectCoded);
});
