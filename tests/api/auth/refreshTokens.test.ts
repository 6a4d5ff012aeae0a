import jwt from 'jsonwebtoken';
import { Types } from 'mongoose';
import { LoginFamilies } from '../../../src/auth/login-families';
import type { Database } from '../../../src/database/connection';
import {
  ChangeUserRoleDocument,
  LoginDocument,
  MeDocument,
  RefreshTokensDocument,
  SetUserDisabledDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const inputOf = (refreshToken: string) => ({ input: { refreshToken } });
const clientOf = (accessToken: string) => new Client(() => server.url, accessToken);
const rowOf = ({ id }: Actor) => server.database.users.findOne({ _id: new Types.ObjectId(id) });

async function refresh(refreshToken: string) {
  const data = await server.anonymous.run(RefreshTokensDocument, inputOf(refreshToken));
  return data.refreshTokens!.tokens;
}

test('both tokens are renewed, also when the access token has expired', async () => {
  const user = await server.actor('USER');
  server.clock.advance({ hours: 1 });
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  // The expired bearer comes along and does no harm.
  const next = (await user.run(RefreshTokensDocument, inputOf(user.tokens.refreshToken))).refreshTokens!
    .tokens;
  expect(next.refreshToken).not.toBe(user.tokens.refreshToken);
  const { exp } = jwt.decode(next.accessToken) as { exp: number };
  expect(new Date(exp * 1_000).toISOString()).toBe(next.accessTokenExpiresAt);
  await clientOf(next.accessToken).run(MeDocument);
  const { logins } = (await rowOf(user))!;
  expect(logins).toHaveLength(1);
  expect(logins[0]?.current.accessExpiresAt.toISOString()).toBe(next.accessTokenExpiresAt);
});

test('for 10 s the predecessor gives the same successor again, byte for byte', async () => {
  const user = await server.actor('USER');
  const next = await refresh(user.tokens.refreshToken);
  server.clock.advance({ seconds: 10 });
  expect(await refresh(user.tokens.refreshToken)).toEqual(next);
  expect((await refresh(next.refreshToken)).refreshToken).not.toBe(next.refreshToken);
});

test('a later use of the predecessor is theft: that login ends, no other, and it is recorded', async () => {
  const user = await server.actor('USER');
  const other = await server.anonymous.run(LoginDocument, {
    input: { username: user.username, password: user.password },
  });
  const next = await refresh(user.tokens.refreshToken);
  server.clock.advance({ seconds: 10, milliseconds: 1 });
  await server.anonymous.refused(
    RefreshTokensDocument,
    inputOf(user.tokens.refreshToken),
    'REFRESH_TOKEN_REUSED',
  );

  await clientOf(next.accessToken).refused(MeDocument, {}, 'UNAUTHENTICATED');
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await server.anonymous.refused(RefreshTokensDocument, inputOf(next.refreshToken), 'INVALID_REFRESH_TOKEN');
  await server.anonymous.refused(
    RefreshTokensDocument,
    inputOf(user.tokens.refreshToken),
    'INVALID_REFRESH_TOKEN',
  );
  await clientOf(other.login!.tokens.accessToken).run(MeDocument);
  const entries = await server.database.auditEntries
    .find({ targetId: new Types.ObjectId(user.id) })
    .toArray();
  expect(entries).toMatchObject([{ action: 'refreshTokenReused', actorId: null, at: server.clock.now() }]);
  expect((await rowOf(user))?.outbox).toEqual([]);
});

test('a token older than the predecessor is theft at once', async () => {
  const user = await server.actor('USER');
  await refresh((await refresh(user.tokens.refreshToken)).refreshToken);
  await server.anonymous.refused(
    RefreshTokensDocument,
    inputOf(user.tokens.refreshToken),
    'REFRESH_TOKEN_REUSED',
  );
  expect((await rowOf(user))?.logins).toEqual([]);
});

test('20 parallel uses of a stolen token are recorded once', async () => {
  const user = await server.actor('USER');
  await refresh((await refresh(user.tokens.refreshToken)).refreshToken);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      server.anonymous.ask(RefreshTokensDocument, inputOf(user.tokens.refreshToken)),
    ),
  );
  const codes = answers.map(({ errors }) => errors[0]?.extensions.code);
  expect(codes.filter((code) => code === 'REFRESH_TOKEN_REUSED')).toHaveLength(1);
  expect(codes.filter((code) => code === 'INVALID_REFRESH_TOKEN')).toHaveLength(19);
  expect(await server.database.auditEntries.countDocuments({ targetId: new Types.ObjectId(user.id) })).toBe(
    1,
  );
});

