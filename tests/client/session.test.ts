import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import { createClient, type Client } from '../../clients/typescript/src/client';
import { dataOf, isSignedOut, type Failure, type Result } from '../../clients/typescript/src/failure';
import { memoryStore, type TokenStore } from '../../clients/typescript/src/tokens';
import { startTestServer, type TestServer } from '../support/server';
import { Wire } from '../support/wire';
import type { Actor } from '../support/actors';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface SignedIn {
  readonly client: Client;
  readonly wire: Wire;
  readonly store: TokenStore;
  readonly user: Actor;
}

async function signedIn(): Promise<SignedIn> {
  const user = await server.actor('USER');
  const wire = new Wire();
  const store = memoryStore();
  const client = clientOf(wire, store);
  dataOf(await client.login({ username: user.username, password: user.password }));
  return { client, wire, store, user };
}

function clientOf(wire: Wire, tokens: TokenStore): Client {
  return createClient({ url: `${server.url}/graphql`, fetch: wire.fetch, tokens });
}

function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error('expected a failure');
  return result.error;
}

const liveLogins = async ({ user }: SignedIn) =>
  (await server.database.users.findOne({ _id: new Types.ObjectId(user.id) }))!.logins.length;

test('a login is kept, and its access token goes with the calls', async () => {
  const { client, store, user } = await signedIn();
  expect(dataOf(await client.me())).toMatchObject({ id: user.id, role: 'USER' });
  expect(await store.load()).toHaveProperty('refreshToken');
});

test("a browser's own fetch can be given: it is called as a plain function", async () => {
  const browsersFetch = function (this: unknown, ...args: Parameters<typeof fetch>) {
    if (this !== undefined) throw new TypeError("Failed to execute 'fetch' on 'Window': Illegal invocation");
    return fetch(...args);
  };
  const client = createClient({ url: `${server.url}/graphql`, fetch: browsersFetch });
  expect(dataOf(await client.serverInfo()).version).toBeDefined();
});

test('calls without a login are UNAUTHENTICATED, and nothing is renewed', async () => {
  const wire = new Wire();
  const failure = failureOf(await clientOf(wire, memoryStore()).me());
  expect(failure).toMatchObject({ kind: 'fault', code: 'UNAUTHENTICATED' });
  expect(isSignedOut(failure)).toBe(true);
  expect(wire.count('RefreshTokens')).toBe(0);
});

test('30 calls that find the access token expired renew it once, and all succeed', async () => {
  const { client, wire } = await signedIn();
  server.clock.advance({ hours: 1 });
  const results = await Promise.all(
    Array.from({ length: 30 }, (_, place) => (place % 2 ? client.me() : client.checkAttendance())),
  );
  for (const result of results) dataOf(result as Result<unknown>);
  expect(wire.count('RefreshTokens')).toBe(1);
});

test('a call that is answered late, for the old token, goes on with the new one and renews nothing', async () => {
  const { client, wire } = await signedIn();
  server.clock.advance({ hours: 1 });
  wire.delayAnswer('Me', () => client.checkAttendance());
  dataOf(await client.me());
  expect(wire.count('RefreshTokens')).toBe(1);
});

test('a renewal whose answer is lost is repeated with the same token, whatever waits for it', async () => {
  const login = await signedIn();
  const { client, wire, user } = login;
  server.clock.advance({ hours: 1 });
  wire.loseAnswer('RefreshTokens');
  // No call that would be repeated by itself.
  dataOf(
    await client.changePassword({ currentPassword: user.password, newPassword: 'another good password' }),
  );
  expect(wire.count('RefreshTokens')).toBeGreaterThan(1);
  dataOf(await client.me());
});

test('a renewal that never arrives leaves the tokens for the next call', async () => {
  const { client, wire } = await signedIn();
  server.clock.advance({ hours: 1 });
  for (let times = 0; times < 10; times++) wire.cut('RefreshTokens');
  const failure = failureOf(await client.me({ deadlineMs: 500 }));
  expect(failure).toMatchObject({ kind: 'network', code: 'TIMED_OUT' });
  expect(isSignedOut(failure)).toBe(false);
  // Its own attempts go on for those who wait longer.
  wire.heal();
  dataOf(await client.me());
});

