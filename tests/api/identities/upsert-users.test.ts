import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { DEADLINE_MS } from '../../../src/database/retry';
import { Identities } from '../../../src/users/identities';
import { AuditEntriesDocument, LoginDocument, UpsertUsersDocument } from '../../generated/documents';
import { CommandRecorder, planFaults } from '../../support/query-plans';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf, type Backend } from '../../support/service-keys';

let server: TestServer;
let backend: Backend;
beforeAll(async () => {
  server = await startTestServer();
  backend = await backendOf(server, ['USERS_WRITE']);
});
afterAll(() => server.close());

const subject = (): string => randomUUID();
const mine = (name = subject()) => ({ issuer: 'game', subject: name });
const upsert = async (users: object[], by = backend) => {
  const { data, errors } = await by.ask(UpsertUsersDocument, { input: { users: users as never } });
  expect(errors).toEqual([]);
  return data!.upsertUsers!.outcomes.map(({ user, created, userErrors }) => ({
    user,
    created,
    codes: userErrors.map(({ code }) => code),
  }));
};

test('an unknown identity creates a USER without a password, under the name that is given or a generated one', async () => {
  const [one, other] = [mine(), mine()];
  const [named, generated] = await upsert([{ identity: one, username: 'Player.One' }, { identity: other }]);
  expect(named).toMatchObject({
    created: true,
    codes: [],
    user: { username: 'Player.One', identities: [one] },
  });
  expect(generated!.user!.username).toMatch(/^player-[a-z]{12}$/);
  const row = await server.database.users.findOne({ _id: new Types.ObjectId(named!.user!.id) });
  expect(row).toMatchObject({ role: 'USER', disabledAt: null, logins: [] });
  const admin = await server.actor('ADMIN');
  const seen = await admin.send(`{ user(id: "${named!.user!.id}") { hasPassword identities { issuer } } }`);
  expect(seen.data).toEqual({ user: { hasPassword: false, identities: [{ issuer: 'game' }] } });
  await server.anonymous.refused(
    LoginDocument,
    { input: { username: 'Player.One', password: 'any password at all' } },
    'INVALID_CREDENTIALS',
  );
});

test('a repeat finds the same account and renames nobody', async () => {
  const identity = mine();
  const [first] = await upsert([{ identity, username: 'First.Name' }]);
  const [again] = await upsert([{ identity, username: 'Second.Name' }]);
  expect(again).toMatchObject({
    created: false,
    codes: [],
    user: { id: first!.user!.id, username: 'First.Name' },
  });
  const [twice, sameCall] = await upsert(
    Array.from({ length: 2 }, () => ({ identity: mine('in one call') })),
  );
  expect([twice!.created, sameCall!.created]).toEqual([true, false]);
  expect(sameCall!.user!.id).toBe(twice!.user!.id);
});

test('identities are compared byte by byte', async () => {
  const spellings = ['Ä', 'A\u0308', 'ä', 'Ä '];
  const outcomes = await upsert(spellings.map((name) => ({ identity: mine(name) })));
  expect(new Set(outcomes.map(({ user }) => user!.id)).size).toBe(spellings.length);
});

test('each account has an outcome of its own, in order', async () => {
  await upsert([{ identity: mine(), username: 'Taken.Name' }]);
  const outcomes = await upsert([
    { identity: mine(), username: 'taken.name' },
    { identity: { issuer: 'https://login.example', subject: 'p-1' } },
    { identity: { issuer: 'Game', subject: 'p-1' } },
    { identity: { issuer: 'x'.repeat(65), subject: 'p-1' } },
    { identity: mine() },
  ]);
  expect(outcomes.map(({ created, codes }) => [created, ...codes])).toEqual([
    [false, 'USERNAME_TAKEN'],
    [false, 'ISSUER_NOT_ALLOWED'],
    [false, 'ISSUER_NOT_ALLOWED'],
    [false, 'ISSUER_NOT_ALLOWED'],
    [true],
  ]);
});

