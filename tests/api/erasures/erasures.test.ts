import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { verifyChain } from '../../../src/audit/verification';
import { checkInvariants } from '../../../src/invariants/invariants';
import { relayErasures } from '../../../src/reward-feed/erased-users';
import { NameLookups } from '../../../src/users/name-lookups';
import {
  ChangeUserRoleDocument,
  EraseMyAccountDocument,
  EraseUserDocument,
  LoginDocument,
  LoginWithIdentityDocument,
  MeDocument,
  RegisterDocument,
  RevokeRewardRequestDocument,
  RewardFeedDocument,
  RewardGrantSumsDocument,
  SealProofDocument,
  SetUserDisabledDocument,
  UserDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { sealedAudience } from '../../support/audiences';
import { Client } from '../../support/client';
import { ATTENDED, makeErasable, placesOf } from '../../support/erasable';
import { createEvent } from '../../support/events';
import { startIdentityProvider, type IdentityProvider } from '../../support/identity-provider';
import { payoutSettled, startPayout } from '../../support/payouts';
import { sealNow } from '../../support/seals';
import { backendOf } from '../../support/service-keys';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-01T03:00:00Z';

let provider: IdentityProvider;
let server: TestServer;
let admin: Actor;
let operator: Actor;
beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startTestServer({ now: NOW, env: { IDENTITY_ISSUERS: provider.issuersFile() } });
  [admin, operator] = [await server.actor('ADMIN'), await server.actor('OPERATOR')];
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const erase = (userId: string) =>
  admin.run(EraseUserDocument, { input: { userId, reason: 'erase me please' } });
const idOf = (id: string) => new Types.ObjectId(id);
const rowOf = (id: string) => server.database.users.findOne({ _id: idOf(id) });
const brokenRules = async () =>
  (await checkInvariants(server.database))
    .filter(({ ok }) => !ok)
    .map(({ name, examples }) => [name, examples]);
/** The sweeps of a minute and of days later. */
async function sweepAfter(time: { minutes?: number; hours?: number }) {
  server.clock.advance(time);
  await server.services.erasures.sweep();
}

test('nothing personal is left anywhere, and everything else stays as it was', async () => {
  const world = await makeErasable(server, operator, admin);
  const { user, userId, pendingEventId, pendingId, approvedId, requestIds, secrets } = world;
  const event = await createEvent(operator, { conditions: ATTENDED });
  const audienceId = await sealedAudience(operator, server.app, [user.id]);
  const payout = await startPayout(operator, event.id, audienceId);
  await server.services.payoutRunner.sweep();
  expect(await payoutSettled(operator, payout.id)).toMatchObject({ state: 'DONE', paid: 1 });
  await sealNow(server);
  const proofs = async () => {
    const { requests } = server.database;
    const fromPayout = await requests.findOne({ payoutId: idOf(payout.id) });
    const ids = [...requestIds, String(fromPayout!._id)];
    return Promise.all(
      ids.map(async (requestId) => (await admin.run(SealProofDocument, { requestId })).sealProof!),
    );
  };
  const before = await proofs();
  expect(before.map(({ length }) => length)).toEqual([1, 2, 2, 2, 2, 1]);
  // Codes are encrypted.
  const shown = secrets.filter((secret) => !secret.startsWith('code-') && secret !== 'erase me please');
  const places = await placesOf(server.database, secrets);
  expect(shown.filter((secret) => !places.some((place) => place.endsWith(`: ${secret}`)))).toEqual([]);
  const sums = await operator.run(RewardGrantSumsDocument, { filter: { userId: user.id } });

  const { eraseUser } = await erase(user.id);
  expect(eraseUser).toMatchObject({
    user: { id: user.id, username: expect.stringMatching(/^erased-[a-z]{16}$/) as string },
    userErrors: [],
  });
  expect(eraseUser!.user!.erasedAt).toBe('2026-06-01T03:00:00.000Z');
  expect(eraseUser!.user!.disabledAt).toBe('2026-06-01T03:00:00.000Z');

  await server.services.feedRelay.round();
  expect(await placesOf(server.database, secrets)).toEqual([]);
  const { attendances, activities, rewardCodes, requests, events } = server.database;
  expect(await attendances.countDocuments({ userId })).toBe(0);
  expect(await activities.countDocuments({ userId })).toBe(0);
  const own = await requests.find({ userId }).toArray();
  const codes = await rewardCodes.find({ requestId: { $in: own.map(({ _id }) => _id) } }).toArray();
  expect(codes.map(({ code }) => code)).toEqual(['']);
  expect(own.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])).toEqual([`payout:${payout.id}`]);
  const pending = own.find(({ _id }) => String(_id) === pendingId);
  expect(pending).toMatchObject({ status: 2, failureCode: 'ACCOUNT_ERASED', decidedById: null, grants: [] });
  const pendingEvent = await events.findOne({ _id: idOf(pendingEventId) });
  expect(pendingEvent!.rewards[0]).toMatchObject({ stock: 10, remaining: 10 });

  expect(await operator.run(RewardGrantSumsDocument, { filter: { userId: user.id } })).toEqual(sums);
  expect(await brokenRules()).toEqual([]);
  expect(await verifyChain(server.database, new Date())).toMatchObject({ ok: true });
  expect(await proofs()).toEqual(before);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');

  // A commitment that is changed by hand is found.
  const noted = own.find(({ _id }) => String(_id) === approvedId)!;
  const setNote = (note: string) =>
    requests.updateOne({ _id: noted._id }, { $set: { 'commitments.note': note } });
  await setNote('f'.repeat(64));
  expect(await brokenRules()).toEqual([['feedMatchesRequests', [approvedId]]]);
  await setNote(noted.commitments!.note!);

  // A payment can still be taken back. Its reason goes with the sweep that follows.
  const input = { id: approvedId, reason: 'a late revocation', returnStock: false, idempotencyKey: 'late' };
  await operator.run(RevokeRewardRequestDocument, { input });
  expect((await placesOf(server.database, ['a late revocation'])).length).toBeGreaterThan(0);
  await sweepAfter({ minutes: 1 });
  expect(await placesOf(server.database, ['a late revocation'])).toEqual([]);
  await server.services.feedRelay.round();
  expect(await brokenRules()).toEqual([]);
});

