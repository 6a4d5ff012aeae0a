import { Types, type mongo } from 'mongoose';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { startTestServer, type TestServer } from '../../support/server';
import { attendanceImport } from '../../../src/imports/attendance';
import { checkInvariants } from '../../../src/invariants/invariants';
import { SEOUL } from '../../support/attendance';

const YEARS = 5 * 365;
/** What is read of an account with a summary: the days since it, and the user's own rows. */
const DAYS_READ_MOST = 60;
const CHECK_IN = 'mutation { checkAttendance { created streak { current longest lastDay } } }';
const ME = '{ me { attendanceStreak { current longest lastDay } } }';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
});
afterAll(() => server.close());

interface Streak {
  current: number;
  longest: number;
  lastDay: string | null;
}

async function checkIn(actor: Actor): Promise<Streak> {
  const { data } = await actor.send<{ checkAttendance: { streak: Streak } }>(CHECK_IN);
  return data!.checkAttendance.streak;
}

async function streakOf(actor: Actor): Promise<Streak> {
  const { data } = await actor.send<{ me: { attendanceStreak: Streak } }>(ME);
  return data!.me.attendanceStreak;
}

/** Keys of check-ins that the database examined meanwhile, by its profiler. */
async function keysExamined(work: () => Promise<unknown>): Promise<number> {
  const db = server.database.connection.db!;
  await db.command({ profile: 0 });
  await db
    .collection('system.profile')
    .drop()
    .catch(() => undefined);
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const entries = await db
    .collection<mongo.Document>('system.profile')
    .find({ ns: /userattendances$|users$/ })
    .toArray();
  return entries.reduce((sum, entry) => sum + Number(entry.keysExamined ?? 0), 0);
}

async function withHistory(days: readonly string[]): Promise<Actor> {
  const alice = await server.actor('USER');
  await attend(server.database, alice.id, days);
  return alice;
}

const storedStreak = async (actor: Actor) =>
  (await server.database.users.findOne({ _id: new Types.ObjectId(actor.id) }))!.streak;

test('a check-in of an account with years of check-ins reads as much as one of a few weeks', async () => {
  const before = lastDays(server.clock.now(), YEARS).slice(0, -1);
  // One missing day, three years ago.
  const alice = await withHistory(before.filter((_, place) => place !== 700));
  const streak = { current: YEARS - 701, longest: YEARS - 701, lastDay: lastDays(server.clock.now(), 1)[0] };
  expect(await checkIn(alice)).toEqual(streak);
  await server.services.attendance.drained();

  expect(await keysExamined(async () => expect(await checkIn(alice)).toEqual(streak))).toBeLessThan(
    DAYS_READ_MOST,
  );
  expect(await keysExamined(async () => expect(await streakOf(alice)).toEqual(streak))).toBeLessThan(
    DAYS_READ_MOST,
  );
});

test('an account without old check-ins gets no summary', async () => {
  const alice = await withHistory(lastDays(server.clock.now(), 20));
  await checkIn(alice);
  await server.services.attendance.drained();
  expect(await storedStreak(alice)).toBeUndefined();
});

test('days that are imported into the past count in a streak that was summed up before', async () => {
  const days = lastDays(server.clock.now(), 200);
  const missing = days[50]!;
  const alice = await withHistory(days.filter((day) => day !== missing));
  expect(await checkIn(alice)).toMatchObject({ current: 149, longest: 149 });
  await server.services.attendance.drained();
  expect(await storedStreak(alice)).toHaveProperty('before');

  const kind = attendanceImport(server.database, SEOUL);
  const rows = [{ line: 2, values: { userId: alice.id, day: missing } }];
  const [judged] = await kind.judge(rows, server.clock.now(), true);
  const { document } = judged as { document: Parameters<typeof server.database.attendances.insertOne>[0] };
  await kind.whileInserting!([document as never], async () => {
    // A server that reads meanwhile neither trusts nor stores a summary.
    expect(await streakOf(alice)).toMatchObject({ current: 149 });
    await server.services.attendance.drained();
    expect(await storedStreak(alice)).not.toHaveProperty('before');
    await server.database.attendances.insertOne(document);
    expect(await streakOf(alice)).toMatchObject({ current: 200, longest: 200 });
  });
  expect(await streakOf(alice)).toMatchObject({ current: 200, longest: 200 });
  await server.services.attendance.drained();
  expect(await storedStreak(alice)).toHaveProperty('before');
});

test('invariants find a summary that the rows do not give', async () => {
  const days = lastDays(server.clock.now(), 100);
  const alice = await withHistory(days);
  await checkIn(alice);
  await server.services.attendance.drained();
  const rule = async () =>
    (await checkInvariants(server.database)).find(({ name }) => name === 'streaksMatchCheckIns')!;
  expect(await rule()).toMatchObject({ ok: true });

  await server.database.attendances.deleteOne({ userId: new Types.ObjectId(alice.id), day: days[10]! });
  expect(await rule()).toMatchObject({ ok: false, violations: 1, examples: [alice.id] });

  await server.database.users.updateOne({ _id: new Types.ObjectId(alice.id) }, { $unset: { streak: 1 } });
  expect(await checkIn(alice)).toMatchObject({ current: 89, longest: 89 });
  await server.services.attendance.drained();
  expect(await rule()).toMatchObject({ ok: true });
});
