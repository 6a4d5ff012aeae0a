import { Types } from 'mongoose';
import {
  EraseUserDocument,
  LogoutDocument,
  MeDocument,
  SetUserDisabledDocument,
  UserDocument,
  UsersDocument,
  type UsersQueryVariables,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const list = async (variables: UsersQueryVariables) => (await operator.run(UsersDocument, variables)).users!;
const names = async (filter: UsersQueryVariables['filter']) =>
  (await list({ filter, first: 100 })).nodes.map(({ username }) => username).sort();

/** 25 accounts of one instant, written as they are stored. */
async function crowd(prefix: string, count: number): Promise<void> {
  await server.database.users.insertMany(
    Array.from({ length: count }, (_, i) => ({
      _id: new Types.ObjectId(),
      username: `${prefix}${i}`,
      usernameKey: `${prefix}${i}`.toLowerCase(),
      passwordHash: '',
      role: 'USER' as const,
      createdAt: new Date('2026-05-01T00:00:00Z'),
      disabledAt: null,
      logins: [],
      adminN: 0,
    })),
  );
}

test('me is who asks', async () => {
  expect((await operator.run(MeDocument)).me).toMatchObject({ id: operator.id, role: 'OPERATOR' });
  await server.anonymous.refused(MeDocument, {}, 'UNAUTHENTICATED');
});

test('OPERATOR, AUDITOR and ADMIN read accounts, a USER reads none by id, not even the own', async () => {
  const user = await server.actor('USER');
  for (const role of ['OPERATOR', 'AUDITOR', 'ADMIN'] as const) {
    const reader = await server.actor(role);
    expect((await reader.run(UserDocument, { id: user.id })).user?.username).toBe(user.username);
    await reader.run(UsersDocument, {});
  }
  await user.refused(UserDocument, { id: user.id }, 'FORBIDDEN');
  await user.refused(UsersDocument, {}, 'FORBIDDEN');
  for (const id of ['x', '0'.repeat(24)]) await operator.refused(UserDocument, { id }, 'NOT_FOUND');
});

test('pages of accounts with one instant repeat and lose nothing, also when one comes in between', async () => {
  await crowd('Page', 25);
  const filter = { usernamePrefix: 'page' };
  const seen: string[] = [];
  let after: string | null | undefined;
  for (let page = 0; page < 3; page++) {
    const { nodes, pageInfo, totalCount } = await list({ filter, first: 10, after });
    seen.push(...nodes.map(({ id }) => id));
    expect(totalCount).toBe(25 + (page > 0 ? 1 : 0));
    expect(pageInfo.hasNextPage).toBe(page < 2);
    after = pageInfo.endCursor;
    if (page === 0) {
      const row = await server.database.users.findOne({ usernameKey: 'page0' });
      const newer = {
        ...row!,
        _id: new Types.ObjectId(),
        usernameKey: 'page-new',
        nameLookup: 'page-new',
        createdAt: server.clock.now(),
      };
      await server.database.users.insertOne(newer);
    }
  }
  expect(new Set(seen).size).toBe(25);
  const reversed = await list({ filter, first: 100, reverse: true });
  expect(reversed.nodes.slice(0, 25).map(({ id }) => id)).toEqual([...seen].reverse());
});

test('a prefix is taken as text, in any case and Unicode form', async () => {
  for (const name of ['Find.Me', 'findxme', 'finder']) await crowd(name, 1);
  expect(await names({ usernamePrefix: 'FIND' })).toEqual(['Find.Me0', 'finder0', 'findxme0']);
  expect(await names({ usernamePrefix: 'ｆｉｎｄ．' })).toEqual(['Find.Me0']);
  expect(await names({ usernamePrefix: '.*' })).toEqual([]);
  expect(await names({ usernamePrefix: '^find' })).toEqual([]);
  expect(await names({ usernamePrefix: 'ind' })).toEqual([]);
  const { extensions } = await operator.refused(
    UsersDocument,
    { filter: { usernamePrefix: 'x'.repeat(33) } },
    'BAD_USER_INPUT',
  );
  expect(extensions.fields).toMatchObject([{ path: 'filter.usernamePrefix' }]);
});

test('roles select, an empty list selects nobody', async () => {
  const auditor = await server.actor('AUDITOR');
  expect(await names({ roles: ['AUDITOR'], usernamePrefix: auditor.username })).toEqual([auditor.username]);
  expect(await names({ roles: ['USER'], usernamePrefix: auditor.username })).toEqual([]);
  expect(await names({ roles: [] })).toEqual([]);
  expect(await names({ roles: null, usernamePrefix: null })).toContain(auditor.username);
});

test('a disabled account stays readable', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  await admin.run(SetUserDisabledDocument, { input: { userId: user.id, disabled: true } });
  expect((await operator.run(UserDocument, { id: user.id })).user?.disabledAt).not.toBeNull();
});

