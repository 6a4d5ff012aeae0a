import { LoginDocument, LogoutDocument, MeDocument, RefreshTokensDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function loginAgain({ username, password }: Actor) {
  const { login } = await server.anonymous.run(LoginDocument, { input: { username, password } });
  return { ...login!.tokens, client: new Client(() => server.url, login!.tokens.accessToken) };
}
const ended = async (client: Client, input: { refreshToken?: string | null; everywhere?: boolean }) =>
  (await client.run(LogoutDocument, { input })).logout?.endedSessions;

test('logout ends the own login and no other, at once', async () => {
  const user = await server.actor('USER');
  const second = await loginAgain(user);
  expect(await ended(user, {})).toBe(1);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await user.refused(LogoutDocument, { input: {} }, 'UNAUTHENTICATED');
  const { refreshToken } = user.tokens;
  await server.anonymous.refused(RefreshTokensDocument, { input: { refreshToken } }, 'INVALID_REFRESH_TOKEN');
  await second.client.run(MeDocument);
});

test('everywhere ends every login of the account', async () => {
  const user = await server.actor('USER');
  const [second, stranger] = [await loginAgain(user), await server.actor('USER')];
  expect(await ended(second.client, { everywhere: true })).toBe(2);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await second.client.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await stranger.run(MeDocument);
});

test('a refresh token ends its login for anybody, once', async () => {
  const user = await server.actor('USER');
  const { refreshToken } = user.tokens;
  expect(await ended(server.anonymous, { refreshToken })).toBe(1);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  expect(await ended(server.anonymous, { refreshToken })).toBe(0);
  expect(await ended(server.anonymous, { refreshToken, everywhere: true })).toBe(0);
});

test('a spent refresh token ends its login too', async () => {
  const user = await server.actor('USER');
  const { refreshToken } = user.tokens;
  await server.anonymous.run(RefreshTokensDocument, { input: { refreshToken } });
  server.clock.advance({ minutes: 1 });
  expect(await ended(server.anonymous, { refreshToken, everywhere: true })).toBe(1);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
});

test('a refresh token says which login ends, whoever is signed in', async () => {
  const [user, other] = [await server.actor('USER'), await server.actor('USER')];
  expect(await ended(user, { refreshToken: other.tokens.refreshToken })).toBe(1);
  await user.run(MeDocument);
  await other.refused(MeDocument, {}, 'UNAUTHENTICATED');
});

test('logins that have run out are not counted', async () => {
  const user = await server.actor('USER');
  server.clock.advance({ days: 14 });
  const fresh = await loginAgain(user);
  expect(await ended(fresh.client, { everywhere: true })).toBe(1);
});

test('without a token and not signed in it is UNAUTHENTICATED; a bad token is INVALID_REFRESH_TOKEN', async () => {
  const user = await server.actor('USER');
  await server.anonymous.refused(LogoutDocument, { input: {} }, 'UNAUTHENTICATED');
  await server.anonymous.refused(LogoutDocument, { input: { refreshToken: null } }, 'UNAUTHENTICATED');
  for (const refreshToken of ['', 'abc', user.tokens.accessToken]) {
    await user.refused(LogoutDocument, { input: { refreshToken } }, 'INVALID_REFRESH_TOKEN');
  }
  server.clock.advance({ days: 14 });
  const { refreshToken } = user.tokens;
  await server.anonymous.refused(LogoutDocument, { input: { refreshToken } }, 'REFRESH_TOKEN_EXPIRED');
});
