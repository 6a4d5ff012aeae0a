import { createHash, randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { serviceDayOf, addDays } from '../../../src/domain/service-calendar';
import { checkInvariants } from '../../../src/invariants/invariants';
import type { Actor } from '../../support/actors';
import { keptLog } from '../../support/log-lines';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';

let server: TestServer;
let operator: Actor;
const { log, lines } = keptLog();
beforeAll(async () => {
  server = await startTestServer({ log });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

type Kind = 'users' | 'attendance';
type Values = Readonly<Record<string, unknown>>;

async function upload(kind: Kind, token: string | null, body: unknown) {
  const response = await fetch(`${server.url}/imports/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const { errors, ...answer } = (await response.json()) as Record<string, unknown> & {
    errors?: ReadonlyArray<{
      readonly extensions: { readonly code: string; readonly fields?: ReadonlyArray<{ path: string }> };
    }>;
  };
  const [error] = errors ?? [];
  return {
    status: response.status,
    answer,
    code: error?.extensions.code,
    path: error?.extensions.fields?.[0]?.path,
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** A part of a file of its own; the first row of a CSV file names the columns. */
function partOf(rows: readonly Values[], changes: object = {}) {
  return {
    sha256: hashOf(JSON.stringify(rows) + randomUUID()),
    number: 0,
    rows: rows.map((values, place) => ({ line: place + 2, values })),
    ...changes,
  };
}

const uniqueName = () => `up.${randomUUID().slice(0, 8)}`;
const today = () => serviceDayOf(server.services.calendar, server.clock.now());
const daysOf = async (userId: string) =>
  (await server.database.attendances.find({ userId: new Types.ObjectId(userId) }).toArray())
    .map(({ day }) => day)
    .sort();
const entriesOf = (action: string) =>
  server.database.auditEntries.find({ action }).sort({ sequence: 1 }).toArray();

test('accounts are created once, with their identities and no password, and each part is audited', async () => {
  const [first, second, taken] = [uniqueName(), uniqueName(), uniqueName()];
  const part = partOf([
    { username: first, issuer: 'game', subject: `id-${first}` },
    { username: second, issuer: '', subject: '' },
    { issuer: 'game', subject: 'nobody' },
    { username: taken, issuer: 'https://login.example', subject: '1' },
    { username: first },
  ]);
  const before = (await entriesOf('importUsers')).length;
  const { answer } = await upload('users', operator.accessToken, part);
  expect(answer).toEqual({
    ...{ rows: 5, added: 2, there: 1, refused: 2 },
    refusedRows: [
      { line: 4, reason: 'username is missing' },
      {
        line: 5,
        reason:
          'issuer must not be one whose tokens are verified; its users link such an identity themselves',
      },
    ],
  });
  const rows = await server.database.users.find({ username: { $in: [first, second, taken] } }).toArray();
  expect(rows.map(({ username, role, identities }) => [username, role, identities?.[0]?.subject])).toEqual(
    expect.arrayContaining([
      [first, 'USER', `id-${first}`],
      [second, 'USER', undefined],
    ]),
  );
  expect(rows).toHaveLength(2);
  const made = (await entriesOf('importUsers')).slice(before);
  expect(made.map(({ actorId, actorRole }) => [String(actorId), actorRole])).toEqual([
    [operator.id, 'OPERATOR'],
    [operator.id, 'OPERATOR'],
  ]);
  expect(made.map(({ after }) => JSON.parse(after!) as unknown)).toEqual([
    { part: 0, state: 'BEGUN' },
    { part: 0, state: 'ENDED', rows: 5, added: 2, there: 1, refused: 2, sha256: part.sha256 },
  ]);
  // Sent again, it adds and records nothing.
  expect((await upload('users', operator.accessToken, part)).answer).toMatchObject({ added: 0, there: 3 });
  expect((await entriesOf('importUsers')).length).toBe(before + 2);
});

test('check-ins of users are brought in once; staff, closed accounts, old and future days are refused', async () => {
  const [user, disabled] = [await server.actor('USER'), await server.actor('USER')];
  const change = { actor: null, reason: null, now: server.clock.now() };
  await server.services.admins.change({ userId: disabled.id, set: { disabled: true }, ...change });
  const [day, old] = [addDays(today(), -366), addDays(today(), -367)];
  const part = partOf([
    { username: user.username, day },
    { userId: user.id, checkedAt: server.clock.now().toISOString() },
    { username: user.username, day },
    { username: user.username, day: old },
    { username: user.username, day: addDays(today(), 1) },
    { userId: operator.id, day },
    { username: disabled.username, day },
    { username: user.username, day: 'yesterday' },
  ]);
  const { answer } = await upload('attendance', operator.accessToken, part);
  expect(answer).toEqual({
    ...{ rows: 8, added: 2, there: 1, refused: 5 },
    refusedRows: [
      { line: 5, reason: 'day is more than 366 days ago' },
      { line: 6, reason: 'day must not be in the future' },
      { line: 7, reason: 'userId matches no user who can check in' },
      { line: 8, reason: 'username matches no user who can check in' },
      { line: 9, reason: 'day must be a day such as 2026-06-01' },
    ],
  });
  expect(await daysOf(user.id)).toEqual([day, today()]);
  const made = (await entriesOf('importAttendance')).slice(-2);
  expect(made.map(({ actorId }) => String(actorId))).toEqual([operator.id, operator.id]);
  // The account's summary is made again from all of its days.
  const { streak } = (await server.database.users.findOne({ _id: new Types.ObjectId(user.id) }))!;
  expect(streak?.held).toBeUndefined();
});

test('a check writes nothing, and finds what the import would', async () => {
  const user = await server.actor('USER');
  const name = uniqueName();
  const before = await server.database.auditEntries.countDocuments();
  const users = partOf([{ username: name }, { username: user.username }], { dryRun: true });
  expect((await upload('users', operator.accessToken, users)).answer).toMatchObject({ added: 1, there: 1 });
  const days = partOf([{ userId: user.id, day: today() }], { dryRun: true });
  expect((await upload('attendance', operator.accessToken, days)).answer).toMatchObject({ added: 1 });
  expect(await server.database.users.findOne({ username: name })).toBeNull();
  expect(await daysOf(user.id)).toEqual([]);
  expect(await server.database.auditEntries.countDocuments()).toBe(before);
});

test('the same part at the same time is brought in once', async () => {
  const user = await server.actor('USER');
  const names = Array.from({ length: 300 }, uniqueName);
  const users = partOf(names.map((username) => ({ username })));
  const days = partOf(
    Array.from({ length: 100 }, (_, n) => ({ userId: user.id, day: addDays(today(), -n) })),
  );
  const answers = await Promise.all(
    [users, users, users].map((part) => upload('users', operator.accessToken, part)),
  );
  expect(answers.reduce((sum, { answer }) => sum + Number(answer.added), 0)).toBe(300);
  expect(await server.database.users.countDocuments({ username: { $in: names } })).toBe(300);
  await Promise.all([days, days].map((part) => upload('attendance', operator.accessToken, part)));
  expect(await daysOf(user.id)).toHaveLength(100);
});

describe.each<[Kind, Values]>([
  ['users', { username: 'canary.user' }],
  ['attendance', { username: 'canary.user', day: '2026-06-01' }],
])('%s', (kind, values) => {
  test.each([
    ['nobody', async () => null, 401, 'UNAUTHENTICATED'],
    ['a USER', async () => (await server.actor('USER')).accessToken, 403, 'FORBIDDEN'],
    ['an AUDITOR', async () => (await server.actor('AUDITOR')).accessToken, 403, 'FORBIDDEN'],
    ['a service key', async () => (await backendOf(server, ['USERS_WRITE'])).accessToken, 403, 'FORBIDDEN'],
  ])('%s uploads nothing', async (_who, tokenOf, status, code) => {
    expect(await upload(kind, await tokenOf(), partOf([values]))).toMatchObject({ status, code });
    expect(await server.database.users.findOne({ username: 'canary.user' })).toBeNull();
  });

  test.each([
    ['another body', [], 'sha256'],
    ['another hash', { sha256: 'F'.repeat(64) }, 'sha256'],
    ['a part that is none', { number: -1 }, 'number'],
    ['a part beyond the end', { number: 100 }, 'number'],
    ['no rows', { rows: [] }, 'rows'],
    ['too many rows', { rows: Array.from({ length: 1_001 }, () => ({ line: 1, values })) }, 'rows'],
    ['a row without a line', { rows: [{ values }] }, 'rows.0'],
    ['a row without values', { rows: [{ line: 2, values: ['canary'] }] }, 'rows.0'],
    ['a value that is no text', { rows: [{ line: 2, values: { username: { $gt: 'canary' } } }] }, 'rows.0'],
    [
      'a value that is too long',
      { rows: [{ line: 2, values: { username: 'canary'.repeat(200) } }] },
      'rows.0',
    ],
    ['a password', { rows: [{ line: 2, values: { password: 'canary-password' } }] }, 'rows.0'],
    ['a dry run that is none', { dryRun: 'canary' }, 'dryRun'],
  ])('%s is refused by its path, and no value is repeated', async (_what, changes, path) => {
    const body = Array.isArray(changes) ? changes : partOf([values], changes);
    const refused = await upload(kind, operator.accessToken, body);
    expect(refused).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', path });
    expect(JSON.stringify([refused, lines])).not.toContain('canary');
  });
});
