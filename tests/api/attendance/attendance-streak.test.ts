import { Types } from 'mongoose';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let auditor: Actor;

beforeAll(async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
  auditor = await server.actor('AUDITOR');
});
beforeEach(() => server.clock.set('2026-06-01T03:00:00Z'));
afterAll(() => server.close());

async function attend(actor: Actor, ...days: string[]): Promise<void> {
  const userId = new Types.ObjectId(actor.id);
  await server.database.attendances.insertMany(
    days.map((day) => ({ _id: new Types.ObjectId(), userId, day, checkedAt: new Date(`${day}T03:00:00Z`) })),
  );
}

const ME = '{ me { attendanceStreak { current longest lastDay } } }';
const USERS =
  'query ($first: Int) { users(first: $first) { nodes { id attendanceStreak { current longest lastDay } } } }';

interface Streak {
  current: number;
  longest: number;
  lastDay: string | null;
}

async function streakOf(actor: Actor): Promise<Streak> {
  const { data } = await actor.send<{ me: { attendanceStreak: Streak } }>(ME);
  return data!.me.attendanceStreak;
}

test('nobody who never checked in has one', async () => {
  const alice = await server.actor('USER');
  expect(await streakOf(alice)).toEqual({ current: 0, longest: 0, lastDay: null });
});

test('a run lives until the end of the day after its last', async () => {
  const alice = await server.actor('USER');
  await attend(alice, '2026-05-28', '2026-05-30', '2026-05-31');
  const run = { longest: 2, lastDay: '2026-05-31' };
  server.clock.set('2026-06-01T14:59:59.999Z');
  expect(await streakOf(alice)).toEqual({ ...run, current: 2 });
  server.clock.set('2026-06-01T15:00:00.000Z');
  expect(await streakOf(alice)).toEqual({ ...run, current: 0 });
});

test('a page of users reads all their days in one call', async () => {
  const users = await Promise.all(Array.from({ length: 6 }, () => server.actor('USER')));
  await Promise.all(users.map((user) => attend(user, '2026-05-30', '2026-05-31')));
  await attend(users[0]!, '2026-06-01');

  const { data, errors } = await auditor.send<{
    users: { nodes: Array<{ id: string; attendanceStreak: Streak }> };
  }>(USERS, { first: 100 });
  expect(errors).toEqual([]);
  const byId = new Map(data!.users.nodes.map(({ id, attendanceStreak }) => [id, attendanceStreak]));
  expect(byId.get(users[0]!.id)).toEqual({ current: 3, longest: 3, lastDay: '2026-06-01' });
  expect(byId.get(users[5]!.id)).toEqual({ current: 2, longest: 2, lastDay: '2026-05-31' });

  const few = await commandsAbout(server, 'userattendances', () => auditor.send(USERS, { first: 2 }));
  const many = await commandsAbout(server, 'userattendances', () => auditor.send(USERS, { first: 100 }));
  expect(few).toEqual(['aggregate']);
  expect(many).toEqual(['aggregate']);
});
