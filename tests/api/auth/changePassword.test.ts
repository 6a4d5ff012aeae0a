import { Types } from 'mongoose';
import {
  ChangePasswordDocument,
  LoginDocument,
  MeDocument,
  RefreshTokensDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { Client } from '../../support/client';
import { startTestServer, type TestServer } from '../../support/server';

const NEW_PASSWORD = 'another password of the tests';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const inputOf = ({ password }: Actor, newPassword = NEW_PASSWORD) => ({
  input: { currentPassword: password, newPassword },
});
const rowOf = ({ id }: Actor) => server.database.users.findOne({ _id: new Types.ObjectId(id) });

test('the own login goes on with new tokens, every other ends, and it is recorded', async () => {
  const user = await server.actor('USER');
  const credentials = { username: user.username, password: user.password };
  const other = (await server.anonymous.run(LoginDocument, { input: credentials })).login!.tokens;
  const loginId = (await rowOf(user))?.logins[0]?.id;

  const { tokens, user: changed } = (await user.run(ChangePasswordDocument, inputOf(user))).changePassword!;
  expect(changed.id).toBe(user.id);
  await new Client(() => server.url, tokens.accessToken).run(MeDocument);
  await new Client(() => server.url, other.accessToken).refused(MeDocument, {}, 'UNAUTHENTICATED');
  expect((await rowOf(user))?.logins.map(({ id }) => id)).toEqual([loginId]);
  const { refreshToken } = tokens;
  await server.anonymous.run(RefreshTokensDocument, { input: { refreshToken } });

  await server.anonymous.refused(LoginDocument, { input: credentials }, 'INVALID_CREDENTIALS');
  await server.anonymous.run(LoginDocument, { input: { ...credentials, password: NEW_PASSWORD } });
  const entries = await server.database.auditEntries
    .find({ targetId: new Types.ObjectId(user.id) })
    .toArray();
  expect(entries).toMatchObject([{ action: 'changePassword', before: null, after: null, actorRole: 'USER' }]);
  expect(entries[0]?.actorId?.toHexString()).toBe(user.id);
});

test('the old refresh token of the own login has no grace', async () => {
  const user = await server.actor('USER');
  await user.run(ChangePasswordDocument, inputOf(user));
  const { refreshToken } = user.tokens;
  await server.anonymous.refused(RefreshTokensDocument, { input: { refreshToken } }, 'REFRESH_TOKEN_REUSED');
});

test('a wrong current password changes nothing', async () => {
  const user = await server.actor('USER');
  const before = await rowOf(user);
  const input = { currentPassword: 'the wrong password', newPassword: NEW_PASSWORD };
  await user.refused(ChangePasswordDocument, { input }, 'INVALID_CREDENTIALS');
  expect(await rowOf(user)).toEqual(before);
});

test('a short or common new password is BAD_USER_INPUT', async () => {
  const user = await server.actor('USER');
  for (const newPassword of ['seven77', 'password1']) {
    const fault = await user.refused(ChangePasswordDocument, inputOf(user, newPassword), 'BAD_USER_INPUT');
    expect(fault.extensions.fields).toMatchObject([{ path: 'input.newPassword' }]);
  }
});

test('of parallel changes one wins, and the others learn that the password is no longer right', async () => {
  const user = await server.actor('USER');
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      user.ask(ChangePasswordDocument, inputOf(user, `new password number ${i}`)),
    ),
  );
  const won = answers.filter(({ errors }) => errors.length === 0);
  expect(won).toHaveLength(1);
  const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'INVALID_CREDENTIALS'));
  await new Client(() => server.url, won[0]?.data?.changePassword?.tokens.accessToken).run(MeDocument);
  expect(await server.database.auditEntries.countDocuments({ targetId: new Types.ObjectId(user.id) })).toBe(
    1,
  );
});

test('nobody changes a password without being signed in', async () => {
  const user = await server.actor('USER');
  await server.anonymous.refused(ChangePasswordDocument, inputOf(user), 'UNAUTHENTICATED');
});
