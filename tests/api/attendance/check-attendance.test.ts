import { Types } from 'mongoose';
import type { Role } from '../../../src/domain/viewer';
import { CheckAttendanceDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(() => server.clock.set('2026-06-01T03:00:00Z'));
afterAll(() => server.close());

async function checkIn(actor: Actor) {
  const { checkAttendance } = await actor.run(CheckAttendanceDocument);
  return checkAttendance!;
}

/** Logs in anew, for the token of another day has expired. */
async function checkInAt(actor: Actor, wallClockInSeoul: string) {
  server.clock.set(`${wallClockInSeoul}:00+09:00`);
  const { username, password } = actor;
  const login = await actor.send<{ login: { tokens: { accessToken: string } } }>(
    'mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }',
    { input: { username, password } },
  );
  if (login.errors.length > 0) throw new Error(JSON.stringify(login.errors));
  actor.accessToken = login.data!.login.tokens.accessToken;
  return checkIn(actor);
}

async function rowsOf(actor: Actor) {
  const userId = new Types.ObjectId(actor.id);
  return server.database.attendances.find({ userId }).sort({ day: 1 }).toArray();
}

describe('the day of a check-in', () => {
  test('is the service day of the instant at which it arrived', async () => {
    server.clock.set('2026-05-31T14:59:59.999Z');
    const alice = await server.actor('USER');
    const last = await checkIn(alice);
    server.clock.set('2026-05-31T15:00:00.000Z');
    const first = await checkIn(alice);

    expect(last).toMatchObject({ created: true, attendance: { day: '2026-05-31' } });
    expect(first).toMatchObject({
      created: true,
      attendance: { day: '2026-06-01', checkedAt: '2026-05-31T15:00:00.000Z', user: { id: alice.id } },
      streak: { current: 2, longest: 2, lastDay: '2026-06-01' },
    });
    expect(await rowsOf(alice)).toEqual([
      expect.objectContaining({ day: '2026-05-31', checkedAt: new Date('2026-05-31T14:59:59.999Z') }),
      expect.objectContaining({ day: '2026-06-01', checkedAt: new Date('2026-05-31T15:00:00.000Z') }),
    ]);
  });

  test('a repeat on the day finds the same row', async () => {
    const alice = await server.actor('USER');
    const first = await checkIn(alice);
    server.clock.advance({ minutes: 5 });
    const repeat = await checkIn(alice);

    expect(repeat).toEqual({ ...first, created: false });
    expect(await rowsOf(alice)).toHaveLength(1);
  });

  test('three check-ins in one second are not three days', async () => {
    const alice = await server.actor('USER');
    await checkIn(alice);
    server.clock.advance({ milliseconds: 400 });
    await checkIn(alice);
    server.clock.advance({ milliseconds: 400 });
    expect((await checkIn(alice)).streak).toEqual({ current: 1, longest: 1, lastDay: '2026-06-01' });
    expect(await rowsOf(alice)).toHaveLength(1);
  });
});

describe('the streak', () => {
  test.each([
    ['Monday 09:00 and Wednesday 08:59 are not consecutive', '2026-06-01T09:00', '2026-06-03T08:59', 1],
    ['Monday 23:59 and Tuesday 00:01 are consecutive', '2026-06-01T23:59', '2026-06-02T00:01', 2],
    ['in 2026 February 28 is followed by March 1', '2026-02-28T12:00', '2026-03-01T12:00', 2],
    ['in 2028 it is not', '2028-02-28T12:00', '2028-03-01T12:00', 1],
  ])('%s', async (_rule, one, other, current) => {
    server.clock.set(`${one}:00+09:00`);
    const alice = await server.actor('USER');
    await checkInAt(alice, one);
    const { streak } = await checkInAt(alice, other);
    expect(streak.current).toBe(current);
  });

  test('a missed day ends the run, and the longest one stays', async () => {
    server.clock.set('2026-05-20T00:00:00Z');
    const alice = await server.actor('USER');
    for (const day of ['20', '21', '22', '31']) await checkInAt(alice, `2026-05-${day}T12:00`);
    expect((await checkInAt(alice, '2026-06-01T12:00')).streak).toEqual({
      current: 2,
      longest: 3,
      lastDay: '2026-06-01',
    });
  });
});

describe('many at once', () => {
  test('50 parallel check-ins of one user make one row, and one of them made it', async () => {
    const alice = await server.actor('USER');
    const answers = await Promise.all(Array.from({ length: 50 }, () => checkIn(alice)));

    const rows = await rowsOf(alice);
    expect(rows).toHaveLength(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(answers.map(({ attendance }) => attendance!.id))).toEqual(
      new Set([rows[0]!._id.toHexString()]),
    );
    expect(new Set(answers.map(({ streak }) => streak.current))).toEqual(new Set([1]));
  });

  test('a check-in costs two database calls', async () => {
    const alice = await server.actor('USER');
    const calls = await commandsAbout(server, alice.id, () =>
      alice.send('mutation { checkAttendance { created streak { longest } } }'),
    );
    expect(calls).toEqual(['aggregate', 'insert']);
    expect(await rowsOf(alice)).toHaveLength(1);
  });

  test('a repeat costs one', async () => {
    const alice = await server.actor('USER');
    await checkIn(alice);
    const calls = await commandsAbout(server, alice.id, () =>
      alice.send('mutation { checkAttendance { created streak { longest } } }'),
    );
    expect(calls).toEqual(['aggregate']);
  });

  test('those who come together share their calls', async () => {
    const users = await Promise.all(Array.from({ length: 30 }, () => server.actor('USER')));
    const calls = await commandsAbout(server, 'userattendances', () =>
      Promise.all(users.map((user) => user.send('mutation { checkAttendance { created } }'))),
    );
    expect(calls.length).toBeLessThan(30);
    for (const user of users) expect(await rowsOf(user)).toHaveLength(1);
  });
});

describe('who may', () => {
  test('nobody who is not signed in', async () => {
    const error = await server.anonymous.refused(CheckAttendanceDocument, undefined, 'UNAUTHENTICATED');
    expect(error.path).toEqual(['checkAttendance']);
  });

  test.each<Role>(['OPERATOR', 'AUDITOR', 'ADMIN'])('no %s', async (role) => {
    const actor = await server.actor(role);
    await actor.refused(CheckAttendanceDocument, undefined, 'FORBIDDEN');
    expect(await rowsOf(actor)).toEqual([]);
  });

  test('no user whose role has just been changed', async () => {
    const alice = await server.actor('USER');
    await change(alice, { role: 'AUDITOR' });
    await alice.refused(CheckAttendanceDocument, undefined, 'FORBIDDEN');
    expect(await rowsOf(alice)).toEqual([]);
  });

  test('no user who has just been disabled', async () => {
    const alice = await server.actor('USER');
    await change(alice, { disabled: true });
    await alice.refused(CheckAttendanceDocument, undefined, 'UNAUTHENTICATED');
    expect(await rowsOf(alice)).toEqual([]);
  });

  test('no user whose login has ended', async () => {
    const alice = await server.actor('USER');
    await server.database.users.updateOne({ _id: new Types.ObjectId(alice.id) }, { $set: { logins: [] } });
    await alice.refused(CheckAttendanceDocument, undefined, 'UNAUTHENTICATED');
    expect(await rowsOf(alice)).toEqual([]);
  });

  test('one who may not takes nobody along who came at the same time', async () => {
    const [alice, operator, bob] = await Promise.all([
      server.actor('USER'),
      server.actor('OPERATOR'),
      server.actor('USER'),
    ]);
    const [first, , second] = await Promise.all([
      checkIn(alice),
      operator.refused(CheckAttendanceDocument, undefined, 'FORBIDDEN'),
      checkIn(bob),
    ]);
    expect([first.created, second.created]).toEqual([true, true]);
    expect(await rowsOf(operator)).toEqual([]);
  });
});

async function change(actor: Actor, set: { role: Role } | { disabled: boolean }): Promise<void> {
  await server.services.admins.change({
    userId: actor.id,
    set,
    actor: null,
    reason: null,
    now: server.clock.now(),
  });
}
