import { Types } from 'mongoose';
import {
  ChangePasswordDocument,
  LoginDocument,
  MeDocument,
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

const login = (username: string, password: string) =>
  server.anonymous.ask(LoginDocument, { input: { username, password } });
const clientOf = (accessToken: string | undefined) => new Client(() => server.url, accessToken ?? null);
const rowOf = ({ id }: Actor) => server.database.users.findOne({ _id: new Types.ObjectId(id) });

test('login begins a login of its own, whatever the case of the name', async () => {
  const user = await server.actor('USER');
  const { login: payload } = await server.anonymous.run(LoginDocument, {
    input: { username: user.username.toUpperCase(), password: user.password },
  });
  expect(payload?.user.id).toBe(user.id);
  expect(payload?.tokens.accessTokenExpiresAt).toBe('2026-06-01T03:15:00.000Z');
  expect(payload?.tokens.refreshTokenExpiresAt).toBe('2026-06-15T03:00:00.000Z');
  expect((await clientOf(payload?.tokens.accessToken).run(MeDocument)).me?.username).toBe(user.username);
  expect((await rowOf(user))?.logins).toHaveLength(2);
});

test('an unknown name, a wrong password and a disabled account are told in the same words', async () => {
  const user = await server.actor('USER');
  const disabled = await server.actor('USER');
  const admin = await server.actor('ADMIN');
  await admin.run(SetUserDisabledDocument, { input: { userId: disabled.id, disabled: true } });
  const answers = [
    await login('nobody-at-all', user.password),
    await login(user.username, 'the wrong password'),
    await login(user.username, user.password.toUpperCase()),
    await login(disabled.username, disabled.password),
    // What can't be a name or a password belongs to nobody.
    await login('', ''),
    await login(user.username, 'x'.repeat(1_000)),
    await login('$'.repeat(1_000), 'x'),
    // Folding this would take seconds: too long for any name, it is not folded.
    await login(`a${'\u0301'.repeat(14_000)}${'\u0323'.repeat(14_000)}`, 'x'),
  ];
  for (const { status, data, errors } of answers) {
    expect([status, data]).toEqual([200, { login: null }]);
    const [{ requestId: _, ...extensions } = {}] = errors.map(
      (error) => error.extensions as object & { requestId?: string },
    );
    expect([errors[0]?.message, extensions]).toEqual([
      'The username or password is incorrect.',
      { code: 'INVALID_CREDENTIALS' },
    ]);
  }
  expect((await rowOf(user))?.logins).toHaveLength(1);
  expect((await rowOf(disabled))?.logins).toEqual([]);
});

test('text that no store keeps is BAD_USER_INPUT', async () => {
  const { errors } = await login('nul\0', 'half a \ud800 pair');
  expect(errors[0]?.extensions.fields?.map(({ path }) => path)).toEqual(['input.username', 'input.password']);
});

test('the 21st login ends the oldest', async () => {
  const user = await server.actor('USER');
  for (let i = 0; i < 19; i++) await login(user.username, user.password);
  await user.run(MeDocument);
  const newest = await login(user.username, user.password);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  await clientOf(newest.data?.login?.tokens.accessToken).run(MeDocument);
  expect((await rowOf(user))?.logins).toHaveLength(20);
});

test('no login with the old password outlives a password change that it races with', async () => {
  for (let round = 0; round < 5; round++) {
    const user = await server.actor('USER');
    const input = { currentPassword: user.password, newPassword: `the password of round ${round}` };
    const [changed, ...logins] = await Promise.all([
      user.ask(ChangePasswordDocument, { input }),
      ...Array.from({ length: 4 }, () => login(user.username, user.password)),
    ]);
    expect((await rowOf(user))?.logins).toHaveLength(1);
    await clientOf(changed.data?.changePassword?.tokens.accessToken).run(MeDocument);
    for (const { data } of logins) {
      if (data?.login)
        await clientOf(data.login.tokens.accessToken).refused(MeDocument, {}, 'UNAUTHENTICATED');
    }
  }
});

test('the tenth failure within a quarter of an hour is recorded, once', async () => {
  const user = await server.actor('USER');
  const targetId = new Types.ObjectId(user.id);
  const bursts = async () => {
    // Whatever the chainer was given before this is in the chain when this is done.
    await server.services.chainer.drain('users', targetId);
    return server.database.auditEntries.find({ action: 'loginFailureBurst', targetId }).toArray();
  };
  const fail = async (times: number) => {
    for (let i = 0; i < times; i++) await login(user.username, 'the wrong password');
  };
  server.clock.set('2026-06-02T00:00:00Z');
  await fail(9);
  expect(await bursts()).toEqual([]);
  await fail(3);
  expect(await bursts()).toMatchObject([{ at: server.clock.now(), actorId: null, targetType: 'User' }]);
  server.clock.advance({ minutes: 15 });
  await fail(9);
  expect(await bursts()).toHaveLength(1);
  await fail(1);
  expect(await bursts()).toHaveLength(2);
  // The account is not locked: that would let anybody lock anybody out.
  expect((await login(user.username, user.password)).errors).toEqual([]);
});