test('nobody can take the name, and the identity makes another account', async () => {
  const user = await server.actor('USER');
  const identity = { issuer: provider.issuer, subject: 'a former player' };
  const identities = [{ ...identity, linkedAt: server.clock.now() }];
  await server.database.users.updateOne({ _id: idOf(user.id) }, { $set: { identities } });
  await erase(user.id);
  const password = 'a password of somebody else';
  for (const username of [user.username, user.username.toUpperCase()]) {
    await server.anonymous.refused(RegisterDocument, { input: { username, password } }, 'USERNAME_TAKEN');
  }
  const [upserted] = await server.services.identities.upsert(
    [{ identity: { issuer: 'game', subject: 'new' }, username: user.username }],
    {
      ...{ actor: null, action: 'upsertUsers', now: server.clock.now() },
    },
  );
  expect(upserted).toMatchObject({ userId: null, refusal: 'USERNAME_TAKEN' });
  const { errors } = await server.anonymous.ask(LoginDocument, {
    input: { username: user.username, password: user.password },
  });
  expect(errors[0]?.extensions.code).toBe('INVALID_CREDENTIALS');
  const token = await provider.token(identity.subject, server.clock.now());
  const { loginWithIdentity } = await server.anonymous.run(LoginWithIdentityDocument, { input: { token } });
  expect(loginWithIdentity).toMatchObject({ created: true });
  expect(loginWithIdentity!.user.id).not.toBe(user.id);
  const { username } = (await rowOf(user.id))!;
  expect(await server.services.accounts.setPassword({ username, password }, server.clock.now())).toBeNull();
});

test('an erasure is final, happens once, and is announced once', async () => {
  const user = await server.actor('USER');
  const userId = idOf(user.id);
  await erase(user.id);
  const after = await rowOf(user.id);
  expect((await erase(user.id)).eraseUser).toMatchObject({
    user: { username: after!.username },
    userErrors: [],
  });
  const enable = { input: { userId: user.id, disabled: false } };
  await admin.refused(SetUserDisabledDocument, enable, 'ACCOUNT_ERASED');
  const promote = { input: { userId: user.id, role: 'OPERATOR' as const } };
  await admin.refused(ChangeUserRoleDocument, promote, 'ACCOUNT_ERASED');
  const { user: read } = await operator.run(UserDocument, { id: user.id });
  expect(read).toMatchObject({ id: user.id, username: after!.username });
  const entries = { targetId: userId, action: 'eraseUser' };
  expect(await server.database.auditEntries.countDocuments(entries)).toBe(1);

  await Promise.all([relayErasures(server.database), relayErasures(server.database)]);
  const backend = await backendOf(server, ['GRANTS_READ']);
  const { rewardFeed } = await backend.run(RewardFeedDocument, { types: ['USER_ERASED'], first: 200 });
  const own = rewardFeed!.entries.filter((entry) => entry.user.id === user.id);
  expect(own).toMatchObject([{ type: 'USER_ERASED', request: null }]);

  const { rewardFeed: feed } = server.database;
  const entry = await feed.findOne({ rowId: userId });
  await feed.updateOne({ _id: entry!._id }, { $set: { at: new Date(0) } });
  expect(await brokenRules()).toContainEqual(['erasedAccountsHaveEntries', [user.id]]);
  await feed.updateOne({ _id: entry!._id }, { $set: { at: entry!.at } });
});

test('staff are made users first', async () => {
  const staff = await server.actor('AUDITOR');
  await admin.refused(EraseUserDocument, { input: { userId: staff.id, reason: 'left' } }, 'NOT_ERASABLE');
  await admin.run(ChangeUserRoleDocument, { input: { userId: staff.id, role: 'USER' } });
  expect((await erase(staff.id)).eraseUser!.userErrors).toEqual([]);
});

