import { Algorithm, hash } from '@node-rs/argon2';
import { Types } from 'mongoose';
import { LoginFailures } from '../../../src/auth/login-failures';
import { isOutdated, Passwords } from '../../../src/users/passwords';
import { SessionService } from '../../../src/auth/session.service';
import { createLog } from '../../../src/log';
import { ChangePasswordDocument, LoginDocument, SetUserDisabledDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';

const NEW_PASSWORD = 'another password of the tests';
const ORIGIN = { address: '203.0.113.1', device: null };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const rowOf = async ({ id }: Actor) =>
  (await server.database.users.findOne({ _id: new Types.ObjectId(id) }))!;
const login = ({ username }: Actor, password: string) =>
  server.anonymous.ask(LoginDocument, { input: { username, password } });

/** An account whose hash was made when hashes cost less. */
async function userOfOld(): Promise<{ user: Actor; oldHash: string }> {
  const user = await server.actor('USER');
  const oldHash = await hash(user.password, {
    algorithm: Algorithm.Argon2id,
    memoryCost: 9_728,
    timeCost: 2,
  });
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(user.id) },
    { $set: { passwordHash: oldHash } },
  );
  return { user, oldHash };
}

/** A server whose hashing of a new password takes so long that this happens meanwhile. */
function sessionsWith(meanwhile: () => Promise<unknown>): SessionService {
  const { services, database } = server;
  class SlowPasswords extends Passwords {
    override async hash(password: string): Promise<string> {
      const made = await super.hash(password);
      await meanwhile();
      return made;
    }
  }
  const failures = new LoginFailures({ ...services, log: createLog('silent', false) });
  return new SessionService({ ...services, database, failures, passwords: new SlowPasswords() });
}

test.each([
  ['$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', false],
  ['$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA', false],
  ['$argon2id$v=19$m=9728,t=2,p=1$c2FsdHNhbHQ$aGFzaA', true],
  ['$argon2id$v=19$m=65536,t=1,p=1$c2FsdHNhbHQ$aGFzaA', true],
  ['$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', true],
  ['$argon2id$v=16$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', true],
  ['$2b$12$9jFqbQvwHcIPs2FPSZpVzebaM8rflErYxtLlKWpXEXEhd7BC98/.q', true],
  ['$scrypt$ln=17,r=8,p=1$c2FsdHNhbHQ$aGFzaA', true],
])('%s is outdated: %s', (passwordHash, outdated) => {
  expect(isOutdated(passwordHash)).toBe(outdated);
});

test('the next login renews an outdated hash; a wrong password and a hash that is up to date change nothing', async () => {
  const { user, oldHash } = await userOfOld();
  expect((await login(user, 'the wrong password')).errors).toHaveLength(1);
  expect((await rowOf(user)).passwordHash).toBe(oldHash);

  expect((await login(user, user.password)).errors).toEqual([]);
  const renewed = (await rowOf(user)).passwordHash;
  expect(renewed).not.toBe(oldHash);
  expect(isOutdated(renewed)).toBe(false);

  expect((await login(user, user.password)).errors).toEqual([]);
  expect((await rowOf(user)).passwordHash).toBe(renewed);
  expect((await login(user, 'the wrong password')).errors).toHaveLength(1);
});

test('many logins at once with an outdated hash all begin, and it is renewed', async () => {
  const { user } = await userOfOld();
  const answers = await Promise.all(Array.from({ length: 8 }, () => login(user, user.password)));
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const { passwordHash, logins } = await rowOf(user);
  expect(isOutdated(passwordHash)).toBe(false);
  expect(logins).toHaveLength(9);
});

test('a server that ends while it renews a hash leaves the old one, which the next login renews', async () => {
  const { user, oldHash } = await userOfOld();
  const ended = sessionsWith(() => Promise.reject(new Error('the process ended')));
  await expect(ended.login(user, ORIGIN, server.clock.now())).rejects.toThrow('the process ended');
  expect((await rowOf(user)).passwordHash).toBe(oldHash);
  expect((await login(user, user.password)).errors).toEqual([]);
  expect(isOutdated((await rowOf(user)).passwordHash)).toBe(false);
});

test('a hash that is renewed brings back no password that was changed meanwhile', async () => {
  const { user } = await userOfOld();
  const input = { currentPassword: user.password, newPassword: NEW_PASSWORD };
  const slow = sessionsWith(() => user.run(ChangePasswordDocument, { input }));
  await expect(slow.login(user, ORIGIN, server.clock.now())).rejects.toMatchObject({
    code: 'INVALID_CREDENTIALS',
  });
  expect((await rowOf(user)).logins).toHaveLength(1);
  expect((await login(user, user.password)).errors).toHaveLength(1);
  expect((await login(user, NEW_PASSWORD)).errors).toEqual([]);
});

test('nor does it let in an account that was disabled meanwhile', async () => {
  const { user, oldHash } = await userOfOld();
  const admin = await server.actor('ADMIN');
  const slow = sessionsWith(() =>
    admin.run(SetUserDisabledDocument, { input: { userId: user.id, disabled: true } }),
  );
  await expect(slow.login(user, ORIGIN, server.clock.now())).rejects.toMatchObject({
    code: 'INVALID_CREDENTIALS',
  });
  expect(await rowOf(user)).toMatchObject({ passwordHash: oldHash, logins: [] });
});

test('a password change succeeds though a login renewed the outdated hash meanwhile', async () => {
  const { user } = await userOfOld();
  let logins = 0;
  const slow = sessionsWith(async () => {
    if (logins++ === 0) await login(user, user.password);
  });
  const {
    logins: [own],
  } = await rowOf(user);
  const viewer = { id: user.id, role: 'USER', sessionId: own!.id.toHexString() } as const;
  const change = { currentPassword: user.password, newPassword: NEW_PASSWORD };
  await slow.changePassword(change, viewer, ORIGIN, server.clock.now());
  expect((await login(user, NEW_PASSWORD)).errors).toEqual([]);
  expect((await login(user, user.password)).errors).toHaveLength(1);
});
