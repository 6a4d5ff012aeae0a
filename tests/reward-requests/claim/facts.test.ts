import { Types, type mongo } from 'mongoose';
import type { Database } from '../../../src/database/connection';
import { buildIndexes } from '../../../src/database/indexes';
import { extendSummary } from '../../../src/attendance/streak-summary';
import { countedDays } from '../../../src/domain/event-window';
import { COUNTED_DAYS_MAX } from '../../../src/domain/limits';
import { addDays } from '../../../src/domain/service-calendar';
import { openDatabase } from '../../../src/features';
import { readClaimFacts } from '../../../src/reward-requests/claim/facts';
import type { RewardRequest } from '../../../src/reward-requests/reward-request.model';
import { freshDatabaseUri, startTestServer } from '../../support/server';

const FIRST_DAY = '2025-01-01';
const HISTORY_DAYS = 300;
const WINDOW_DAYS = 5;
const USERS = 20;
const EVENTS = 12;
const PAID_ELSEWHERE = 30;

// Without a server, whose background jobs would read as well.
let database: Database;
let db: mongo.Db;
beforeAll(async () => {
  // With a monitor, without which the clients report no commands.
  database = await openDatabase(freshDatabaseUri(), () => undefined);
  await buildIndexes(database);
  db = database.claimsDb;
});
afterAll(async () => {
  await database.connection.dropDatabase();
  await database.close();
});

const ids = (count: number) => Array.from({ length: count }, () => new Types.ObjectId());

function userRow(_id: Types.ObjectId) {
  const username = _id.toHexString();
  const of = { username, usernameKey: username, passwordHash: '', role: 'USER', adminN: 0 };
  return { _id, ...of, createdAt: new Date('2024-01-01'), disabledAt: null, logins: [] };
}

/** Each event has five days of its own. */
function eventRow(_id: Types.ObjectId, place: number, conditions: object[]) {
  const firstDay = addDays(FIRST_DAY, place * 7);
  return {
    ...{ _id, title: 'Five days', description: 'Five days of its own', payout: 'AUTO', active: true },
    ...{ firstDay, lastDay: addDays(firstDay, WINDOW_DAYS - 1), startAt: new Date(firstDay), endAt: null },
    ...{ conditions, rewards: [], holds: [], version: 1, deltaN: 0, frozenAt: null, archivedAt: null },
    ...{ createdAt: new Date(firstDay), createdById: new Types.ObjectId() },
  };
}

const TOTAL = { id: new Types.ObjectId(), kind: 'TOTAL_ATTENDANCE', target: 3, requiredEventId: null };
const rewarded = (requiredEventId: Types.ObjectId) => ({
  ...{ id: new Types.ObjectId(), kind: 'EVENT_REWARDED', target: 1, requiredEventId },
});

function requestRow(userId: Types.ObjectId, eventId: Types.ObjectId, fields: Partial<RewardRequest>) {
  return { _id: new Types.ObjectId(), userId, eventId, attempt: 1, requestedAt: new Date(), ...fields };
}

/** The last day that the tests store anything for. */
const TODAY = '2026-05-31';
const queryOf = (userId: Types.ObjectId, eventId: Types.ObjectId) => ({ userId, eventId, today: TODAY });

async function insert(collection: string, rows: object[]): Promise<void> {
  await db.collection(collection).insertMany(rows);
}

/** Users with a long history, and events that ask for five days of it. */
async function seed(conditionsOf: (place: number) => object[] = () => [TOTAL]) {
  const [users, events, past] = [ids(USERS), ids(EVENTS), ids(PAID_ELSEWHERE)];
  await insert('users', users.map(userRow));
  await insert(
    'events',
    events.map((id, place) => eventRow(id, place, conditionsOf(place))),
  );
  await insert(
    'userattendances',
    users.flatMap((userId) =>
      Array.from({ length: HISTORY_DAYS }, (_, place) => {
        const day = addDays(FIRST_DAY, place);
        return { userId, day, checkedAt: new Date(day) };
      }),
    ),
  );
  await insert(
    'rewardrequests',
    users.flatMap((userId) => past.map((eventId) => requestRow(userId, eventId, { status: 1 }))),
  );
  return { users, events, past };
}

