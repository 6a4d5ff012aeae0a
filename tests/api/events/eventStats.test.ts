import { Types } from 'mongoose';
import { EventStatsReader } from '../../../src/events/event-stats';
import { serviceDayOf, type ServiceCalendar } from '../../../src/domain/service-calendar';
import { EventStatsDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const id = () => new Types.ObjectId();
const HOUR_MS = 3_600_000;

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

interface Row {
  readonly requestedAt: Date;
  readonly status: number;
  readonly failureCode: string | null;
  readonly userId: Types.ObjectId;
  readonly revokedAt?: Date;
}

async function insertRows(eventId: Types.ObjectId, rows: readonly Row[]): Promise<void> {
  await server.database.requests.insertMany(rows.map((row) => ({ _id: id(), eventId, ...row })) as never);
}

const failed = (requestedAt: string, failureCode: string, userId = id()): Row => ({
  ...{ requestedAt: new Date(requestedAt), status: 2, failureCode, userId },
});
const live = (requestedAt: string, status: 0 | 1, userId = id()): Row => ({
  ...{ requestedAt: new Date(requestedAt), status, failureCode: null, userId },
});

async function statsOf(eventId: string) {
  const { event } = await operator.run(EventStatsDocument, { id: eventId });
  return event?.stats;
}

test('an event that nobody came to has nothing but zeros', async () => {
  const event = await createEvent(operator, {
    startAt: '2027-01-01T00:00:00Z',
    endAt: '2027-02-01T00:00:00Z',
  });
  expect(await statsOf(event.id)).toEqual({
    ...{ attendees: 0, requesters: 0, pending: 0, succeeded: 0, revoked: 0, failed: 0 },
    ...{ failures: [], days: [] },
  });
});

test('requests are counted by status, reason and service day, and a user who retries is one requester', async () => {
  const event = await createEvent(operator);
  const alice = id();
  await insertRows(new Types.ObjectId(event.id), [
    // 23:59 and 00:00 in Seoul.
    failed('2026-05-31T14:59:59.999Z', 'CONDITIONS_NOT_MET', alice),
    failed('2026-05-31T15:00:00.000Z', 'CONDITIONS_NOT_MET', alice),
    live('2026-06-01T01:00:00Z', 1, alice),
    { ...live('2026-06-01T02:00:00Z', 1), revokedAt: new Date('2026-06-02T01:00:00Z') },
    live('2026-06-01T14:59:59.999Z', 0),
    failed('2026-06-03T01:00:00Z', 'OUT_OF_STOCK'),
  ]);
  // Of another event, and of none.
  await insertRows(id(), [{ ...live('2026-06-01T01:00:00Z', 1), revokedAt: new Date() }]);
  await server.database.requests.insertOne({ _id: id(), tombstone: true } as never);

  expect(await statsOf(event.id)).toEqual({
    ...{ attendees: 0, requesters: 4, pending: 1, succeeded: 2, revoked: 1, failed: 3 },
    failures: [
      { code: 'CONDITIONS_NOT_MET', count: 2 },
      { code: 'OUT_OF_STOCK', count: 1 },
    ],
    days: [
      { day: '2026-05-31', requested: 1, succeeded: 0, failed: 1 },
      { day: '2026-06-01', requested: 4, succeeded: 2, failed: 1 },
      { day: '2026-06-03', requested: 1, succeeded: 0, failed: 1 },
    ],
  });
});

test('attendees are the distinct users of the window, both its days included', async () => {
  const [alice, bob, carol] = [id(), id(), id()];
  // In Seoul from the noon of the 1st to the midnight before the 4th.
  const event = await createEvent(operator, {
    startAt: '2030-03-01T03:00:00Z',
    endAt: '2030-03-03T15:00:00Z',
  });
  const open = await createEvent(operator, { startAt: '2030-03-03T03:00:00Z', endAt: null });
  const days: Array<[Types.ObjectId, string]> = [
    [alice, '2030-03-01'],
    [alice, '2030-03-02'],
    [bob, '2030-03-03'],
    [carol, '2030-02-28'],
    [carol, '2030-03-04'],
  ];
  await server.database.attendances.insertMany(
    days.map(([userId, day]) => ({ _id: id(), userId, day, checkedAt: new Date(`${day}T03:00:00Z`) })),
  );
  expect(await statsOf(event.id)).toMatchObject({ attendees: 2 });
  expect(await statsOf(open.id)).toMatchObject({ attendees: 2 });
});

test('attendees of a long window cost no more keys for years of check-ins than for a week', async () => {
  const userId = id();
  const first = Date.parse('2020-01-01T03:00:00Z');
  const days = Array.from({ length: 1_000 }, (_, n) => new Date(first + n * 24 * HOUR_MS));
  await server.database.attendances.insertMany(
    days.map((checkedAt) => ({ _id: id(), userId, day: checkedAt.toISOString().slice(0, 10), checkedAt })),
  );
  const event = await createEvent(operator, {
    startAt: '2020-01-01T03:00:00Z',
    endAt: '2022-12-31T03:00:00Z',
  });
  const db = server.database.connection.db!;
  await db.command({ profile: 2 });
  expect(await statsOf(event.id)).toMatchObject({ attendees: 1 });
  await db.command({ profile: 0 });
  const [count] = await db
    .collection('system.profile')
    .find({ ns: /userattendances$/, 'command.aggregate': 'userattendances' })
    .toArray();
  expect(count!.docsExamined).toBe(0);
  // Two for each user who ever checked in, and this file has a few.
  expect(count!.keysExamined).toBeLessThan(40);
});

test('the requests of a large event are counted in the keys of indexes, without reading a request', async () => {
  const event = await createEvent(operator);
  const users = Array.from({ length: 10 }, id);
  const first = Date.parse('2026-06-01T01:00:00Z');
  const rows = Array.from({ length: 20_001 }, (_, n) => ({
    ...failed('2026-06-01T01:00:00Z', 'CONDITIONS_NOT_MET', users[n % users.length]),
    requestedAt: new Date(first + n),
  }));
  await insertRows(new Types.ObjectId(event.id), rows);
  const db = server.database.connection.db!;
  await db.dropCollection('system.profile');
  await db.command({ profile: 2 });
  expect(await statsOf(event.id)).toMatchObject({ requesters: users.length, failed: rows.length });
  await db.command({ profile: 0 });
  const reads = await db
    .collection('system.profile')
    .find({ ns: /rewardrequests$/, 'command.aggregate': 'rewardrequests' })
    .toArray();
  expect(reads.map(({ docsExamined }) => docsExamined as number)).toEqual([0, 0, 0, 0]);
});

test('an operation asks for the statistics of three events at most', async () => {
  const ask = (first: number) =>
    operator.send(`{ events(first: ${first}) { nodes { stats { attendees } } } }`);
  expect((await ask(3)).errors).toEqual([]);
  expect((await ask(4)).errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
});

test('a user reads no statistics', async () => {
  const event = await createEvent(operator);
  const alice = await server.actor('USER');
  await alice.refused(EventStatsDocument, { id: event.id }, 'FORBIDDEN');
  const { data } = await alice.ask(EventStatsDocument, { id: event.id });
  expect(data?.event).toEqual({ id: event.id, requestCounts: null, stats: null });
});

test('each event of a page costs four counts', async () => {
  const events = await Promise.all(Array.from({ length: 3 }, () => createEvent(operator, { title: 'Page' })));
  for (const event of events) {
    await insertRows(new Types.ObjectId(event.id), [live('2026-06-01T01:00:00Z', 1)]);
  }
  const calls = (first: number) =>
    commandsAbout(server, 'aggregate', async () => {
      const { data } = await operator.send<{ events: { nodes: Array<{ stats: { succeeded: number } }> } }>(
        `{ events(first: ${first}, filter: { titleContains: "Page" }) { nodes { id stats { succeeded days { day } } } } }`,
      );
      expect(data?.events.nodes).toHaveLength(first);
    });
  expect(await calls(1)).toHaveLength(4);
  expect(await calls(3)).toHaveLength(12);
});

describe('days are those of the service calendar, never of the database', () => {
  const calendars: Array<[string, number, string]> = [
    // 25 and 23 hours, in the night.
    ['America/New_York', 0, '2026-10-30T00:00:00Z'],
    ['America/New_York', 150, '2026-03-06T00:00:00Z'],
    // The clock goes back across the start of the day: 00:00 comes twice.
    ['America/Havana', 0, '2026-10-30T00:00:00Z'],
    // There is no midnight that day.
    ['Africa/Cairo', 0, '2026-04-22T00:00:00Z'],
    ['Australia/Lord_Howe', 95, '2026-04-03T00:00:00Z'],
    // A civil day that never was.
    ['Pacific/Apia', 0, '2011-12-27T00:00:00Z'],
    ['Asia/Seoul', 1439, '2026-05-30T00:00:00Z'],
  ];

  test.each(calendars)('%s from minute %i, around %s', async (timeZone, dayStartMinute, start) => {
    const calendar: ServiceCalendar = { timeZone, dayStartMinute };
    const from = new Date(start).getTime();
    // Every quarter of an hour of a week, and the millisecond before it.
    const instants = Array.from({ length: 7 * 24 * 4 }, (_, n) => from + (n * HOUR_MS) / 4).flatMap((at) => [
      new Date(at),
      new Date(at - 1),
    ]);
    const eventId = id();
    await insertRows(
      eventId,
      instants.map((at) => live(at.toISOString(), 1)),
    );
    const counted = new Map<string, number>();
    for (const at of instants) {
      const day = serviceDayOf(calendar, at);
      counted.set(day, (counted.get(day) ?? 0) + 1);
    }
    const reader = new EventStatsReader({ database: server.database, calendar });
    const [stats] = await reader.findStats([eventId.toHexString()], new AbortController().signal);
    expect(stats!.days).toEqual(
      [...counted].map(([day, requested]) => ({ day, requested, succeeded: requested, failed: 0 })),
    );
  });
});