test('a page costs two calls beyond the check of the caller when it is counted', async () => {
  const calls = await server.databaseCalls(() => list({ first: 100 }));
  expect(calls.sort()).toEqual(['aggregate', 'find', 'find']);
});

test('operations that ask at once share one read of their callers', async () => {
  const { viewers, tokens } = server.services;
  const proofOf = ({ tokens: { accessToken } }: Actor) =>
    tokens.readBearer(`Bearer ${accessToken}`, server.clock.now())!;
  const [user, gone] = [await server.actor('USER'), await server.actor('USER')];
  await gone.run(LogoutDocument, { input: {} });
  let found: unknown[] = [];
  const calls = await server.databaseCalls(async () => {
    const proofs = Array.from({ length: 30 }, (_, i) => proofOf([operator, user, gone][i % 3]!));
    found = await Promise.all(proofs.map((proof) => viewers.find(proof)));
  });
  expect(calls).toEqual(['find']);
  expect(found).toHaveLength(30);
  expect(found.slice(0, 3)).toMatchObject([
    { id: operator.id, role: 'OPERATOR' },
    { id: user.id, role: 'USER' },
    null,
  ]);
});

test('operations that ask at once share one read of the accounts that their rows name', async () => {
  const { users } = server.services.rows.query;
  const nobody = '0'.repeat(24);
  const user = await server.actor('USER');
  let found: unknown[] = [];
  const calls = await server.databaseCalls(async () => {
    found = await Promise.all([users.find([operator.id, nobody, user.id]), users.find([user.id])]);
  });
  expect(calls).toEqual(['find']);
  expect(found).toMatchObject([
    [{ username: operator.username }, null, { username: user.username }],
    [{ username: user.username }],
  ]);
});

test('what is shared is not kept: who asks after a change is told of it', async () => {
  const [admin, user] = [await server.actor('ADMIN'), await server.actor('USER')];
  const { users } = server.services.rows.query;
  expect(await users.find([user.id])).toMatchObject([{ disabledAt: null }]);
  await admin.run(SetUserDisabledDocument, { input: { userId: user.id, disabled: true } });
  const [row] = await users.find([user.id]);
  expect(row?.disabledAt).not.toBeNull();
  expect(row).not.toHaveProperty('passwordHash');
});

test('a part of a name is taken as text, in any case and Unicode form, beside a prefix', async () => {
  for (const name of ['Part.Of.It', 'partxof', 'other.OF.it']) await crowd(name, 1);
  expect(await names({ usernameContains: '.ｏf.' })).toEqual(['Part.Of.It0', 'other.OF.it0']);
  expect(await names({ usernameContains: '.of.', usernamePrefix: 'PART' })).toEqual(['Part.Of.It0']);
  for (const usernameContains of ['.*', '^part', 'part$', '(of)', '[p]art', '\\w'])
    expect(await names({ usernameContains })).toEqual([]);
});

/** Accounts of one instant, with an identity each. */
async function identified(subjects: readonly string[]): Promise<void> {
  const now = server.clock.now();
  await server.services.identities.upsert(
    subjects.map((subject) => ({ identity: { issuer: 'shop', subject }, username: null })),
    { actor: null, action: 'upsertUsers', now },
  );
}