test('50 parallel uses of one token give one successor, byte for byte, and one live login', async () => {
  const user = await server.actor('USER');
  const all = await Promise.all(Array.from({ length: 50 }, () => refresh(user.tokens.refreshToken)));
  expect(new Set(all.map((tokens) => JSON.stringify(tokens))).size).toBe(1);
  const { logins } = (await rowOf(user))!;
  const { jti } = jwt.decode(all[0]!.refreshToken) as { jti: string };
  expect(logins.map(({ current }) => current.jti)).toEqual([jti]);
  await clientOf(all[0]!.accessToken).run(MeDocument);
});

test('many tabs that all go on at once never end their login', async () => {
  const user = await server.actor('USER');
  let leaves = [user.tokens.refreshToken];
  for (let round = 0; round < 5; round++) {
    const next = await Promise.all(Array.from({ length: 8 }, () => refresh(leaves[0]!)));
    leaves = [...new Set(next.map(({ refreshToken }) => refreshToken))];
    expect(leaves).toHaveLength(1);
  }
});

test('who saw its token as the current one is never taken for a thief, however late it reads again', async () => {
  const user = await server.actor('USER');
  const { database, services } = server;
  const renewTwice = async () => refresh((await refresh(user.tokens.refreshToken)).refreshToken);
  let newest: Awaited<ReturnType<typeof refresh>> | undefined;
  const users = Object.assign(Object.create(database.users) as Database['users'], {
    // Between this request's read and its swap, others renew twice.
    updateOne: async (...update: Parameters<Database['users']['updateOne']>) => {
      newest ??= await renewTwice();
      return database.users.updateOne(...update);
    },
  });
  const slow = new LoginFamilies({ ...services, database: { ...database, users } });
  const given = await slow.refresh(user.tokens.refreshToken, server.clock.now());
  expect(given.refreshToken).toBe(newest?.refreshToken);
  await clientOf(given.accessToken).run(MeDocument);
});

test('an expired token is REFRESH_TOKEN_EXPIRED', async () => {
  const user = await server.actor('USER');
  server.clock.advance({ days: 14 });
  await server.anonymous.refused(
    RefreshTokensDocument,
    inputOf(user.tokens.refreshToken),
    'REFRESH_TOKEN_EXPIRED',
  );
});

test('what is no refresh token of a live login is INVALID_REFRESH_TOKEN and ends nothing', async () => {
  const user = await server.actor('USER');
  const { accessToken, refreshToken } = user.tokens;
  const parts = refreshToken.split('.');
  const wrong = [
    '',
    'abc',
    accessToken,
    `${parts[0]}.${parts[1]}.${accessToken.split('.')[2]}`,
    server.services.tokens.sign(
      user.id,
      String(new Types.ObjectId()),
      server.services.tokens.issue('USER', server.clock.now()),
    ).refreshToken,
    server.services.tokens.sign(
      String(new Types.ObjectId()),
      String(new Types.ObjectId()),
      server.services.tokens.issue('USER', server.clock.now()),
    ).refreshToken,
  ];
  for (const token of wrong) {
    await server.anonymous.refused(RefreshTokensDocument, inputOf(token), 'INVALID_REFRESH_TOKEN');
  }
  await user.run(MeDocument);
  await refresh(refreshToken);
});

test('the new access token names the role that the account has now', async () => {
  const user = await server.actor('USER');
  const admin = await server.actor('ADMIN');
  await admin.run(ChangeUserRoleDocument, { input: { userId: user.id, role: 'OPERATOR' } });
  expect(jwt.decode((await refresh(user.tokens.refreshToken)).accessToken)).toMatchObject({
    role: 'OPERATOR',
  });
});

test('a disabled account renews nothing, and an enabled one has to log in again', async () => {
  const user = await server.actor('USER');
  const admin = await server.actor('ADMIN');
  for (const disabled of [true, false]) {
    await admin.run(SetUserDisabledDocument, { input: { userId: user.id, disabled } });
    await server.anonymous.refused(
      RefreshTokensDocument,
      inputOf(user.tokens.refreshToken),
      'INVALID_REFRESH_TOKEN',
    );
  }
});
