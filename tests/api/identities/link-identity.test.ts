import { Types } from 'mongoose';
import {
  ChangePasswordDocument,
  LinkIdentityDocument,
  LoginDocument,
  LoginWithIdentityDocument,
  UnlinkIdentityDocument,
  UpsertUsersDocument,
} from '../../generated/documents';
import { Client } from '../../support/client';
import {
  startIdentityProvider,
  type IdentityProvider,
  type TokenParts,
} from '../../support/identity-provider';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';

let provider: IdentityProvider;
let server: TestServer;
beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startTestServer({ env: { IDENTITY_ISSUERS: provider.issuersFile() } });
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const tokenFor = (sub: string, parts: TokenParts = {}) => provider.token(sub, server.clock.now(), parts);
const link = async (by: Client, subject: string) => {
  const input = { token: await tokenFor(subject) };
  return (await by.ask(LinkIdentityDocument, { input })).data!.linkIdentity!;
};
const unlink = async (by: Client, subject: string, issuer = provider.issuer) =>
  (await by.ask(UnlinkIdentityDocument, { input: { issuer, subject } })).data!.unlinkIdentity!;
const codesOf = ({ userErrors }: { userErrors: ReadonlyArray<{ code: string }> }) =>
  userErrors.map(({ code }) => code);
/** A fresh account that came by an identity. */
async function player(subject: string) {
  const input = { token: await tokenFor(subject) };
  const { loginWithIdentity } = await server.anonymous.run(LoginWithIdentityDocument, { input });
  const { user, tokens } = loginWithIdentity!;
  return Object.assign(new Client(() => server.url, tokens.accessToken), user);
}
const entriesOf = (id: string, action: string) =>
  server.database.auditEntries.find({ targetId: new Types.ObjectId(id), action }).toArray();

test('an account logs in by each identity that it links; both changes are audited without the subject', async () => {
  const user = await server.actor('USER');
  const linked = await link(user, 'own-1');
  expect(linked).toMatchObject({
    userErrors: [],
    user: {
      id: user.id,
      hasPassword: true,
      identities: [{ issuer: provider.issuer, subject: 'own-1' }],
    },
  });
  expect((await player('own-1')).id).toBe(user.id);
  const removed = await unlink(user, 'own-1');
  expect(removed).toMatchObject({ userErrors: [], user: { id: user.id, identities: [] } });
  expect((await player('own-1')).id).not.toBe(user.id);
  for (const action of ['linkIdentity', 'unlinkIdentity']) {
    const entries = await entriesOf(user.id, action);
    expect(entries).toMatchObject([{ actorRole: 'USER' }]);
    expect(JSON.stringify(entries)).not.toContain('own-1');
  }
});

test('a repeat changes and records nothing', async () => {
  const user = await server.actor('USER');
  const [first, again] = [await link(user, 'twice'), await link(user, 'twice')];
  expect(again).toEqual(first);
  expect(await entriesOf(user.id, 'linkIdentity')).toHaveLength(1);
  await unlink(user, 'twice');
  expect(codesOf(await unlink(user, 'twice'))).toEqual([]);
  expect(await entriesOf(user.id, 'unlinkIdentity')).toHaveLength(1);
});

test("another account's identity is IDENTITY_TAKEN", async () => {
  const owner = await player('taken');
  const user = await server.actor('USER');
  expect(await link(user, 'taken')).toMatchObject({
    user: { id: user.id, identities: [] },
    userErrors: [{ code: 'IDENTITY_TAKEN', field: ['input', 'token'] }],
  });
  expect((await player('taken')).id).toBe(owner.id);
  expect(codesOf(await unlink(user, 'taken'))).toEqual([]);
  expect((await player('taken')).id).toBe(owner.id);
});

