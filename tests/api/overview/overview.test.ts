import { Types } from 'mongoose';
import { serviceDayOf, type ServiceCalendar } from '../../../src/domain/service-calendar';
import { RequestActivityReader } from '../../../src/overview/request-activity';
import { OverviewDocument } from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const NOW = '2026-06-10T03:20:00Z';
const MINUTE_MS = 60_000;
const REASONS = ['CONDITIONS_NOT_MET', 'OUT_OF_STOCK', 'REJECTED'];
const OUTCOMES = ['pending', 'succeeded', 'failed'] as const;

let server: TestServer;
let operator: Actor;
let paused: CreatedEvent;
beforeEach(async () => {
  server = await startTestServer({ now: NOW });
  operator = await server.actor('OPERATOR');
  paused = await createEvent(operator, { title: 'Paused', active: false });
});
afterEach(() => server.close());

interface Row {
  readonly requestedAt: Date;
  readonly status: 0 | 1 | 2;
  readonly failureCode: string | null;
}

/** As many rows as asked, one every so many minutes backwards from an instant, their outcomes mixed. */
function rowsBefore(end: Date, count: number, minutes: number): Row[] {
  return Array.from({ length: count }, (_, n) => {
    const status = ((n * 7) % 3) as Row['status'];
    return {
      requestedAt: new Date(end.getTime() - n * minutes * MINUTE_MS),
      ...{ status, failureCode: status === 2 ? REASONS[(n * 5) % 9 > 3 ? 0 : n % 2]! : null },
    };
  });
}

/** The oldest PENDING row, which the overview names, gets the operator as its user. */
async function insert(rows: readonly Row[]): Promise<void> {
  const eventId = new Types.ObjectId(paused.id);
  const stored = rows.map((row) => ({
    ...row,
    ...{ _id: new Types.ObjectId(), eventId, userId: new Types.ObjectId() },
  }));
  const [oldest] = stored
    .filter(({ status }) => status === 0)
    .sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime());
  if (oldest) oldest.userId = new Types.ObjectId(operator.id);
  await server.database.requests.insertMany(stored as never);
}

/** Counted row by row. */
function countBy(rows: readonly Row[], keyOf: (instant: Date) => string) {
  const counts = new Map<string, { requested: number; pending: number; succeeded: number; failed: number }>();
  for (const { requestedAt, status } of rows) {
    const key = keyOf(requestedAt);
    const count = counts.get(key) ?? { requested: 0, pending: 0, succeeded: 0, failed: 0 };
    counts.set(key, count);
    count.requested += 1;
    count[OUTCOMES[status]] += 1;
  }
  return Object.fromEntries(counts);
}

/** What a clock on the wall shows. */
function wallHour(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat('sv', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
    timeZoneName: 'longOffset',
  });
  return (instant) => format.format(instant);
}

async function overviewOf(variables: { unit?: 'HOUR' | 'DAY'; count?: number } = {}) {
  const { overview } = await operator.run(OverviewDocument, variables);
  return overview!;
}

test('where nothing has happened everything is empty, and every bucket is there', async () => {
  const overview = await overviewOf();
  expect(overview).toMatchObject({
    at: '2026-06-10T03:20:00.000Z',
    running: { nodes: [], totalCount: 0 },
    requests: { requested: 0, pending: 0, succeeded: 0, revoked: 0, failed: 0, failures: [] },
    lowStock: [],
    waiting: { count: 0, oldest: null },
  });
  expect(overview.requests!.buckets).toHaveLength(24);
  expect(overview.requests!.to).toBe('2026-06-10T04:00:00.000Z');
});

test('requests by hour, outcome and reason are those that a count of the rows gives', async () => {
  const rows = rowsBefore(new Date(NOW), 500, 7).map((row, n) =>
    row.status === 1 && n % 2 === 0 ? { ...row, revokedAt: new Date(NOW) } : row,
  );
  await insert(rows);
  await server.database.requests.insertOne({ _id: new Types.ObjectId(), tombstone: true } as never);
  const { requests } = await overviewOf({ unit: 'HOUR', count: 30 });
  const inRange = rows.filter(({ requestedAt }) => requestedAt >= new Date(requests!.from));
  expect(inRange.length).toBeGreaterThan(200);
  expect(inRange.length).toBeLessThan(rows.length);

  const hourOf = wallHour('Asia/Seoul');
  const buckets = requests!.buckets.map(({ from, requested, pending, succeeded, failed }) => [
    hourOf(new Date(from)),
    { requested, pending, succeeded, failed },
  ]);
  expect(Object.fromEntries(buckets)).toEqual(countBy(inRange, hourOf));
  expect(requests).toMatchObject(countBy(inRange, () => 'all').all!);
  expect(requests!.revoked).toBe(inRange.filter((row) => 'revokedAt' in row).length);
  const failures = REASONS.map((code) => ({
    code,
    count: inRange.filter(({ failureCode }) => failureCode === code).length,
  })).filter(({ count }) => count > 0);
  expect(failures.length).toBeGreaterThan(1);
  expect(requests!.failures).toEqual(failures.sort((a, b) => b.count - a.count));
});

test('a request of 23:59 in Seoul is of that day, one of 00:00 of the next', async () => {
  const row = (requestedAt: string): Row => ({
    ...{ requestedAt: new Date(requestedAt), status: 1, failureCode: null },
  });
  await insert([row('2026-06-08T14:59:59.999Z'), row('2026-06-08T15:00:00.000Z')]);
  const { requests } = await overviewOf({ unit: 'DAY', count: 3 });
  expect(requests!.buckets.map(({ day, succeeded }) => [day, succeeded])).toEqual([
    ['2026-06-08', 1],
    ['2026-06-09', 1],
    ['2026-06-10', 0],
  ]);
});

