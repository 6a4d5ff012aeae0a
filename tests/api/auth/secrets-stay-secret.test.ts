import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createApp, type App } from '../../../src/app';
import { readConfig } from '../../../src/config';
import { Client } from '../../support/client';
import { testClock } from '../../support/clock';
import { freshDatabaseUri } from '../../support/server';

const CANARY = 'Canary-7f3a91';
const JWT_SECRET = `${CANARY}-secret-of-the-tokens-0123456789`;
/** Its base64 contains the canary's letters. */
const SECRETS_KEY = `${CANARY}A`
  .replace(/[^A-Za-z0-9+/]/g, '')
  .padEnd(43, 'A')
  .slice(0, 43);
const logged: string[] = [];
let app: App;
let client: Client;

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    JWT_SECRET,
    SECRETS_KEY,
    RATE_LIMIT: 'off',
    CLOCK_SKEW_LIMIT_SECONDS: '0',
  };
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged.push(chunk.toString());
      done();
    },
  });
  app = await createApp({
    config: readConfig(env),
    clock: testClock('2026-06-01T03:00:00Z').now,
    // Without the serializers of the real log: what reaches it must be harmless by itself.
    log: pino({ level: 'trace' }, sink),
    mongodbUri,
  });
  const url = await app.listen();
  client = new Client(() => url);
});
afterAll(async () => {
  await app.database.connection.dropDatabase();
  await app.close();
});

const mutation = (field: string, type: string, selection: string) =>
  `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`;
const REGISTER = mutation('register', 'RegisterInput', 'user { id } tokens { accessToken refreshToken }');
const LOGIN = mutation('login', 'LoginInput', 'user { id }');
const CHANGE = mutation('changePassword', 'ChangePasswordInput', 'user { id }');
const REFRESH = mutation('refreshTokens', 'RefreshTokensInput', 'tokens { refreshToken }');

test('no error and no log line holds a password, a token or a secret', async () => {
  const password = `${CANARY} password`;
  const registered = await client.send<{
    register: { tokens: { accessToken: string; refreshToken: string } };
  }>(REGISTER, { input: { username: 'canary', password } });
  const { accessToken, refreshToken } = registered.data!.register.tokens;
  client.accessToken = accessToken;

  const answers = [
    await client.send(REGISTER, { input: { username: 'canary', password } }),
    await client.send(REGISTER, { input: { username: `${CANARY} is no name`, password: `${CANARY}\0` } }),
    await client.send(REGISTER, { input: { username: 'canary', password: { text: password } } }),
    await client.send(REGISTER, { input: { username: 'canary', password: [password], [CANARY]: 1 } }),
    await client.send(REGISTER, { input: password }),
    await client.send(
      `mutation { register(input: { username: 1, password: "${password}" }) { user { id } } }`,
    ),
    await client.send(`mutation { register(input: { password: "${password}" `),
    await client.send(LOGIN, { input: { username: 'canary', password: `${CANARY} wrong` } }),
    await client.send(LOGIN, { input: { username: CANARY, password: CANARY.repeat(1_000) } }),
    await client.send(CHANGE, {
      input: { currentPassword: `${CANARY} wrong`, newPassword: `${CANARY} new` },
    }),
    await client.send(CHANGE, { input: { currentPassword: password, newPassword: CANARY.repeat(50) } }),
    await client.send(REFRESH, { input: { refreshToken: `${CANARY}.${refreshToken}` } }),
    await client.send(REFRESH, { input: { refreshToken: accessToken } }),
  ];
  const bodies = answers.map((answer) => JSON.stringify(answer));
  const secrets = [
    CANARY,
    accessToken,
    refreshToken,
    ...[accessToken, refreshToken].map((t) => t.split('.')[2]!),
  ];
  for (const text of [...bodies, ...logged]) {
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toContain('$argon2id$');
  }
  expect(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'refused')).toEqual([
    'refused',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'BAD_USER_INPUT',
    'GRAPHQL_VALIDATION_FAILED',
    'GRAPHQL_PARSE_FAILED',
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'INVALID_CREDENTIALS',
    'BAD_USER_INPUT',
    'INVALID_REFRESH_TOKEN',
    'INVALID_REFRESH_TOKEN',
  ]);
});