test('a stolen token ends the login: the tokens are forgotten, and every waiting call is told', async () => {
  const { client, store, user } = await signedIn();
  const { refreshToken } = (await store.load())!;
  const thief = clientOf(new Wire(), memoryStore());
  dataOf(await thief.refreshTokens({ refreshToken }));
  server.clock.advance({ hours: 1 });
  const results = await Promise.all([client.me(), client.me(), client.checkAttendance()]);
  for (const result of results) {
    expect(failureOf(result)).toMatchObject({ kind: 'fault', code: 'REFRESH_TOKEN_REUSED' });
    expect(isSignedOut(failureOf(result))).toBe(true);
  }
  expect(await store.load()).toBeNull();
  // A new login heals it.
  dataOf(await client.login({ username: user.username, password: user.password }));
  dataOf(await client.me());
});

test('an expired refresh token says so', async () => {
  const { client, store } = await signedIn();
  server.clock.advance({ days: 15 });
  expect(failureOf(await client.me())).toMatchObject({ code: 'REFRESH_TOKEN_EXPIRED' });
  expect(await store.load()).toBeNull();
});

test('two tabs on one store renew one after the other, and both go on', async () => {
  const { client, store, wire } = await signedIn();
  const otherWire = new Wire();
  const other = clientOf(otherWire, store);
  for (let round = 0; round < 3; round++) {
    server.clock.advance({ hours: 1 });
    for (const result of await Promise.all([client.me(), other.me(), client.me(), other.me()]))
      dataOf(result);
  }
  expect(wire.count('RefreshTokens')).toBeLessThanOrEqual(3);
  expect(otherWire.count('RefreshTokens')).toBeLessThanOrEqual(3);
});

test('a renewal that the other tab has made meanwhile is taken over, not undone', async () => {
  const { client, store, wire } = await signedIn();
  const other = clientOf(new Wire(), store);
  server.clock.advance({ hours: 1 });
  const renewTwice = async () => {
    for (let times = 0; times < 2; times++) {
      dataOf(await other.refreshTokens({ refreshToken: (await store.load())!.refreshToken }));
    }
  };
  wire.delayAnswer('RefreshTokens', renewTwice);
  dataOf(await client.me());
  const { refreshToken } = (await store.load())!;
  server.clock.advance({ minutes: 1 });
  dataOf(await other.refreshTokens({ refreshToken }));
});

test('logout ends the login also when its access token has expired, and forgets the tokens', async () => {
  const login = await signedIn();
  expect(await liveLogins(login)).toBe(2);
  server.clock.advance({ hours: 1 });
  expect(dataOf(await login.client.logout())).toEqual({ endedSessions: 1 });
  expect(await liveLogins(login)).toBe(1);
  expect(await login.store.load()).toBeNull();
  expect(login.wire.count('RefreshTokens')).toBe(0);
});

test('a logout during a renewal leaves no login behind, neither here nor there', async () => {
  const login = await signedIn();
  const { client, store, wire } = login;
  server.clock.advance({ hours: 1 });
  wire.delayAnswer('RefreshTokens', async () => {
    expect(dataOf(await client.logout())).toEqual({ endedSessions: 1 });
  });
  expect(failureOf(await client.me())).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await store.load()).toBeNull();
  expect(await liveLogins(login)).toBe(1);
});

test('another login that is ended by its token leaves the own one', async () => {
  const { client, user } = await signedIn();
  dataOf(await client.logout({ refreshToken: user.tokens.refreshToken }));
  dataOf(await client.me());
});

test('a changed password goes on with the new tokens', async () => {
  const { client, user } = await signedIn();
  dataOf(
    await client.changePassword({ currentPassword: user.password, newPassword: 'another good password' }),
  );
  dataOf(await client.me());
  server.clock.advance({ hours: 1 });
  dataOf(await client.me());
});

test('a call that meets the ended login while a password change is under way goes on with the new tokens', async () => {
  const { client, user, wire } = await signedIn();
  let other: ReturnType<typeof client.me> | undefined;
  wire.delayAnswer('ChangePassword', async () => {
    other = client.me();
    // Long enough for it to be refused, and to renew the tokens of the login that has ended.
    await sleep(500);
  });
  dataOf(
    await client.changePassword({ currentPassword: user.password, newPassword: 'another good password' }),
  );
  expect(dataOf(await other!)).toMatchObject({ id: user.id });
  expect(wire.count('RefreshTokens')).toBe(0);
});