/** What the database looked at for the calls that `work` made, by its own profiler. */
async function examined(work: () => Promise<unknown>) {
  await db.command({ profile: 2 });
  await work();
  await db.command({ profile: 0 });
  const calls = await db
    .collection('system.profile')
    .find({ 'command.profile': { $exists: false } })
    .toArray();
  await db.dropCollection('system.profile');
  const sum = (field: string) => calls.reduce((total, call) => total + Number(call[field] ?? 0), 0);
  return { keys: sum('keysExamined'), documents: sum('docsExamined'), calls: calls.length };
}

test('a batch reads for each claim its own days and rows, whatever the others and the past hold', async () => {
  const { users, events } = await seed();
  const queries = users.map((userId, place) => queryOf(userId, events[place % EVENTS]!));
  const facts = await readClaimFacts(db, queries);
  facts.forEach(({ event, attendedDays }) => {
    const days = Array.from({ length: WINDOW_DAYS }, (_, place) => addDays(event!.firstDay, place));
    expect(attendedDays).toEqual(days);
  });
  const { keys, documents } = await examined(() => readClaimFacts(db, queries));
  // Its user, its event, its days; for each range one key more, which ends it.
  expect(keys).toBeLessThanOrEqual(USERS * (WINDOW_DAYS + 8));
  expect(documents).toBeLessThanOrEqual(USERS * 2);
});

test('rows of a batch whose pairs are paid are read once each', async () => {
  const { users, events } = await seed();
  await insert(
    'rewardrequests',
    users.flatMap((userId) => events.map((eventId) => requestRow(userId, eventId, { status: 1 }))),
  );
  const queries = users.map((userId, place) => queryOf(userId, events[place % EVENTS]!));
  const facts = await readClaimFacts(db, queries);
  expect(facts.map(({ live }) => live?.eventId)).toEqual(queries.map(({ eventId }) => eventId));
  const { keys, documents } = await examined(() => readClaimFacts(db, queries));
  expect(keys).toBeLessThanOrEqual(USERS * (WINDOW_DAYS + 10));
  expect(documents).toBeLessThanOrEqual(USERS * 4);
});

test('required events are read for the users who claim an event that requires them', async () => {
  const required = ids(EVENTS);
  const { users, events } = await seed((place) => [rewarded(required[place]!)]);
  await insert(
    'rewardrequests',
    users.flatMap((userId) => required.map((eventId) => requestRow(userId, eventId, { status: 1 }))),
  );
  const queries = users.map((userId, place) => queryOf(userId, events[place % EVENTS]!));
  const facts = await readClaimFacts(db, queries);
  facts.forEach(({ rewardedEventIds }, place) =>
    expect([...rewardedEventIds]).toEqual([required[place % EVENTS]!.toHexString()]),
  );
  const { keys, documents } = await examined(() => readClaimFacts(db, queries));
  expect(keys).toBeLessThanOrEqual(USERS * 10);
  expect(documents).toBeLessThanOrEqual(USERS * 3);
});

// Claim invariants: C20.
test('the number of the next attempt comes from the newest row, however many rows one user has', async () => {
  const { users, events } = await seed();
  const ROWS = 5_000;
  await insert(
    'rewardrequests',
    Array.from({ length: ROWS }, (_, place) =>
      requestRow(users[0]!, events[0]!, {
        ...{ status: 2, failureCode: 'CONDITIONS_NOT_MET', attempt: place + 1 },
        requestedAt: new Date(Date.UTC(2026, 0, 1) + place * 1_000),
      }),
    ),
  );
  await insert('rewardrequests', [
    requestRow(users[USERS - 1]!, events[0]!, { status: 2, failureCode: 'REJECTED', attempt: 7 }),
  ]);
  const queries = users.map((userId) => queryOf(userId, events[0]!));
  const facts = await readClaimFacts(db, queries);
  expect(facts.map(({ newest }) => newest?.attempt ?? 0)).toEqual([
    ROWS,
    ...Array<number>(USERS - 2).fill(0),
    7,
  ]);
  const { keys, documents } = await examined(() => readClaimFacts(db, queries));
  expect(keys).toBeLessThanOrEqual(USERS * (WINDOW_DAYS + 16));
  expect(documents).toBeLessThanOrEqual(USERS * 8);
});

