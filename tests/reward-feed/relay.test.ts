import 'reflect-metadata';
import { Types } from 'mongoose';
import type { Database } from '../../src/database/connection';
import { buildIndexes } from '../../src/database/indexes';
import { openDatabase } from '../../src/features';
import { createLog } from '../../src/log';
import { backfillFeed } from '../../src/reward-feed/backfill';
import { leafHash, leafText } from '../../src/reward-feed/leaf';
import { FeedRelay } from '../../src/reward-feed/relay';
import type { RewardRequest } from '../../src/reward-requests/reward-request.model';
import { INTACT } from '../support/intact';
import { freshDatabaseUri } from '../support/server';

const REQUESTED_AT = new Date('2026-06-01T00:00:00Z');
const DECIDED_AT = new Date('2026-06-02T00:00:00Z');
const silent = createLog('silent', false);

let database: Database;
/** The same database, as another process has it. */
let other: Database;
beforeEach(async () => {
  const uri = freshDatabaseUri();
  [database, other] = await Promise.all([openDatabase(uri), openDatabase(uri)]);
  await buildIndexes(database);
});
afterEach(async () => {
  await database.connection.dropDatabase();
  await Promise.all([database.close(), other.close()]);
});

async function request(due: string[] | undefined, more: Partial<RewardRequest> = {}): Promise<RewardRequest> {
  const row: RewardRequest = {
    ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(), eventId: new Types.ObjectId() },
    ...{ status: 1, attempt: 1, requestedAt: REQUESTED_AT, decidedAt: DECIDED_AT, decidedById: null },
    ...{ failureCode: null, note: null, eventVersion: 1, evidence: [], grants: [], ...(due && { due }) },
    ...more,
  };
  await database.requests.insertOne(row);
  return row;
}

const relay = (of = database) => new FeedRelay({ database: of, structure: INTACT, log: silent });
const feed = () => database.rewardFeed.find({}, { sort: { _id: 1 } }).toArray();
const entries = async () => (await feed()).map(({ _id, rowId, type }) => [_id, String(rowId), type]);
const dueOf = async ({ _id }: RewardRequest) => (await database.requests.findOne({ _id }))?.due;

test('what a row owes gets into the feed in its order, and the row owes nothing any more', async () => {
  const row = await request(['feed:REQUEST_PENDING', 'feed:REWARD_GRANTED']);
  await relay().round();
  expect(await entries()).toEqual([
    [1, String(row._id), 'REQUEST_PENDING'],
    [2, String(row._id), 'REWARD_GRANTED'],
  ]);
  expect((await feed()).map(({ at }) => at)).toEqual([REQUESTED_AT, DECIDED_AT]);
  expect(await dueOf(row)).toEqual([]);
});

test('a leaf is the hash of what the entry settled', async () => {
  const row = await request(['feed:REWARD_GRANTED']);
  await relay().round();
  const [entry] = await feed();
  expect(entry!.leaf).toBe(leafHash(leafText(1, 'REWARD_GRANTED', row)));
});

test('other obligations stay, and a type that only newer servers know holds back what follows it', async () => {
  const other = await request(['codes', 'feed:REWARD_GRANTED', 'stockReturn']);
  const newer = await request(['feed:REWARD_GRANTED', 'feed:OF_ANOTHER_RELEASE', 'feed:REQUEST_REJECTED']);
  await relay().round();
  expect(await dueOf(other)).toEqual(['codes', 'stockReturn']);
  expect(await dueOf(newer)).toEqual(['feed:OF_ANOTHER_RELEASE', 'feed:REQUEST_REJECTED']);
  expect((await feed()).map(({ type }) => type)).toEqual(['REWARD_GRANTED', 'REWARD_GRANTED']);
});

test('entries that a killed relay left behind are not written again', async () => {
  const [first, second] = [await request(['feed:REWARD_GRANTED']), await request(['feed:REWARD_GRANTED'])];
  await database.rewardFeed.insertOne({
    ...{ _id: 1, rowId: second._id, type: 'REWARD_GRANTED', at: DECIDED_AT, leaf: 'x' },
  });
  await relay().round();
  expect(await entries()).toEqual([
    [1, String(second._id), 'REWARD_GRANTED'],
    [2, String(first._id), 'REWARD_GRANTED'],
  ]);
  expect([await dueOf(first), await dueOf(second)]).toEqual([[], []]);
});

test('an obligation that a row got after it was read stays', async () => {
  const pending = await request(['feed:REQUEST_PENDING'], { status: 0 });
  const paid = await request(['feed:REWARD_GRANTED']);
  const { rewardFeed } = database;
  const decideMeanwhile: Pick<Database, 'requests' | 'rewardFeed'> = {
    requests: database.requests,
    rewardFeed: Object.create(rewardFeed, {
      insertMany: {
        value: async (...args: Parameters<typeof rewardFeed.insertMany>) => {
          await database.requests.updateOne(
            { _id: pending._id },
            { $set: { status: 1 }, $push: { due: 'feed:REWARD_GRANTED' } },
          );
          return rewardFeed.insertMany(...args);
        },
      },
    }) as typeof rewardFeed,
  };
  await new FeedRelay({ database: decideMeanwhile, structure: INTACT, log: silent }).round();
  expect(await dueOf(pending)).toEqual(['feed:REWARD_GRANTED']);
  expect(await dueOf(paid)).toEqual([]);
  await relay().round();
  expect((await entries()).filter(([, id]) => id === String(pending._id)).map(([, , type]) => type)).toEqual([
    'REQUEST_PENDING',
    'REWARD_GRANTED',
  ]);
});

test('a row that has no leaf is left, and does not hold up the others', async () => {
  const broken = await request(['feed:REWARD_GRANTED'], { evidence: null as never });
  const sound = await request(['feed:REWARD_GRANTED']);
  await relay().round();
  expect(await entries()).toEqual([[1, String(sound._id), 'REWARD_GRANTED']]);
  expect(await dueOf(broken)).toEqual(['feed:REWARD_GRANTED']);
});

test('eight relays at once write 1,200 entries without a gap, each once', async () => {
  const rows = await Promise.all(Array.from({ length: 1_200 }, () => request(['feed:REWARD_GRANTED'])));
  await Promise.all(Array.from({ length: 8 }, (_, n) => relay(n % 2 ? database : other).round()));
  await relay().round();
  const found = await feed();
  expect(found.map(({ _id }) => _id)).toEqual(rows.map((_row, place) => place + 1));
  expect(new Set(found.map(({ rowId }) => String(rowId)))).toEqual(
    new Set(rows.map(({ _id }) => String(_id))),
  );
  expect(await database.requests.countDocuments({ 'due.0': { $exists: true } })).toBe(0);
});

test('a backfill makes paid rows owe what they lack, once', async () => {
  const decidedById = new Types.ObjectId();
  const [old, decided] = [await request(undefined), await request(undefined, { decidedById })];
  await request(undefined, { status: 2, failureCode: 'CONDITIONS_NOT_MET' });
  await request(['feed:REWARD_GRANTED']);
  const signal = new AbortController().signal;
  expect(await backfillFeed(database, { signal })).toEqual({ read: 3, added: 2, complete: true });
  expect((await database.requests.findOne({ _id: decided._id }))!.nonces).toBeDefined();
  await relay().round();
  expect(await backfillFeed(database, { signal })).toEqual({ read: 3, added: 0, complete: true });
  expect(await dueOf(old)).toEqual([]);
  expect(await feed()).toHaveLength(3);
});
