import { getIntrospectionQuery } from 'graphql';
import { startTestServer, type TestServer } from '../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { INTROSPECTION: 'off' } });
});
afterAll(() => server.close());

const EVENTS = `query ($n: Int! = 10) { events(first: $n) { nodes { conditions {
  requiredEvent { conditions { id kind target } } } } } }`;

test('a document that asks for too much gets one error, whoever asks', async () => {
  const { data, errors } = await server.anonymous.send('{ me { id id id id } a: me { nothing } }');
  expect(data).toBeNull();
  expect(errors).toEqual([
    {
      message: 'The document requests too much at once.',
      extensions: { code: 'QUERY_TOO_COMPLEX', requestId: expect.any(String) as string },
    },
  ]);
});

test('more tokens than allowed are too much, not bad syntax', async () => {
  const { errors } = await server.anonymous.send(`{ me { ${'id '.repeat(2_000)} } }`);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
});

test('page sizes that come as variables count', async () => {
  const user = await server.actor('USER');
  expect((await user.send(EVENTS, { n: 10 })).errors).toEqual([]);
  const { errors } = await user.send(EVENTS, { n: 100 });
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
});

test('a page size beyond its limit is refused after the role, as every other value', async () => {
  const users = 'query ($n: Int!) { users(first: $n) { nodes { id } } }';
  const codeOf = async (role: 'USER' | 'ADMIN') =>
    (await (await server.actor(role)).send(users, { n: 1_000_000 })).errors[0]?.extensions.code;
  expect(await codeOf('USER')).toBe('FORBIDDEN');
  expect(await codeOf('ADMIN')).toBe('BAD_USER_INPUT');
});

test('an answer has five errors at most, and guesses no names', async () => {
  const wrong = Array.from({ length: 9 }, (_, n) => `usernam${n}`).join(' ');
  const refused = await server.anonymous.send(`{ me { usernam ${wrong} } serverInf { version } }`);
  expect(refused.errors).toHaveLength(5);
  expect(JSON.stringify(refused)).not.toMatch(/did you mean|username/i);
  const aliases = Array.from({ length: 9 }, (_, n) => `a${n}: me { id }`).join(' ');
  const executed = await server.anonymous.send(`{ ${aliases} }`);
  expect(executed.errors.map(({ extensions }) => extensions.code)).toEqual(Array(5).fill('UNAUTHENTICATED'));
});

test('values and variables get no guesses either', async () => {
  const admin = await server.actor('ADMIN');
  const answers = [
    await admin.send('{ events(filter: { states: [IN_PROGRES] }) { nodes { id } } }'),
    await admin.send('{ events(filtr: {}) { nodes { id } } }'),
    await admin.send('{ events(filter: { stats: [] }) { nodes { id } } }'),
    await admin.send('query ($f: EventFiltr) { events(filter: $f) { nodes { id } } }'),
    await admin.send('query ($f: EventFilter) { events(filter: $f) { nodes { id } } }', {
      f: { states: ['IN_PROGRES'] },
    }),
    await admin.send('query ($f: EventFilter) { events(filter: $f) { nodes { id } } }', { f: { stats: [] } }),
    await admin.send('{ events { nodes { ...Evnt } } } fragment Event on Event { id }'),
  ];
  for (const answer of answers) {
    expect(answer.errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer)).not.toMatch(/did you mean|IN_PROGRESS/i);
  }
});

test('introspection can be switched off', async () => {
  const { data, errors } = await server.anonymous.send(getIntrospectionQuery());
  expect(data).toBeNull();
  expect(errors.map(({ extensions }) => extensions.code)).toContain('GRAPHQL_VALIDATION_FAILED');
  expect((await server.anonymous.send('{ __type(name: "User") { name } }')).data).toBeNull();
});