test('the live rows are read by the guard index at the very pairs of the batch', async () => {
  const [users, events] = [ids(6), ids(3)];
  const sent: mongo.Document[] = [];
  const note = ({ command }: mongo.CommandStartedEvent) => sent.push(command);
  database.claims.on('commandStarted', note);
  await readClaimFacts(
    db,
    users.map((userId, place) => queryOf(userId, events[place % 3]!)),
  );
  database.claims.off('commandStarted', note);
  const { aggregate, pipeline, hint } = sent.find((command) => command.hint === 'userId_1_eventId_1')!;
  expect(aggregate).toBe('rewardrequests');
  const explained = await db.command({
    explain: { aggregate, pipeline: pipeline.slice(0, 1), hint, cursor: {} },
    verbosity: 'queryPlanner',
  });
  const bounds = indexBoundsIn(explained.queryPlanner.winningPlan);
  expect(bounds).toHaveLength(3);
  for (const { userId, eventId } of bounds) {
    expect(userId).toHaveLength(2);
    expect(eventId).toHaveLength(1);
    for (const bound of [...userId!, ...eventId!]) {
      expect(bound).toMatch(/^\[ObjectId\('(\w+)'\), ObjectId\('\1'\)\]$/);
    }
  }
});

function indexBoundsIn(node: unknown): Array<Record<string, string[]>> {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(indexBoundsIn);
  const { stage, indexBounds, ...rest } = node as Record<string, unknown>;
  return [
    ...(stage === 'IXSCAN' ? [indexBounds as Record<string, string[]>] : []),
    ...Object.values(rest).flatMap(indexBoundsIn),
  ];
}

test('a day counts once although its unique index is gone and it was stored three times', async () => {
  const own = await startTestServer();
  const { attendances, claimsDb } = own.database;
  await attendances.dropIndex('userId_1_day_1');
  const [userId, eventId] = ids(2) as [Types.ObjectId, Types.ObjectId];
  await claimsDb.collection('users').insertOne(userRow(userId));
  await claimsDb.collection('events').insertOne(eventRow(eventId, 0, [TOTAL]));
  await claimsDb
    .collection('userattendances')
    .insertMany(Array.from({ length: 3 }, () => ({ userId, day: FIRST_DAY, checkedAt: new Date() })));
  const [facts] = await readClaimFacts(claimsDb, [queryOf(userId, eventId)]);
  expect(facts!.attendedDays).toEqual([FIRST_DAY]);
  await own.close();
});

test('a user who claims many events at once has the days of each', async () => {
  const { users, events } = await seed();
  const queries = events.map((eventId) => queryOf(users[0]!, eventId));
  const facts = await readClaimFacts(db, queries);
  for (const { event, attendedDays } of facts) {
    expect([attendedDays[0], attendedDays.at(-1)]).toEqual([event!.firstDay, event!.lastDay]);
    expect(attendedDays).toHaveLength(WINDOW_DAYS);
  }
});