test('an account erases itself by its password', async () => {
  const user = await server.actor('USER');
  const wrong = await user.ask(EraseMyAccountDocument, { input: { password: 'not it' } });
  expect(wrong.errors[0]?.extensions.code).toBe('INVALID_CREDENTIALS');
  for (const input of [{}, { password: user.password, identityToken: 'both' }]) {
    const { errors } = await user.ask(EraseMyAccountDocument, { input });
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
  expect((await rowOf(user.id))!.erasedAt).toBeUndefined();
  const input = { password: user.password };
  expect(await user.run(EraseMyAccountDocument, { input })).toEqual({
    eraseMyAccount: { erased: true, userErrors: [] },
  });
  expect(await placesOf(server.database, [user.username])).toEqual([]);
  await user.refused(MeDocument, {}, 'UNAUTHENTICATED');
  const staff = await operator.ask(EraseMyAccountDocument, { input: { password: operator.password } });
  expect(staff.errors[0]?.extensions.code).toBe('FORBIDDEN');
});

test('an account erases itself by a token of its own identity that is at most 5 minutes old', async () => {
  const now = server.clock.now();
  const tokenOf = (sub: string, at = now) => provider.token(sub, at);
  const { loginWithIdentity } = await server.anonymous.run(LoginWithIdentityDocument, {
    input: { token: await tokenOf('leaver') },
  });
  const { tokens, user } = loginWithIdentity!;
  const leaver = new Client(() => server.url, tokens.accessToken);
  const refused = [
    await tokenOf('leaver', new Date(now.getTime() - 301_000)),
    await tokenOf('somebody else'),
    'not a token',
  ];
  for (const identityToken of refused) {
    const { errors } = await leaver.ask(EraseMyAccountDocument, { input: { identityToken } });
    expect(errors[0]?.extensions.code).toBe('INVALID_IDENTITY_TOKEN');
  }
  expect((await rowOf(user.id))!.erasedAt).toBeUndefined();
  const input = { identityToken: await tokenOf('leaver', new Date(now.getTime() - 299_000)) };
  expect(await leaver.run(EraseMyAccountDocument, { input })).toEqual({
    eraseMyAccount: { erased: true, userErrors: [] },
  });
  expect(await placesOf(server.database, ['leaver'])).toEqual([]);
  expect(await brokenRules()).toEqual([]);
});

test('accounts of older releases get their keyed hashes in one pass, which no later start repeats', async () => {
  const { users, settings } = server.database;
  const { secrets } = server.services;
  const [named, older] = [await server.actor('USER'), await server.actor('USER')];
  const lookup = (await rowOf(older.id))!.nameLookup;
  const parts = { database: server.database, secrets, clock: server.clock.now };
  await users.updateOne({ _id: idOf(older.id) }, { $unset: { nameLookup: true } });
  // As if a server of an older release had registered the name of an erased account.
  const duplicate = await server.actor('USER');
  await erase(named.id);
  await users.updateOne(
    { _id: idOf(duplicate.id) },
    { $set: { username: named.username, usernameKey: named.username }, $unset: { nameLookup: true } },
  );
  await settings.deleteOne({ _id: 'nameLookups' });
  await new NameLookups(parts).round();
  expect((await rowOf(older.id))!.nameLookup).toBe(lookup);
  expect((await rowOf(duplicate.id))!.nameLookup).toBeUndefined();
  expect(await settings.findOne({ _id: 'nameLookups' })).not.toBeNull();
  const calls = await server.databaseCalls(() => new NameLookups(parts).round());
  expect(calls).toEqual(['find']);
  // The duplicate can be erased too.
  await erase(duplicate.id);
  expect(await placesOf(server.database, [named.username])).toEqual([]);
});

test('a login that ends while the account is erased keeps no network of it', async () => {
  const user = await server.actor('USER');
  const key = `loginNetworks:${createHash('sha256').update(user.username).digest('base64url')}`;
  const rows = server.database.connection.db!.collection('ratelimits');
  await rows.insertOne({ key, networks: [{ network: '203.0.113.77', at: server.clock.now() }] });
  await erase(user.id);
  expect(await rows.countDocuments({ key })).toBe(0);
});

// The last test: logins expire.
test('what a late write left is found, and the next sweep removes it, for 30 days', async () => {
  const user = await server.actor('USER');
  const userId = idOf(user.id);
  await erase(user.id);
  const checkIn = async () => {
    const checkedAt = server.clock.now();
    await server.database.attendances.insertOne({
      ...{ _id: new Types.ObjectId(), userId, day: checkedAt.toISOString().slice(0, 10), checkedAt },
    });
    expect(await brokenRules()).toEqual([['erasedAccountsHoldNothing', [user.id]]]);
  };
  await checkIn();
  await sweepAfter({ minutes: 1 });
  expect(await brokenRules()).toEqual([]);
  await checkIn();
  await sweepAfter({ minutes: 1 });
  expect(await brokenRules()).toHaveLength(1);
  await sweepAfter({ hours: 24 });
  expect(await brokenRules()).toEqual([]);
  await sweepAfter({ hours: 24 * 27 });
  expect((await rowOf(user.id))!.erasure).toBeDefined();
  await sweepAfter({ hours: 24 });
  expect((await rowOf(user.id))!.erasure).toBeUndefined();
});
