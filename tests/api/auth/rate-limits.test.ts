import { randomUUID } from 'node:crypto';
import {
  ChangePasswordDocument,
  CheckAttendanceDocument,
  EligibilityDocument,
  LinkIdentityDocument,
  LoginDocument,
  RefreshTokensDocument,
  RegisterDocument,
  RequestRewardDocument,
} from '../../generated/documents';
import { RATE_LIMITS } from '../../../src/rate-limits/rate-limits';
import { loginAttempt, LoginFailures } from '../../../src/auth/login-failures';
import { createLog } from '../../../src/log';
import type { Client } from '../../support/client';
import { ClientAt } from '../../support/client-at';
import { commandsAbout } from '../../support/commands';
import { startTestServer, type TestServer } from '../../support/server';

const PASSWORD = 'a password of the tests';
const ENV = { RATE_LIMIT: 'on', TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' };
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: ENV });
  // Another process on the same database.
  other = await startTestServer({ env: ENV, mongodbUri: server.mongodbUri });
});
afterAll(async () => {
  await other.close();
  await server.close();
});

const clientAt = (address: string, at = server) => new ClientAt(address, at);
let networks = 0;
const freshAddress = () => `203.0.113.${(networks += 1)}`;
const freshName = () => `user-${randomUUID().slice(0, 8)}`;
const login = (client: Client, username: string, password: string) =>
  client.ask(LoginDocument, { input: { username, password } });
const codesOf = ({ errors }: { errors: ReadonlyArray<{ extensions: { code: string } }> }) =>
  errors.map(({ extensions }) => extensions.code);
async function fail(times: number, username: string, addressOf: () => string) {
  for (let i = 0; i < times; i++) await login(clientAt(addressOf()), username, 'the wrong password');
}
async function account(address = freshAddress()) {
  const username = freshName();
  await clientAt(address).run(RegisterDocument, { input: { username, password: PASSWORD } });
  return username;
}

describe('login failures', () => {
  test('the tenth of an account makes everybody wait who never logged in to it from there', async () => {
    const home = freshAddress();
    const username = await account(home);
    await fail(9, username, freshAddress);
    const stranger = clientAt(freshAddress());
    expect(codesOf(await login(stranger, username, 'the wrong password'))).toEqual(['INVALID_CREDENTIALS']);

    await countMore(5, username);
    const refused = await login(stranger, username, PASSWORD);
    expect(codesOf(refused)).toEqual(['RATE_LIMITED']);
    expect(refused.errors[0]?.extensions.retryAfterSeconds).toBeGreaterThan(1);
    // Where the account has logged in from, nobody is kept out by what others do elsewhere.
    expect((await login(clientAt(home), username, PASSWORD)).errors).toEqual([]);
  });

  test('all servers count together, and a name that nobody has counts as well', async () => {
    const username = freshName();
    await countMore(8, username, server);
    await countMore(8, username, other);
    expect(codesOf(await login(clientAt(freshAddress()), username, 'x'))).toEqual(['RATE_LIMITED']);
  });

  test('guesses that wait for their turn to be hashed are refused when the account has to wait', async () => {
    const username = await account();
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => login(clientAt(freshAddress()), username, 'the wrong password')),
    );
    const hashed = answers.filter((answer) => codesOf(answer)[0] === 'INVALID_CREDENTIALS');
    expect(hashed.length).toBeGreaterThanOrEqual(10);
    expect(hashed.length).toBeLessThan(20);
  });

  test('wrong current passwords count for the account', async () => {
    const home = freshAddress();
    const username = await account(home);
    const thief = clientAt(freshAddress());
    const { login: payload } = (await login(clientAt(home), username, PASSWORD)).data!;
    thief.accessToken = payload!.tokens.accessToken;
    const guess = () =>
      thief.ask(ChangePasswordDocument, {
        input: { currentPassword: 'a guess', newPassword: 'a new one of mine' },
      });
    for (let i = 0; i < 10; i++) expect(codesOf(await guess())).toEqual(['INVALID_CREDENTIALS']);
    await countMore(5, username);
    expect(codesOf(await guess())).toEqual(['RATE_LIMITED']);
  });

  test('aliases do not slip by', async () => {
    const username = await account();
    const guess = (n: number) =>
      `a${n}: login(input: { username: "${username}", password: "guess ${n}" }) { user { id } }`;
    const document = `mutation { ${[1, 2, 3, 4, 5].map(guess).join(' ')} }`;
    const stranger = clientAt(freshAddress());
    await stranger.send(document);
    await stranger.send(document);
    await countMore(5, username);
    expect(codesOf(await stranger.send(document))).toEqual(Array(5).fill('RATE_LIMITED'));
  });

  test('no name that was typed is stored', async () => {
    const typed = `typed-${randomUUID()}`;
    await fail(1, typed, freshAddress);
    const rows = await server.database.connection.db!.collection('ratelimits').find().toArray();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(typed);
  });
});

