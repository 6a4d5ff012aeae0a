import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mongo, type Types } from 'mongoose';
import { Chainer } from '../../../src/audit/chainer';
import { outboxEntry } from '../../../src/audit/entries';
import { Passwords } from '../../../src/users/passwords';
import type { Database } from '../../../src/database/connection';
import { openDatabase } from '../../../src/features';
import type { AdminsSetting } from '../../../src/users/admins-setting';
import type { Role } from '../../../src/domain/viewer';
import type { AppError } from '../../../src/errors';
import { createLog } from '../../../src/log';
import { Accounts } from '../../../src/users/accounts';
import { Admins } from '../../../src/users/admins';
import { freshDatabaseUri } from '../../support/server';
import { INTACT } from '../../support/intact';

// The steps by themselves: a running server would finish within a second what is left pending here.
const NOW = new Date('2026-06-01T03:00:00Z');
let database: Database;
let chainer: Chainer;
let admins: Admins;

beforeEach(async () => {
  database = await openDatabase(freshDatabaseUri());
  chainer = new Chainer({ database, structure: INTACT, log: createLog('silent', false) });
  admins = new Admins({ database, chainer });
});
afterEach(async () => {
  await chainer.stop();
  await database.connection.dropDatabase();
  await database.close();
});

async function account(role: Role): Promise<Types.ObjectId> {
  const accounts = new Accounts({
    database,
    passwords: new Passwords(),
    admins,
    secrets: { lookup: (_, name) => name },
  });
  const credentials = { username: `user-${randomUUID().slice(0, 8)}`, password: 'a password of the tests' };
  return (await accounts.provision(credentials, role, NOW))!._id;
}
const rowOf = (_id: Types.ObjectId) => database.users.findOne({ _id });
const setting = async () => (await database.settings.findOne({ _id: 'admins' })) as AdminsSetting;
const change = (userId: Types.ObjectId, set: { role: Role } | { disabled: boolean }) =>
  admins.change({ userId: userId.toHexString(), set, actor: null, reason: null, now: NOW });

/** What a server leaves behind that stops after it has decided. */
async function decideOnly(userId: Types.ObjectId, role: Role) {
  const { n, ids } = await setting();
  const act = {
    at: NOW,
    actor: null,
    action: 'changeUserRole',
    targetType: 'User',
    targetId: userId,
  } as const;
  const pending = { userId, set: { role }, entry: outboxEntry({ ...act, after: { role } }) };
  await database.settings.updateOne(
    { _id: 'admins', n, pending: null },
    { $set: { n: n + 1, ids: role === 'ADMIN' ? [...ids, userId] : ids, pending } },
  );
  return { n: n + 1, pending };
}

test('who finds a change pending finishes it first', async () => {
  const [admin, user] = [await account('ADMIN'), await account('USER')];
  const { pending } = await decideOnly(user, 'ADMIN');
  // Without the pending one this would be the last admin.
  expect((await change(admin, { role: 'OPERATOR' })).refusal).toBeNull();
  expect([(await rowOf(user))?.role, (await rowOf(admin))?.role]).toEqual(['ADMIN', 'OPERATOR']);
  expect((await rowOf(user))?.outbox?.map(({ id }) => id)).toEqual([pending.entry.id]);
});

test('a change that nobody asks for again is finished by the sweep', async () => {
  await account('ADMIN');
  const user = await account('USER');
  await decideOnly(user, 'AUDITOR');
  await admins.sweep();
  expect((await rowOf(user))?.role).toBe('AUDITOR');
  expect((await setting()).pending).toBeNull();
  const swept = await setting();
  await admins.sweep();
  expect(await setting()).toEqual(swept);
});

test('a server that stopped between account and clearing is finished without a second entry', async () => {
  await account('ADMIN');
  const user = await account('USER');
  const { n, pending } = await decideOnly(user, 'AUDITOR');
  await admins.sweep();
  await database.settings.updateOne({ _id: 'admins', n }, { $set: { pending } });
  await admins.sweep();
  expect((await rowOf(user))?.outbox).toHaveLength(1);
  expect((await setting()).pending).toBeNull();
});

test('a step that comes late changes nothing: neither the account nor what is pending', async () => {
  await account('ADMIN');
  const [user, other] = [await account('USER'), await account('USER')];
  const late = await decideOnly(user, 'AUDITOR');
  await admins.sweep();
  const changed = await rowOf(user);
  const next = await decideOnly(other, 'OPERATOR');

  // The same steps as a server sends them that slept meanwhile.
  const slow = admins as unknown as {
    finish: (n: number, pending: AdminsSetting['pending']) => Promise<void>;
  };
  await slow.finish(late.n, late.pending);
  expect(await rowOf(user)).toEqual(changed);
  expect((await setting()).pending?.entry.id).toEqual(next.pending.entry.id);
});

test('where admins are but no deciding document, it is made from those that are enabled, once', async () => {
  const [admin, disabled] = [await account('ADMIN'), await account('ADMIN')];
  await change(disabled, { disabled: true });
  await database.settings.deleteOne({ _id: 'admins' });
  await Promise.all([admins.prepare(), admins.prepare()]);
  // Two promotions and one disabling; numbers go on above those that accounts have.
  expect(await setting()).toEqual({ _id: 'admins', ids: [admin], n: 3, pending: null });
  await change(disabled, { disabled: false });
  expect((await rowOf(disabled))?.disabledAt).toBeNull();
});

test('more changes than can wait are refused at once, and all others are done', async () => {
  const nobody = Array.from({ length: 210 }, () => new mongo.ObjectId());
  const outcomes = await Promise.allSettled(nobody.map((id) => change(id, { role: 'AUDITOR' })));
  const codes = outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as AppError).code);
  expect(codes.filter((code) => code === 'SERVICE_UNAVAILABLE')).toHaveLength(10);
  expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(200);
});
