import { mongo, Types } from 'mongoose';
import { RequestRewardDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { createEvent } from '../../support/events';
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

/** Imports one day of a user, with something before and after its row is inserted. */
async function importDay(
  actor: Actor,
  day: string,
  { before, after }: { before?: () => Promise<void>; after?: () => Promise<void> } = {},
): Promise<void> {
  const kind = attendanceImport(server.database, SEOUL);
  const rows = [{ line: 2, values: { userId: actor.id, day } }];
  const [judged] = await kind.judge(rows, server.clock.now(), true);
  const { document } = judged as { document: Parameters<typeof server.database.attendances.insertOne>[0] };
  await kind.whileInserting!([document as never], async () => {
    await before?.();
    await server.database.attendances.insertOne(document);
    await after?.();
  });
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
  expect(await storedStreak(alice)).not.toHaveProperty('before');
});

test('days that are imported into the past count in a streak that was summed up before', async () => {
  const days = lastDays(server.clock.now(), 200);
  const missing = days[50]!;
  const alice = await withHistory(days.filter((day) => day !== missing));
  expect(await checkIn(alice)).toMatchObject({ current: 149, longest: 149 });
  await server.services.attendance.drained();
  expect(await storedStreak(alice)).toHaveProperty('before');

  await importDay(alice, missing, {
    // A server that reads meanwhile neither trusts nor stores a summary.
    before: async () => {
      expect(await streakOf(alice)).toMatchObject({ current: 149 });
      await server.services.attendance.drained();
      expect(await storedStreak(alice)).not.toHaveProperty('before');
    },
    after: async () => expect(await streakOf(alice)).toMatchObject({ current: 200, longest: 200 }),
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

describe('claims of an account with old check-ins', () => {
  const HISTORY = 200;
  let operator: Actor;
  beforeAll(async () => {
    operator = await server.actor('OPERATOR');
  });

  /** An event that began before all of the history. */
  async function openEvent(target: number): Promise<string> {
    const startAt = new Date(server.clock.now().getTime() - (HISTORY + 50) * 86_400_000).toISOString();
    return (await createEvent(operator, { startAt, conditions: [{ kind: 'TOTAL_ATTENDANCE', target }] })).id;
  }

  async function claim(actor: Actor, target: number) {
    const eventId = await openEvent(target);
    const { data } = await actor.ask(RequestRewardDocument, { input: { eventId } });
    await server.services.attendance.drained();
    return data!.requestReward!.request!;
  }

  test('the first stores the summary, and the others read the days since', async () => {
    const days = lastDays(server.clock.now(), HISTORY);
    const alice = await withHistory(days);
    const evidence = [{ current: HISTORY, met: true, days: days.slice(0, 100) }];
    expect(await claim(alice, 100)).toMatchObject({ status: 'SUCCESS', evidence });
    expect(await storedStreak(alice)).toHaveProperty('days');

    let request: unknown;
    const keys = await keysExamined(async () => {
      request = await claim(alice, 100);
    });
    expect(request).toMatchObject({ status: 'SUCCESS', evidence });
    expect(keys).toBeLessThan(DAYS_READ_MOST);
  });

  test('a summary of a former release, which holds no days, is replaced', async () => {
    const alice = await withHistory(lastDays(server.clock.now(), HISTORY));
    expect(await claim(alice, HISTORY)).toMatchObject({ status: 'SUCCESS' });
    const stored = await storedStreak(alice);
    await server.database.users.updateOne(
      { _id: new Types.ObjectId(alice.id) },
      { $unset: { 'streak.days': 1 } },
    );
    expect(await claim(alice, HISTORY)).toMatchObject({ status: 'SUCCESS' });
    expect(await storedStreak(alice)).toEqual(stored);

    await server.database.users.updateOne(
      { _id: new Types.ObjectId(alice.id) },
      { $unset: { 'streak.days': 1 } },
    );
    await checkIn(alice);
    await server.services.attendance.drained();
    expect(await storedStreak(alice)).toEqual(stored);
  });

  test('a day that is imported into the past counts in the next claim', async () => {
    const days = lastDays(server.clock.now(), HISTORY);
    const missing = days[50]!;
    const alice = await withHistory(days.filter((day) => day !== missing));
    expect(await claim(alice, HISTORY)).toMatchObject({ failureCode: 'CONDITIONS_NOT_MET' });
    expect(await storedStreak(alice)).toHaveProperty('days');
    await importDay(alice, missing);
    expect(await claim(alice, HISTORY)).toMatchObject({ status: 'SUCCESS' });
  });

  test('an account that an import holds gets no summary by a claim', async () => {
    const days = lastDays(server.clock.now(), HISTORY);
    const alice = await withHistory(days.slice(1));
    await importDay(alice, days[0]!, {
      before: async () => {
        await claim(alice, 10);
        expect(await storedStreak(alice)).toEqual({ held: true });
      },
    });
    expect(await claim(alice, HISTORY)).toMatchObject({ status: 'SUCCESS' });
  });

  test('invariants find a summary whose days are other ones', async () => {
    const alice = await withHistory(lastDays(server.clock.now(), HISTORY));
    await claim(alice, HISTORY);
    const _id = new Types.ObjectId(alice.id);
    const { days } = (await storedStreak(alice))!;
    const rule = async () =>
      (await checkInvariants(server.database)).find(({ name }) => name === 'streaksMatchCheckIns')!;
    const forged = Buffer.from(days!.buffer);
    forged[3]! ^= 0b100;
    await server.database.users.updateOne({ _id }, { $set: { 'streak.days': new mongo.Binary(forged) } });
    expect(await rule()).toMatchObject({ ok: false, violations: 1, examples: [alice.id] });
    await server.database.users.updateOne({ _id }, { $set: { 'streak.days': days } });
    expect(await rule()).toMatchObject({ ok: true });
  });
});
