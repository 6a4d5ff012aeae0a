import { Types } from 'mongoose';
import { ActivityTotalsReader } from '../../../src/activities/activity-totals';
import { startTestServer, type TestServer } from '../../support/server';

const START = new Date('2026-05-01T00:00:00Z');
const END = new Date('2026-05-21T00:00:00Z');
const HOUR_MS = 3_600_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** An activity every hour from the event's start on. */
function hourly(userId: Types.ObjectId, count: number, change: { kind?: string; voided?: boolean } = {}) {
  return Array.from({ length: count }, (_, n) => {
    const occurredAt = new Date(START.getTime() + n * HOUR_MS);
    return {
      ...{ _id: new Types.ObjectId(), userId, source: 'shop', externalId: `${change.kind ?? ''}-${n}` },
      ...{ kind: 'purchase', quantity: n + 1, occurredAt, receivedAt: occurredAt },
      ...{ day: occurredAt.toISOString().slice(0, 10), voided: false, voidedAt: null, voidReason: null },
      ...change,
    };
  });
}

function totals(count: number) {
  return {
    count,
    sum: (count * (count + 1)) / 2,
    days: Math.ceil(count / 24),
    firstAt: START,
    lastAt: new Date(START.getTime() + (count - 1) * HOUR_MS),
  };
}

// Few rows: one scan. More than 32 a query: counted one by one. More than 200: read alone. 481: ends at the window.
test.each([
  ['few rows each', [3, 0, 24]],
  ['more rows than one scan takes', [100, 3, 0]],
  ['a busy user among others', [470, 3, 0]],
  ['rows beyond the window', [481, 2, 2]],
])('users who are read together, with %s, get their own totals', async (_title, counts) => {
  const users = counts.map((count) => ({ userId: new Types.ObjectId(), count }));
  await server.database.activities.insertMany(
    users.flatMap(({ userId, count }) => [
      ...hourly(userId, count),
      ...hourly(userId, 2, { kind: 'login' }),
      ...hourly(userId, 2, { kind: 'refund', voided: true }),
    ]),
  );
  const reader = new ActivityTotalsReader(server.database.claimsDb, 'activityFacts');
  const read = (kind: string) =>
    Promise.all(users.map(({ userId }) => reader.read({ userId, kind, startAt: START, endAt: END })));
  const none = { count: 0, sum: 0, days: 0, firstAt: null, lastAt: null };
  const [purchases, logins, refunds] = await Promise.all(['purchase', 'login', 'refund'].map(read));
  expect(purchases).toEqual(counts.map((count) => (count === 0 ? none : totals(Math.min(count, 480)))));
  expect(logins).toEqual(counts.map(() => totals(2)));
  expect(refunds).toEqual(counts.map(() => none));
});

test('one user is counted for several windows and kinds at once', async () => {
  const userId = new Types.ObjectId();
  await server.database.activities.insertMany([
    ...hourly(userId, 30),
    ...hourly(userId, 4, { kind: 'login' }),
  ]);
  const reader = new ActivityTotalsReader(server.database.claimsDb, 'activityFacts');
  const endAt = new Date(START.getTime() + 10 * HOUR_MS);
  const read = await Promise.all([
    reader.read({ userId, kind: 'purchase', startAt: START, endAt }),
    reader.read({ userId, kind: 'purchase', startAt: endAt, endAt: null }),
    reader.read({ userId, kind: 'purchase', startAt: START, endAt: END }),
    reader.read({ userId, kind: 'login', startAt: START, endAt: END }),
  ]);
  expect(read.map(({ count }) => count)).toEqual([10, 20, 30, 4]);
});