test('registrations are counted per network, on all servers together', async () => {
  const address = freshAddress();
  await consumeAll('register', address);
  const input = { username: freshName(), password: PASSWORD };
  const refused = await clientAt(address, other).ask(RegisterDocument, { input });
  expect(codesOf(refused)).toEqual(['RATE_LIMITED']);
  expect(refused.errors[0]?.extensions.retryAfterSeconds).toBeGreaterThan(500);
  expect((await clientAt(freshAddress()).ask(RegisterDocument, { input })).errors).toEqual([]);
});

test('refreshes are counted per login, and a token that was never signed here counts for nobody', async () => {
  const user = await server.actor('USER');
  const sessionId = sessionOf(user.tokens.refreshToken);
  for (let i = 0; i < RATE_LIMITS.refreshTokens.points; i++)
    await server.services.limits.refreshTokens(sessionId);
  const { refreshToken } = user.tokens;
  await user.refused(RefreshTokensDocument, { input: { refreshToken } }, 'RATE_LIMITED');
  const forged = `${refreshToken.slice(0, -4)}AAAA`;
  await user.refused(RefreshTokensDocument, { input: { refreshToken: forged } }, 'INVALID_REFRESH_TOKEN');
  const again = await server.actor('USER');
  await again.run(RefreshTokensDocument, { input: { refreshToken: again.tokens.refreshToken } });
});

test('claims and check-ins are counted per account, without a database call', async () => {
  const user = await server.actor('USER');
  const { limits } = server.services;
  for (let i = 0; i < RATE_LIMITS.requestReward.points; i++) await limits.requestReward(user.id);
  for (let i = 0; i < RATE_LIMITS.checkAttendance.points; i++) await limits.checkAttendance(user.id);
  const calls = await commandsAbout(server, user.id, async () => {
    const input = { eventId: 'f'.repeat(24) };
    const { extensions } = (await user.refused(RequestRewardDocument, { input }, 'RATE_LIMITED')) as {
      extensions: { retryAfterSeconds: number };
    };
    expect(extensions.retryAfterSeconds).toBeGreaterThan(0);
    await user.refused(CheckAttendanceDocument, {}, 'RATE_LIMITED');
  });
  expect(calls).toEqual([]);
  await (await server.actor('USER')).run(CheckAttendanceDocument);
});

test('eligibility is counted per account, each event of a page', async () => {
  const user = await server.actor('USER');
  const { limits } = server.services;
  for (let i = 0; i < RATE_LIMITS.eligibility.points; i++) await limits.eligibility(user.id);
  const eventId = 'f'.repeat(24);
  await user.refused(EligibilityDocument, { eventId }, 'RATE_LIMITED');
  await (await server.actor('USER')).refused(EligibilityDocument, { eventId }, 'NOT_FOUND');
});

test('links of identities are counted per account: each is an audit entry that stays', async () => {
  const user = await server.actor('USER');
  const { points, duration } = RATE_LIMITS.linkIdentity;
  await server.services.limits.shared('linkIdentity', { points, duration }).set(user.id, points, duration);
  const input = { token: 'not.a.token' };
  await user.refused(LinkIdentityDocument, { input }, 'RATE_LIMITED');
  await (await server.actor('USER')).refused(LinkIdentityDocument, { input }, 'INVALID_IDENTITY_TOKEN');
});

test('the counts go by themselves', async () => {
  const indexes = await server.database.connection.db!.collection('ratelimits').indexes();
  expect(indexes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: { expire: 1 }, expireAfterSeconds: 0 }),
      expect.objectContaining({ key: { key: 1 }, unique: true }),
    ]),
  );
});

async function consumeAll(operation: 'register', address: string): Promise<void> {
  for (let i = 0; i < RATE_LIMITS[operation].points; i++) await server.services.limits[operation](address);
}

/** Failures without the hashes. */
async function countMore(times: number, usernameKey: string, at = server): Promise<void> {
  for (let i = 0; i < times; i++) {
    const attempt = loginAttempt(usernameKey, freshAddress(), server.clock.now());
    await failuresOf(at).fail(attempt, [], null);
  }
}

function failuresOf({ services: { limits, chainer } }: TestServer): LoginFailures {
  return new LoginFailures({ limits, chainer, log: createLog('silent', false) });
}

function sessionOf(token: string): string {
  const { sid } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string };
  return sid;
}
