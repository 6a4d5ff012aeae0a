import type { Actor } from '../support/actors';
import { ask, expectCoded, post } from '../support/http';
import { keptLog, WARN } from '../support/log-lines';
import { startTestServer, type TestServer } from '../support/server';

const { log, lines } = keptLog();
let server: TestServer;
let user: Actor;
beforeAll(async () => {
  server = await startTestServer({ log });
  user = await server.actor('USER');
});
afterAll(() => server.close());
beforeEach(() => lines.splice(0));
// Whatever a client sends: nobody is warned, and the fault is never the server's own.
afterEach(() => expect(lines.filter(({ level }) => level >= WARN)).toEqual([]));

const EVENTS = 'events(first: $n) { nodes { id } }';
const INFO = '{ serverInfo { version } }';
const SHA = 'a'.repeat(64);

const BODIES: ReadonlyArray<readonly [name: string, code: string, body: unknown]> = [
  ['a subscription', 'GRAPHQL_VALIDATION_FAILED', { query: 'subscription { __typename }' }],
  [
    'a subscription beside a query',
    'GRAPHQL_VALIDATION_FAILED',
    { query: `query A ${INFO} subscription B { __typename }`, operationName: 'A' },
  ],
  ...[
    true,
    'x',
    1,
    [],
    {},
    { version: 1 },
    { version: 2, sha256Hash: SHA },
    { version: 1, sha256Hash: SHA },
    { version: 1, sha256Hash: {} },
  ].flatMap((persistedQuery) =>
    [{}, { query: INFO }].map(
      (body) =>
        [
          `persistedQuery ${JSON.stringify(persistedQuery)}`,
          'PERSISTED_QUERY_NOT_SUPPORTED',
          { ...body, extensions: { persistedQuery } },
        ] as const,
    ),
  ),
  [
    'more than 50 wrong variables',
    'BAD_USER_INPUT',
    {
      query: 'query ($a: EventFilter) { events(filter: $a) { nodes { id } } }',
      variables: { a: { states: Array.from({ length: 60 }, () => 1) } },
    },
  ],
  ['no operation of that name', 'OPERATION_RESOLUTION_FAILURE', { query: INFO, operationName: 'A' }],
  [
    'one of two operations, unnamed',
    'OPERATION_RESOLUTION_FAILURE',
    { query: `query A ${INFO} query B ${INFO}` },
  ],
  ['fragments alone', 'GRAPHQL_VALIDATION_FAILED', { query: 'fragment F on Query { __typename }' }],
  ['an unknown directive', 'GRAPHQL_VALIDATION_FAILED', { query: '{ events @defer { nodes { id } } }' }],
  ['too many aliases', 'QUERY_TOO_COMPLEX', { query: '{ me { id id id id } }' }],
  ['an empty document', 'BAD_REQUEST', { query: '' }],
  ['a document of blanks', 'GRAPHQL_PARSE_FAILED', { query: ' ' }],
];

test.each(BODIES)("%s is the client's error: %s", async (_name, code, body) => {
  for (const headers of [undefined, { authorization: `Bearer ${user.accessToken}` }]) {
    const answer = await post(server.url, body, headers);
    expectCoded(answer);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(answer.status).toBeLessThan(500);
  }
});

describe('null, or nothing where the default is null, for what the schema requires', () => {
  const DOCUMENTS: ReadonlyArray<readonly [name: string, query: string, variables: object]> = [
    ['an argument with a default', `query ($n: Int) { ${EVENTS} }`, { n: null }],
    ['a missing variable whose default is null', `query ($n: Int = null) { ${EVENTS} }`, {}],
    ['a variable with a default', `query ($n: Int = 5) { ${EVENTS} }`, { n: null }],
    ['a switch', 'query ($n: Boolean) { events(reverse: $n) { nodes { id } } }', { n: null }],
    ['@include', 'query ($n: Boolean = true) { serverInfo { version @include(if: $n) } }', { n: null }],
    [
      '@skip of a root field',
      'query ($n: Boolean = true) { serverInfo @skip(if: $n) { version } }',
      { n: null },
    ],
    [
      'an argument inside a fragment',
      `query ($n: Int) { ...F } fragment F on Query { ...G } fragment G on Query { ${EVENTS} }`,
      { n: null },
    ],
    [
      'an input field with a default',
      `mutation ($n: Boolean) { createEvent(input: { title: "x", startAt: "2026-06-01T00:00:00Z", active: $n }) { event { id } } }`,
      { n: null },
    ],
    [
      'an input field of a list',
      `mutation ($n: Int) { createEvent(input: { title: "x", startAt: "2026-06-01T00:00:00Z", rewards: [{ type: POINT, name: "x", quantity: $n }] }) { event { id } } }`,
      { n: null },
    ],
    [
      'an item of a list',
      'query ($n: EventState = ENDED) { events(filter: { states: [$n] }) { nodes { id } } }',
      { n: null },
    ],
    [
      'an argument of a nested field',
      'query ($n: Int) { me { grants(first: $n) { nodes { id } } } }',
      { n: null },
    ],
  ];

  test.each(DOCUMENTS)('%s is BAD_USER_INPUT with its path', async (_name, query, variables) => {
    for (const client of [server.anonymous, user]) {
      const { errors, data, status } = await client.send(query, variables);
      expect(errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'n', message: 'must not be null' }] } },
      ]);
      expect([data, status]).toEqual([null, 400]);
    }
  });

  test('null fits where it is allowed, and a default stands in for what is missing', async () => {
    for (const [query, variables] of [
      ['query ($n: EventFilter) { events(filter: $n) { nodes { id } } }', { n: null }],
      [`query ($n: Int) { ${EVENTS} }`, {}],
      [`query ($n: Int = 5) { ${EVENTS} }`, {}],
      // Only the fragments that the operation uses count.
      [
        `query A ($n: String) { events(filter: { titleContains: $n }) { nodes { id } } }
         query B ($n: Int) { ...F } fragment F on Query { ${EVENTS} }`,
        { n: null },
        'A',
      ],
    ] as const) {
      const operationName = query.startsWith('query A') ? 'A' : undefined;
      const answer = await post(
        server.url,
        { query, variables, operationName },
        { authorization: `Bearer ${user.accessToken}` },
      );
      expect(answer.errors).toEqual([]);
    }
  });
});

test.each(['/%zz', '/graphql?%zz', '/export/requests.csv?first=%zz', '/nowhere'])(
  "GET %s is nobody's fault but the client's",
  async (path) => {
    expect((await ask(server.url + path)).status).toBeLessThan(500);
  },
);