test.each([
  ['no account', []],
  ['201 accounts', Array.from({ length: 201 }, () => ({ identity: mine('x') }))],
  ['an empty subject', [{ identity: { issuer: 'game', subject: '' } }]],
  ['a subject of 256 characters', [{ identity: mine('x'.repeat(256)) }]],
  ['a subject with NUL', [{ identity: mine('a\0b') }]],
  ['a username that nobody could register', [{ identity: mine(), username: 'a' }]],
])('%s is BAD_USER_INPUT and creates nothing', async (_title, users) => {
  const count = await server.database.users.countDocuments();
  await backend.refused(UpsertUsersDocument, { input: { users: users as never } }, 'BAD_USER_INPUT');
  expect(await server.database.users.countDocuments()).toBe(count);
});

test('a call creates up to 200 accounts', async () => {
  const users = Array.from({ length: 200 }, (_, n) => ({ identity: mine(`one of many ${n}`) }));
  expect((await upsert(users)).filter(({ created }) => created)).toHaveLength(200);
});

test('20 calls at once create each account once', async () => {
  const users = Array.from({ length: 20 }, (_, n) => ({
    identity: mine(`crowd ${n}`),
    username: `crowd-${n}`,
  }));
  const answers = await Promise.all(Array.from({ length: 20 }, () => upsert(users)));
  const created = answers.flat().filter((outcome) => outcome.created);
  expect(created).toHaveLength(20);
  for (const answer of answers) {
    expect(answer.map(({ user, codes }) => [user?.id, ...codes])).toEqual(
      answers[0]!.map(({ user }) => [user!.id]),
    );
  }
  expect(await server.database.users.countDocuments({ 'identities.subject': /^crowd / })).toBe(20);
});

test('the audit names the key that created an account, and not the subject', async () => {
  const secret = `subject-${randomUUID()}`;
  const [made] = await upsert([{ identity: mine(secret) }]);
  const auditor = await server.actor('AUDITOR');
  const { auditEntries } = await auditor.run(AuditEntriesDocument, { filter: { targetId: made!.user!.id } });
  expect(auditEntries!.nodes).toEqual([
    expect.objectContaining({
      action: 'upsertUsers',
      actor: null,
      serviceKey: { id: backend.keyId, name: 'A backend of the tests' },
    }),
  ]);
  expect(JSON.stringify(auditEntries)).not.toContain(secret);
});

test('staff find an account by its identity', async () => {
  const identity = mine();
  const [made] = await upsert([{ identity }]);
  const operator = await server.actor('OPERATOR');
  const query = 'query ($filter: UserFilter) { users(filter: $filter) { nodes { id } } }';
  const found = await operator.send(query, { filter: { identity } });
  expect(found.data).toEqual({ users: { nodes: [{ id: made!.user!.id }] } });
  const none = await operator.send(query, { filter: { identity: { ...identity, issuer: 'other' } } });
  expect(none.data).toEqual({ users: { nodes: [] } });
});

test('accounts are found by the index of identities', async () => {
  const recorder = new CommandRecorder(server);
  await recorder.during('UpsertUsers', () => upsert([{ identity: mine() }, { identity: mine('crowd 1') }]));
  const reads = recorder.sent.filter(
    ({ operation, name, command }) =>
      operation === 'UpsertUsers' && name === 'find' && command.find === 'users',
  );
  expect(reads.length).toBeGreaterThan(0);
  for (const sent of reads) expect(await planFaults(server, sent)).toEqual([]);
});

test('what may not be read below an account is refused before anything is created', async () => {
  const identity = mine();
  const { errors } = await backend.send(
    'mutation ($input: UpsertUsersInput!) { upsertUsers(input: $input) { outcomes { user { grants { nodes { id } } } } } }',
    { input: { users: [{ identity }] } },
  );
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  expect(await server.database.users.countDocuments({ 'identities.subject': identity.subject })).toBe(0);
});

test('a call has one deadline, whatever hangs', async () => {
  const identities = new Identities({
    database: server.database,
    secrets: server.services.secrets,
    chainer: { drain: () => new Promise(() => undefined) },
  });
  // The deadline comes at once.
  const wait = setTimeout;
  const timers = jest
    .spyOn(global, 'setTimeout')
    .mockImplementation((work: () => void, ms?: number) => wait(work, ms === DEADLINE_MS ? 50 : ms));
  try {
    const wanted = [{ identity: mine(), username: null }];
    const act = { actor: { serviceKeyId: backend.keyId }, action: 'upsertUsers', now: server.clock.now() };
    await expect(identities.ensure(wanted, act)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  } finally {
    timers.mockRestore();
  }
});