test.each([
  ['America/New_York', 0, '2026-11-02T12:00:00Z'],
  ['America/New_York', 150, '2026-03-09T12:00:00Z'],
  ['America/Havana', 0, '2026-11-02T12:00:00Z'],
  ['Australia/Lord_Howe', 95, '2026-04-06T00:00:00Z'],
  ['Pacific/Apia', 0, '2012-01-02T00:00:00Z'],
])('days are those of the calendar of %s from minute %i, also around %s', async (timeZone, minute, end) => {
  const calendar: ServiceCalendar = { timeZone, dayStartMinute: minute };
  const rows = rowsBefore(new Date(end), 7 * 24 * 4, 15);
  await insert(rows);
  const reader = new RequestActivityReader({ database: server.database, calendar });
  const activity = (await reader.read('DAY', 5, new Date(end), new AbortController().signal))!;
  const counted = countBy(
    rows.filter(({ requestedAt }) => requestedAt >= activity.from),
    (instant) => serviceDayOf(calendar, instant),
  );
  const days = activity.buckets.map(({ day, requested, pending, succeeded, failed }) => [
    day,
    { requested, pending, succeeded, failed },
  ]);
  expect(Object.fromEntries(days)).toEqual(counted);
});

test('what runs now is what is in progress', async () => {
  const running = await createEvent(operator, { title: 'Runs', startAt: '2026-06-01T00:00:00Z' });
  await createEvent(operator, { title: 'Later', startAt: '2026-07-01T00:00:00Z', endAt: null });
  const { running: listed } = await overviewOf();
  expect(listed).toMatchObject({ nodes: [{ id: running.id, title: 'Runs' }], totalCount: 1 });
});

test('stock about to run out is listed, the smallest share first, then what is sold out', async () => {
  const stocks = [
    { title: 'Full', stock: 1, remaining: 1 },
    { title: 'Half', stock: 100, remaining: 50 },
    { title: 'Tenth', stock: 100, remaining: 10 },
    { title: 'Gone', stock: 100, remaining: 0 },
    { title: 'Nearly', stock: 1_000, remaining: 60 },
    { title: 'Nearer', stock: 1_000, remaining: 20 },
    { title: 'Last claim', stock: 3, remaining: 1 },
    { title: 'None at all', stock: 0, remaining: 0 },
  ];
  for (const { title, stock, remaining } of stocks) {
    const rewards = [
      { type: 'COUPON' as const, name: 'Coupon', stock },
      { type: 'POINT' as const, name: 'Unlimited' },
    ];
    const event = await createEvent(operator, { title, startAt: '2026-06-01T00:00:00Z', rewards });
    await server.database.events.updateOne(
      { _id: new Types.ObjectId(event.id) },
      { $set: { 'rewards.0.remaining': remaining } },
    );
  }
  const rewards = [{ type: 'COUPON' as const, name: 'Coupon', stock: 0 }];
  await createEvent(operator, { title: 'Over', endAt: '2026-06-09T00:00:00Z', rewards });
  const { lowStock } = await overviewOf();
  const titles = lowStock.map(({ event }) => event.title);
  expect(titles.slice(0, 3)).toEqual(['Nearer', 'Nearly', 'Last claim']);
  expect(titles.slice(3).sort()).toEqual(['Gone', 'None at all']);
});

test('what ends within 48 hours is counted, and named by its end', async () => {
  const endsIn = (hours: number, title: string, startAt = '2026-06-01T00:00:00Z') =>
    createEvent(operator, {
      ...{ title, startAt },
      endAt: new Date(Date.parse(NOW) + hours * 60 * MINUTE_MS).toISOString(),
    });
  await endsIn(47, 'Second');
  await endsIn(1, 'First');
  await endsIn(49, 'Later');
  await endsIn(5, 'Not begun', new Date(Date.parse(NOW) + 60 * MINUTE_MS).toISOString());
  await createEvent(operator, { title: 'Open', endAt: null });
  const { overview } = await operator.run(OverviewDocument, {});
  expect(overview!.ending.count).toBe(2);
  expect(overview!.ending.events.map(({ title }) => title)).toEqual(['First', 'Second']);
});

test('what waits for a decision is counted over all time, and the oldest is named', async () => {
  const old = new Date('2025-01-01T00:00:00Z');
  await insert([
    { requestedAt: new Date(NOW), status: 0, failureCode: null },
    { requestedAt: old, status: 0, failureCode: null },
    { requestedAt: new Date(old.getTime() - 1), status: 1, failureCode: null },
  ]);
  const { waiting } = await overviewOf();
  expect(waiting).toMatchObject({
    count: 2,
    oldest: { requestedAt: old.toISOString(), event: { id: paused.id }, user: { id: operator.id } },
  });
});

test('as many buckets as the limit allows, and no more', async () => {
  const { requests } = await overviewOf({ unit: 'DAY', count: 168 });
  expect(requests!.buckets).toHaveLength(168);
  for (const count of [0, 169]) {
    await operator.refused(OverviewDocument, { unit: 'DAY', count }, 'BAD_USER_INPUT');
  }
});

test('who asks for the same buckets while they are counted shares the answer', async () => {
  const ask = () =>
    server.services.overview.activity.read('HOUR', 24, server.clock.now(), new AbortController().signal);
  const calls = await commandsAbout(server, 'inBucket', () => Promise.all([ask(), ask(), ask()]));
  expect(calls).toHaveLength(1);
});

test('a user sees no overview', async () => {
  const alice = await server.actor('USER');
  await alice.refused(OverviewDocument, {}, 'FORBIDDEN');
});
