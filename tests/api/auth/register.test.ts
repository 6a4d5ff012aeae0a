import { LoginDocument, MeDocument, RegisterDocument } from '../../generated/documents';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

const PASSWORD = 'a password of the tests';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const register = (username: string, password = PASSWORD) =>
  server.anonymous.ask(RegisterDocument, { input: { username, password } });

test('registration gives a USER who is logged in', async () => {
  const { register: payload } = await server.anonymous.run(RegisterDocument, {
    input: { username: 'Maria', password: PASSWORD },
  });
  expect(payload?.user).toMatchObject({ username: 'Maria', role: 'USER', disabledAt: null });
  expect(payload?.user?.createdAt).toBe(server.clock.now().toISOString());
  const maria = new Client(() => server.url, payload?.tokens?.accessToken);
  expect((await maria.run(MeDocument)).me?.id).toBe(payload?.user?.id);
  await server.anonymous.run(LoginDocument, { input: { username: 'maria', password: PASSWORD } });
});

test('neither the password nor a token is stored in clear', async () => {
  const user = await server.actor('USER');
  const row = JSON.stringify(await server.database.users.findOne({ username: user.username }));
  expect(row).toContain('$argon2id$');
  for (const secret of [user.password, user.tokens.accessToken, user.tokens.refreshToken]) {
    expect(row).not.toContain(secret);
    expect(row).not.toContain(secret.split('.').at(-1));
  }
});

test('20 parallel registrations of Alice and alice make one account', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => register(i % 2 === 0 ? 'Alice' : 'alice')),
  );
  const payloads = answers.map(({ data }) => data?.register);
  expect(payloads.filter((payload) => payload?.user && payload.tokens)).toHaveLength(1);
  const refused = payloads.filter((payload) => payload?.user === null && payload.tokens === null);
  expect(refused.map((payload) => payload?.userErrors[0])).toEqual(
    Array.from({ length: 19 }, () => ({
      code: 'USERNAME_TAKEN',
      message: 'The username is taken.',
      field: ['input', 'username'],
    })),
  );
  expect(await server.database.users.countDocuments({ usernameKey: 'alice' })).toBe(1);
});

test('a name is taken in every Unicode form', async () => {
  await server.anonymous.run(RegisterDocument, { input: { username: 'Straße', password: PASSWORD } });
  await server.anonymous.refused(
    RegisterDocument,
    { input: { username: 'ＳＴＲＡＳＳＥ', password: PASSWORD } },
    'USERNAME_TAKEN',
  );
});

test.each([
  ['username', 'ab', PASSWORD],
  ['username', 'a'.repeat(33), PASSWORD],
  ['username', 'two words', PASSWORD],
  ['username', 'раypal', PASSWORD],
  ['username', 'nul\0', PASSWORD],
  ['username', `a${'\u0301'.repeat(14_000)}${'\u0323'.repeat(14_000)}`, PASSWORD],
  ['password', 'somebody', 'seven77'],
  ['password', 'somebody', 'x'.repeat(257)],
  ['password', 'somebody', 'Password1'],
  ['password', 'somebody', 'half a \ud800 pair'],
])('a bad %s is BAD_USER_INPUT and makes no account (%#)', async (field, username, password) => {
  const { data, errors } = await register(username, password);
  expect(data?.register).toBeNull();
  expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect(new Set(errors[0]?.extensions.fields?.map(({ path }) => path))).toEqual(new Set([`input.${field}`]));
  expect(await server.database.users.countDocuments({ username: { $in: ['somebody', username] } })).toBe(0);
});
