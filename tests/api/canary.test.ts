import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Actor } from '../support/actors';
import { ask, askRaw, post } from '../support/http';
import { inputPlaces } from '../support/inputs';
import { startTestServer, type TestServer } from '../support/server';

const CANARY = 'Canary-4b7e';
const logged: string[] = [];
let server: TestServer;
let user: Actor;
let admin: Actor;
beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  // Without the serializers of the real log: what reaches it must be harmless by itself.
  server = await startTestServer({ log: pino({ level: 'trace' }, sink) });
  user = await server.actor('USER');
  admin = await server.actor('ADMIN');
});
afterAll(() => server.close());
afterEach(() => {
  for (const line of logged) expect(line).not.toContain(CANARY);
});

const bearer = ({ tokens }: Actor) => ({ authorization: `Bearer ${tokens.accessToken}` });
const OF_A_USER = [
  'Query.eligibility',
  'Query.myAttendance',
  'Query.myRewardRequests',
  'Mutation.requestReward',
];

test('no error repeats a value, whatever place it was put into', async () => {
  let faults = 0;
  for (const place of inputPlaces) {
    const headers = bearer(OF_A_USER.includes(place.field) ? user : admin);
    const values = [CANARY, CANARY.repeat(1_000), { [CANARY]: CANARY }];
    const answers = await Promise.all(
      values.map((value) => post(server.url, place.operation(value), headers)),
    );
    for (const { errors } of answers) {
      expect(JSON.stringify(errors)).not.toContain(CANARY);
      faults += errors.length;
    }
  }
  expect(faults).toBeGreaterThan(2 * inputPlaces.length);
});

test('no refusal repeats one either', async () => {
  const REGISTER =
    'mutation ($input: RegisterInput!) { register(input: $input) { userErrors { message field } } }';
  const input = { username: `${CANARY}.x`, password: `${CANARY} as password` };
  await post(server.url, { query: REGISTER, variables: { input } });
  const { text } = await post(server.url, { query: REGISTER, variables: { input } });
  expect(text).toContain('taken');
  expect(text).not.toContain(CANARY);
});

test.each<[string, object]>([
  ['a literal of another type', { query: `{ users(first: "${CANARY}") { nodes { id } } }` }],
  [
    'a word that is none of the enum',
    { query: `{ users(filter: { roles: [${CANARY.replace('-', '_')}] }) { nodes { id } } }` },
  ],
  ['a date', { query: `{ myAttendance(from: "${CANARY}") { nodes { id } } }` }],
  ['a text without its end', { query: `{ event(id: "${CANARY}` }],
  ['a text where none may be', { query: `{ "${CANARY}" }` }],
  [
    'a default value',
    { query: `query ($first: Int! = "${CANARY}") { users(first: $first) { nodes { id } } }` },
  ],
  ['a directive argument', { query: `{ me @skip(if: "${CANARY}") { id } }` }],
  ['a comment', { query: `# ${CANARY}\n{ me { id }` }],
  ['the name of an operation', { query: '{ me { id } }', operationName: CANARY }],
  ['a variable that nobody asked for', { query: '{ me { id } }', variables: { [CANARY]: CANARY } }],
  ['an extension', { extensions: { persistedQuery: { version: 1, sha256Hash: CANARY } } }],
  ['a query that is no text', { query: { [CANARY]: CANARY } }],
])('%s is not repeated', async (_what, body) => {
  const answer = await post(server.url, body);
  expect(answer.errors.length).toBeGreaterThan(0);
  expect(answer.text).not.toContain(CANARY.slice(0, 6));
});

test('neither are headers, paths and bodies that are no JSON', async () => {
  const body = '{ me { id } }';
  const named = [
    'authorization',
    'x-request-id',
    'x-forwarded-for',
    'cookie',
    'user-agent',
    'origin',
    'accept',
  ];
  const answers = [
    ...(await Promise.all(named.map((name) => post(server.url, { query: body }, { [name]: CANARY })))),
    await post(server.url, { query: body }, { authorization: `Bearer ${CANARY}.${CANARY}.${CANARY}` }),
    await post(server.url, `{"query": ${CANARY}`),
    await post(server.url, CANARY, { 'content-type': CANARY }),
    await post(server.url, CANARY, { 'content-type': `application/${CANARY}` }),
    await ask(`${server.url}/${CANARY}?${CANARY}`),
    await ask(`${server.url}/%zz${CANARY}`),
    await ask(`${server.url}/graphql?query=${CANARY}&variables=${CANARY}`, {
      headers: { 'apollo-require-preflight': CANARY },
    }),
  ];
  for (const { text, errors, headers } of answers) {
    expect(errors.length).toBeGreaterThan(0);
    expect(text + JSON.stringify([...headers])).not.toContain(CANARY);
  }
  expect(await askRaw(server.url, `GET /${CANARY} HTTP/1.1\r\n${CANARY}\r\n\r\n`)).not.toContain(CANARY);
});

test('the log names a fault by its request, and repeats no value', async () => {
  const aliases = Array.from({ length: 30 }, (_, index) => `a${index}: id`).join(' ');
  const { errors } = await post(
    server.url,
    { query: `{ event(id: "${CANARY}") { ${aliases} } }` },
    bearer(user),
  );
  expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
  const about = logged.filter((line) => line.includes(errors[0]!.extensions.requestId ?? 'none'));
  const texts = about.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(texts).toEqual(['operation']);
  expect(about[0]).toContain('limit: ');
});