async function subjectsOf({ nodes }: Awaited<ReturnType<typeof list>>): Promise<string[]> {
  const ids = nodes.map(({ id }) => new Types.ObjectId(id));
  const rows = await server.database.users.find({ _id: { $in: ids } }).toArray();
  const byId = new Map(rows.map(({ _id, identities }) => [String(_id), identities![0]!.subject]));
  return nodes.map(({ id }) => byId.get(id)!);
}

test('the beginning of a subject finds accounts, whatever the issuer, as text and byte by byte', async () => {
  await identified(['found-a.1', 'found-A.1', 'found-bx1', 'unfound-a.1', 'found-가나', 'found']);
  const subjects = async (subjectPrefix: string, others: object = {}) =>
    (await subjectsOf(await list({ filter: { subjectPrefix, ...others }, first: 100 }))).sort();
  expect(await subjects('found-')).toEqual(['found-A.1', 'found-a.1', 'found-bx1', 'found-가나']);
  expect(await subjects('found-a.')).toEqual(['found-a.1']);
  expect(await subjects('found-가')).toEqual(['found-가나']);
  expect(await subjects('found-.')).toEqual([]);
  expect(await subjects('FOUND')).toEqual([]);
  expect(await subjects('found-', { roles: ['ADMIN'] })).toEqual([]);
  expect(await subjects('found-', { disabled: false })).toHaveLength(4);
});

test('accounts that the beginning of a subject finds come in pages, both ways, newest first', async () => {
  const subjects = Array.from({ length: 25 }, (_, n) => `paged-${String(n).padStart(2, '0')}`);
  for (const subject of subjects) {
    await identified([subject]);
    // Some of one instant.
    if (subject.endsWith('5')) server.clock.advance({ seconds: 1 });
  }
  const filter = { subjectPrefix: 'paged-' };
  const walk = async (reverse: boolean) => {
    const found: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Awaited<ReturnType<typeof list>> = await list({ filter, first: 7, after, reverse });
      expect(page.totalCount).toBe(25);
      found.push(...(await subjectsOf(page)));
      after = page.pageInfo.endCursor ?? null;
      more = page.pageInfo.hasNextPage;
    }
    return found;
  };
  const newestFirst = await walk(false);
  expect([...newestFirst].sort()).toEqual(subjects);
  expect(await walk(true)).toEqual([...newestFirst].reverse());
  expect(newestFirst.slice(0, 9).every((subject) => subject > 'paged-15')).toBe(true);
  const { pageInfo } = await list({ filter, first: 7 });
  const { errors } = await operator.ask(UsersDocument, {
    filter: { subjectPrefix: 'paged-0' },
    after: pageInfo.endCursor,
  });
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
});

test('an erased account is found by no part of its identity', async () => {
  const admin = await server.actor('ADMIN');
  await identified(['erased-subject']);
  const [node] = (await list({ filter: { subjectPrefix: 'erased-' } })).nodes;
  await admin.run(EraseUserDocument, { input: { userId: node!.id, reason: 'asked for it' } });
  expect((await list({ filter: { subjectPrefix: 'erased-' } })).nodes).toEqual([]);
});

test('a filter selects disabled or enabled accounts', async () => {
  const [one, other] = [await server.actor('USER'), await server.actor('USER')];
  const _id = new Types.ObjectId(one.id);
  await server.database.users.updateOne({ _id }, { $set: { disabledAt: server.clock.now() } });
  const [disabled, enabled] = [await names({ disabled: true }), await names({ disabled: false })];
  expect([disabled.includes(one.username), enabled.includes(one.username)]).toEqual([true, false]);
  expect([disabled.includes(other.username), enabled.includes(other.username)]).toEqual([false, true]);
  expect(await names({ disabled: null })).toEqual(expect.arrayContaining([one.username, other.username]));
});