test('a token that is older than five minutes links nothing, though it logs in', async () => {
  const user = await server.actor('USER');
  const seconds = Math.floor(server.clock.now().getTime() / 1_000);
  const old = await tokenFor('old', { claims: { iat: seconds - 303 } });
  await user.refused(LinkIdentityDocument, { input: { token: old } }, 'INVALID_IDENTITY_TOKEN');
  const fresh = await tokenFor('old', { claims: { iat: seconds - 300 } });
  expect(codesOf((await user.run(LinkIdentityDocument, { input: { token: fresh } })).linkIdentity!)).toEqual(
    [],
  );
});

test('what is no good token links nothing', async () => {
  const user = await server.actor('USER');
  for (const token of ['none', await tokenFor('x', { claims: { aud: 'other' } })])
    await user.refused(LinkIdentityDocument, { input: { token } }, 'INVALID_IDENTITY_TOKEN');
});

test('an account has at most ten identities', async () => {
  const user = await server.actor('USER');
  for (let n = 0; n < 10; n += 1) await link(user, `many-${n}`);
  const input = { token: await tokenFor('many-10') };
  const { extensions } = await user.refused(LinkIdentityDocument, { input }, 'BAD_USER_INPUT');
  expect(extensions.fields).toMatchObject([{ path: 'input.token' }]);
  expect(codesOf(await link(user, 'many-3'))).toEqual([]);
});

test('the last way in stays: a password, or an identity of a configured issuer', async () => {
  const user = await player('only');
  expect(await unlink(user, 'only')).toMatchObject({
    user: { id: user.id, hasPassword: false, identities: [{ subject: 'only' }] },
    userErrors: [{ code: 'LAST_WAY_IN', field: ['input', 'issuer'] }],
  });
  // Neither a label nor an issuer that is no longer configured lets anybody in.
  const others = ['game', 'https://former.example'].map((issuer) => ({
    issuer,
    subject: 'only',
    linkedAt: server.clock.now(),
  }));
  const _id = new Types.ObjectId(user.id);
  await server.database.users.updateOne({ _id }, { $push: { identities: { $each: others } } });
  expect(codesOf(await unlink(user, 'only'))).toEqual(['LAST_WAY_IN']);
  expect(codesOf(await unlink(user, 'only', 'https://former.example'))).toEqual([]);
  await link(user, 'second');
  expect(codesOf(await unlink(user, 'only'))).toEqual([]);
  expect(codesOf(await unlink(user, 'second'))).toEqual(['LAST_WAY_IN']);
});

test('a label of a backend is not for users to remove', async () => {
  const backend = await backendOf(server, ['USERS_WRITE']);
  const identity = { issuer: 'game', subject: 'p-7' };
  await backend.run(UpsertUsersDocument, { input: { users: [{ identity }] } });
  const user = await server.actor('USER');
  expect(codesOf(await unlink(user, 'p-7', 'game'))).toEqual(['ISSUER_NOT_ALLOWED']);
  expect(await server.database.users.countDocuments({ 'identities.subject': 'p-7' })).toBe(1);
});

test('an account without a password cannot change it, nor log in by one', async () => {
  const user = await player('no-password');
  const input = { currentPassword: '', newPassword: 'a good new password' };
  await user.refused(ChangePasswordDocument, { input }, 'INVALID_CREDENTIALS');
  const login = { username: user.username, password: '' };
  await server.anonymous.refused(LoginDocument, { input: login }, 'INVALID_CREDENTIALS');
});

test('a login that has ended links and unlinks nothing', async () => {
  const user = await player('ended');
  const _id = new Types.ObjectId(user.id);
  await server.database.users.updateOne({ _id }, { $set: { logins: [] } });
  const input = { token: await tokenFor('ended-2') };
  await user.refused(LinkIdentityDocument, { input }, 'UNAUTHENTICATED');
  const given = { issuer: provider.issuer, subject: 'ended' };
  await user.refused(UnlinkIdentityDocument, { input: given }, 'UNAUTHENTICATED');
});
