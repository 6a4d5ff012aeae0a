import { Types } from 'mongoose';
import { ONE_TIME_PASSWORD_HOURS } from '../../../src/domain/one-time-passwords';
import {
  EraseUserDocument,
  LoginDocument,
  LoginWithIdentityDocument,
  MeDocument,
  RedeemOneTimePasswordDocument,
  RefreshTokensDocument,
  ResetPasswordDocument,
  UserDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { readAudit } from '../../support/audit';
import { Client } from '../../support/client';
import { placesOf } from '../../support/erasable';
import { startIdentityProvider, type IdentityProvider } from '../../support/identity-provider';
import { startTestServer, type TestServer } from '../../support/server';

const NEW = 'a password of my own';

let provider: IdentityProvider;
let server: TestServer;
let admin: Actor;
beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startTestServer({
    ...{ now: '2026-06-01T03:00:00Z' },
    env: { IDENTITY_ISSUERS: provider.issuersFile(), REFRESH_TOKEN_TTL_SECONDS: '8640000' },
  });
  admin = await server.actor('ADMIN');
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const reset = async ({ id: userId }: Pick<Actor, 'id'>): Promise<string> => {
  const { resetPassword } = await admin.run(ResetPasswordDocument, {
    input: { userId, reason: 'forgotten' },
  });
  return resetPassword!.oneTimePassword!;
};
const loginCode = async ({ username }: Actor, password: string) => {
  const { errors } = await server.anonymous.ask(LoginDocument, { input: { username, password } });
  return errors[0]?.extensions.code ?? null;
};
const redeem = ({ username }: Actor, oneTimePassword: string, newPassword = NEW) =>
  server.anonymous.ask(RedeemOneTimePasswordDocument, { input: { username, oneTimePassword, newPassword } });
const redeemCode = async (...args: Parameters<typeof redeem>) =>
  (await redeem(...args)).errors[0]?.extensions.code ?? null;

test('a reset ends every login, and the one-time password opens nothing but the choice of another one', async () => {
  const user = await server.actor('OPERATOR');
  const oneTime = await reset(user);
  expect(oneTime).toMatch(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  const { refreshToken } = user.tokens;
  await server.anonymous.refused(RefreshTokensDocument, { input: { refreshToken } }, 'INVALID_REFRESH_TOKEN');
  expect(await loginCode(user, user.password)).toBe('INVALID_CREDENTIALS');
  expect(await loginCode(user, oneTime)).toBe('PASSWORD_CHANGE_REQUIRED');
  const { user: seen } = await admin.run(UserDocument, { id: user.id });
  expect(seen).toMatchObject({ hasPassword: true, passwordResetExpiresAt: '2026-06-02T03:00:00.000Z' });

  expect(await redeemCode(user, oneTime, oneTime)).toBe('BAD_USER_INPUT');
  expect(await redeemCode(user, 'abcd-abcd-abcd-abcd')).toBe('INVALID_CREDENTIALS');
  const { data } = await redeem(user, oneTime);
  const client = new Client(() => server.url, data!.redeemOneTimePassword!.tokens.accessToken);
  expect((await client.run(MeDocument)).me).toMatchObject({ id: user.id });
  // It can be used once.
  expect(await redeemCode(user, oneTime, 'yet another password')).toBe('INVALID_CREDENTIALS');
  expect(await loginCode(user, oneTime)).toBe('INVALID_CREDENTIALS');
  expect(await loginCode(user, NEW)).toBeNull();
});

test('both acts are recorded, and the password is stored nowhere', async () => {
  const user = await server.actor('USER');
  const oneTime = await reset(user);
  await redeem(user, oneTime);
  const targetId = new Types.ObjectId(user.id);
  const entries = await readAudit(server.database, { targetId, action: /OneTime|resetPassword/ });
  expect(
    entries.map(({ action, actorId, after, reason }) => [action, String(actorId), after, reason]),
  ).toEqual([
    ['resetPassword', admin.id, '{"expiresAt":"2026-06-02T03:00:00.000Z"}', 'forgotten'],
    ['redeemOneTimePassword', user.id, null, null],
  ]);
  expect(await placesOf(server.database, [oneTime, NEW])).toEqual([]);
});

test('a one-time password expires, and another reset replaces it', async () => {
  const user = await server.actor('USER');
  const [first, second] = [await reset(user), await reset(user)];
  expect(await redeemCode(user, first)).toBe('INVALID_CREDENTIALS');
  server.clock.advance({ hours: ONE_TIME_PASSWORD_HOURS });
  Object.assign(admin, { accessToken: await adminToken() });
  expect(await loginCode(user, second)).toBe('INVALID_CREDENTIALS');
  expect(await redeemCode(user, second)).toBe('INVALID_CREDENTIALS');
  expect(await redeemCode(user, await reset(user))).toBeNull();
});

test('an identity opens nothing either, until the password is chosen', async () => {
  const now = server.clock.now();
  const token = await provider.token('player-1', now);
  const loginBy = () => server.anonymous.ask(LoginWithIdentityDocument, { input: { token } });
  const { user } = (await loginBy()).data!.loginWithIdentity!;
  const oneTime = await reset(user);
  expect((await loginBy()).errors[0]?.extensions.code).toBe('PASSWORD_CHANGE_REQUIRED');
  expect(await redeemCode(user as unknown as Actor, oneTime)).toBeNull();
  expect((await loginBy()).errors).toEqual([]);
});

test('the own account, an unknown one and an erased one have no reset', async () => {
  const input = (userId: string) => ({ input: { userId, reason: 'forgotten' } });
  const own = await admin.ask(ResetPasswordDocument, input(admin.id));
  expect(own.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  await admin.refused(ResetPasswordDocument, input('f'.repeat(24)), 'NOT_FOUND');
  const user = await server.actor('USER');
  await reset(user);
  await admin.run(EraseUserDocument, { input: { userId: user.id, reason: 'asked for it' } });
  await admin.refused(ResetPasswordDocument, input(user.id), 'ACCOUNT_ERASED');
  const row = await server.database.users.findOne({ _id: new Types.ObjectId(user.id) });
  expect(row!.passwordReset).toBeUndefined();
});

test('the command that sets a password ends the wait for another one', async () => {
  const user = await server.actor('USER');
  await reset(user);
  const password = 'set by a command';
  await server.services.accounts.setPassword({ username: user.username, password }, server.clock.now());
  expect(await loginCode(user, password)).toBeNull();
});

async function adminToken(): Promise<string> {
  const { login } = await server.anonymous.run(LoginDocument, {
    input: { username: admin.username, password: admin.password },
  });
  return login!.tokens.accessToken;
}