describe('an account of five years', () => {
  const OLD_DAY = '2021-06-01';
  const YEARS_DAYS = 1_826;
  let users: Types.ObjectId[];
  beforeAll(async () => {
    users = ids(4);
    await insert('users', users.map(userRow));
    const days = Array.from({ length: YEARS_DAYS }, (_, place) => addDays(OLD_DAY, place));
    for (const userId of users) {
      const rows = days.map((day) => ({ userId, day, checkedAt: new Date(day) }));
      await insert('userattendances', rows);
    }
  });

  test('costs a claim on an event without an end at most two years of days', async () => {
    const [eventId] = ids(1) as [Types.ObjectId];
    await insert('events', [
      { ...eventRow(eventId, 0, [TOTAL]), firstDay: OLD_DAY, startAt: new Date(OLD_DAY), lastDay: null },
    ]);
    const queries = users.map((userId) => queryOf(userId, eventId));
    const facts = await readClaimFacts(db, queries);
    for (const { attendedDays } of facts) {
      expect(attendedDays).toHaveLength(COUNTED_DAYS_MAX);
      expect(attendedDays.at(-1)).toBe(addDays(OLD_DAY, YEARS_DAYS - 1));
    }
    const { keys } = await examined(() => readClaimFacts(db, queries));
    expect(keys).toBeLessThanOrEqual(users.length * (COUNTED_DAYS_MAX + 8));
  });

  test('costs claims on short events the days of these, however long ago the others were', async () => {
    const events = ids(2);
    await insert(
      'events',
      events.map((id, place) => {
        const firstDay = addDays(OLD_DAY, place * 1_800);
        return { ...eventRow(id, 0, [TOTAL]), firstDay, lastDay: addDays(firstDay, WINDOW_DAYS - 1) };
      }),
    );
    const queries = users.flatMap((userId) => events.map((eventId) => queryOf(userId, eventId)));
    for (const { event, attendedDays } of await readClaimFacts(db, queries)) {
      expect([attendedDays[0], attendedDays.at(-1)]).toEqual([event!.firstDay, event!.lastDay]);
    }
    const { keys } = await examined(() => readClaimFacts(db, queries));
    expect(keys).toBeLessThanOrEqual(queries.length * (WINDOW_DAYS + 8));
  });

  describe('with a summary', () => {
    // Two thirds of all days, in no regular order.
    const attended = Array.from({ length: YEARS_DAYS }, (_, place) => addDays(OLD_DAY, place)).filter(
      (_, place) => (place * 7_919) % 31 < 20,
    );
    const BEFORE = '2026-04-16';
    let userId: Types.ObjectId;
    beforeAll(async () => {
      [userId] = ids(1) as [Types.ObjectId];
      const old = attended.filter((day) => day < BEFORE);
      const streak = extendSummary(undefined, old, BEFORE, new Set());
      await insert('users', [{ ...userRow(userId), streak }]);
      await insert(
        'userattendances',
        attended.map((day) => ({ userId, day, checkedAt: new Date(day) })),
      );
    });

    const claimOf = async (firstDay: string, lastDay: string | null) => {
      const [eventId] = ids(1) as [Types.ObjectId];
      await insert('events', [{ ...eventRow(eventId, 0, [TOTAL]), firstDay, lastDay }]);
      return queryOf(userId, eventId);
    };

    test.each([
      ['that goes on', '2025-01-01', null],
      ['that ends later', '2026-03-03', '2026-06-30'],
      ['that began after it', '2026-05-01', null],
      ['that began on its end', BEFORE, null],
      ['that ended before its end', '2025-06-01', '2026-02-01'],
      ['that ended on the day before its end', '2026-01-01', addDays(BEFORE, -1)],
      ['of two years that go on', OLD_DAY, null],
      ['of two years that ended before what it holds', OLD_DAY, '2025-01-31'],
      ['longer ago than it holds', '2021-07-01', '2021-08-01'],
    ])('an event %s has the days of the rows', async (_, firstDay, lastDay) => {
      const query = await claimOf(firstDay, lastDay);
      const { first, last } = countedDays({ firstDay, lastDay }, TODAY);
      const [facts] = await readClaimFacts(db, [query]);
      expect(facts!.attendedDays).toEqual(
        attended.filter((day) => day >= first && (last === null || day <= last)),
      );
      expect(facts!.attendedDays.length).toBeGreaterThan(15);
    });

    test('several events of one user have each its own days', async () => {
      const queries = [
        await claimOf('2025-06-01', null),
        await claimOf('2021-07-01', '2021-08-01'),
        await claimOf('2026-05-01', '2026-05-20'),
      ];
      for (const { event, attendedDays } of await readClaimFacts(db, queries)) {
        const { firstDay, lastDay } = event!;
        expect(attendedDays).toEqual(attended.filter((day) => day >= firstDay && day <= (lastDay ?? TODAY)));
      }
    });

    test('a claim reads the days since its end', async () => {
      const query = await claimOf('2025-01-01', null);
      await readClaimFacts(db, [query]);
      const { keys } = await examined(() => readClaimFacts(db, [query]));
      expect(keys).toBeLessThanOrEqual(attended.filter((day) => day >= BEFORE).length + 10);
    });
  });
});
