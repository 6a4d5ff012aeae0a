import { Types } from 'mongoose';
import { DayCounts } from '../../../src/activities/day-counts';
import { activityRow } from '../../support/activities';
import { startTestServer, type TestServer } from '../../support/server';

const DAY = '2026-05-20';

let server: TestServer;
let counts: DayCounts;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(() => {
  counts = new DayCounts(server.database, { timeZone: 'UTC', dayStartMinute: 0 });
});

const rowsOf = (userId: Types.ObjectId, count: number) =>
  Array.from({ length: count }, () =>
    activityRow(userId, { occurredAt: new Date(`${DAY}T12:00:00Z`), day: DAY }),
  );
const store = (userId: Types.ObjectId, count: number) =>
  server.database.activities.insertMany(rowsOf(userId, count));

async function countOf(userId: Types.ObjectId, rows = 1): Promise<number> {
  return [...(await counts.of(rowsOf(userId, rows))).values()][0]!;
}

test('a count includes what this server has stored since it was read', async () => {
  const userId = new Types.ObjectId();
  await store(userId, 3);
  expect(await countOf(userId)).toBe(3);
  counts.add(rowsOf(userId, 2));
  expect(await countOf(userId)).toBe(5);
});

test('other servers may store rows unseen until this one has stored 100', async () => {
  const userId = new Types.ObjectId();
  expect(await countOf(userId)).toBe(0);
  await store(userId, 7);
  counts.add(rowsOf(userId, 99));
  expect(await countOf(userId)).toBe(99);
  expect(await countOf(userId, 2)).toBe(7);
});

test('rows of several users, kinds and days are counted apart', async () => {
  const [one, other] = [new Types.ObjectId(), new Types.ObjectId()];
  await store(one, 2);
  await store(other, 4);
  const found = await counts.of([
    ...rowsOf(one, 1),
    ...rowsOf(other, 1),
    activityRow(one, { kind: 'login', day: DAY }),
  ]);
  expect([...found.values()]).toEqual([2, 4, 0]);
});
