import { Types } from 'mongoose';
import {
  ChangePasswordDocument,
  CheckAttendanceDocument,
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

test('every login ends, the own one too, and the answer begins a new one; it is recorded', async () => {
  const user = await server.actor('USER');
  const credentials = { username: user.username, password: user.password };
  const other = (await server.anonymous.run(LoginDocument, { input: credentials })).login!.tokens;
  const before = (await rowOf(user))!.logins.map(({ id }) => String(id));

  const { tokens, user: changed } = (await user.run(ChangePasswordDocument, inputOf(user))).changePassword!;
  expect(changed.id).toBe(user.id);
  await new Client(() => server.url, tokens.accessToken).run(MeDocument);
  const [login, ...others] = (await rowOf(user))!.logins;
  expect(others).toEqual([]);
  expect(before).not.toContain(String(login!.id));
  await new Client(() => server.url, other.accessToken).refused(MeDocument, {}, 'UNAUTHENTICATED');
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

test("the caller's old tokens are refused at once, on every server", async () => {
  const beside = await startTestServer({ mongodbUri: server.mongodbUri });
  try {
    const user = await server.actor('USER');
    const there = new Client(() => beside.url, user.accessToken);
    await there.run(MeDocument);
    await user.run(ChangePasswordDocument, inputOf(user));
    await there.refused(MeDocument, {}, 'UNAUTHENTICATED');
    await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
    await user.refused(CheckAttendanceDocument, {}, 'UNAUTHENTICATED');
    const { refreshToken } = user.tokens;
    await there.refused(RefreshTokensDocument, { input: { refreshToken } }, 'INVALID_REFRESH_TOKEN');
  } finally {
    await beside.app.close();
  }
});

test('what follows the change in one document is refused too', async () => {
  const user = await server.actor('USER');
  const { data, errors } = await user.send(
    `mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) { tokens { accessToken } }
      checkAttendance { created }
    }`,
    inputOf(user),
  );
  expect(data).toMatchObject({ changePassword: { tokens: {} }, checkAttendance: null });
  expect(errors).toMatchObject([{ path: ['checkAttendance'], extensions: { code: 'UNAUTHENTICATED' } }]);
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

test('of parallel changes one wins, and the others learn that their login has ended', async () => {
  const user = await server.actor('USER');
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      user.ask(ChangePasswordDocument, inputOf(user, `new password number ${i}`)),
    ),
  );
  const won = answers.filter(({ errors }) => errors.length === 0);
  expect(won).toHaveLength(1);
  const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'UNAUTHENTICATED'));
  await new Client(() => server.url, won[0]?.data?.changePassword?.tokens.accessToken).run(MeDocument);
  expect(await server.database.auditEntries.countDocuments({ targetId: new Types.ObjectId(user.id) })).toBe(
    1,
  );
});

test('nobody changes a password without being signed in', async () => {
  const user = await server.actor('USER');
  await server.anonymous.refused(ChangePasswordDocument, inputOf(user), 'UNAUTHENTICATED');
});
