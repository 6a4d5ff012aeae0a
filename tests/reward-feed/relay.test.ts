import 'reflect-metadata';
import { Types } from 'mongoose';
import type { Database } from '../../src/database/connection';
import { buildIndexes } from '../../src/database/indexes';
import { openDatabase } from '../../src/features';
import { createLog } from '../../src/log';
import { backfillFeed } from '../../src/reward-feed/backfill';
import { DailyPass } from '../../src/reward-feed/daily-pass';
import { findFeedSetting, openEpoch, takePass } from '../../src/reward-feed/epoch';
import { committedTexts, leafHash, leafText } from '../../src/reward-feed/leaf';
import { FeedRelay } from '../../src/reward-feed/relay';
import { newNonces, revocationNonces } from '../../src/reward-requests/nonces';
import type { RewardGrant } from '../../src/reward-requests/reward-grant.model';
import type { RewardRequest } from '../../src/reward-requests/reward-request.model';
import { INTACT } from '../support/intact';
import { freshDatabaseUri } from '../support/server';
import { until } from '../support/until';

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
  const row = newRequest(due, more);
  await database.requests.insertOne(row);
  return row;
}

function newRequest(due: string[] | undefined, more: Partial<RewardRequest> = {}): RewardRequest {
  return {
    ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(), eventId: new Types.ObjectId() },
    ...{ status: 1, attempt: 1, requestedAt: REQUESTED_AT, decidedAt: DECIDED_AT, decidedById: null },
    ...{ failureCode: null, note: null, eventVersion: 1, evidence: [], grants: [], ...(due && { due }) },
    ...more,
  };
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
  const other = await request(['stockReturn', 'feed:REWARD_GRANTED', 'ofAnotherRelease']);
  const newer = await request(['feed:REWARD_GRANTED', 'feed:OF_ANOTHER_RELEASE', 'feed:REQUEST_REJECTED']);
  await relay().round();
  expect(await dueOf(other)).toEqual(['stockReturn', 'ofAnotherRelease']);
  expect(await dueOf(newer)).toEqual(['feed:OF_ANOTHER_RELEASE', 'feed:REQUEST_REJECTED']);
  expect((await feed()).map(({ type }) => type)).toEqual(['REWARD_GRANTED', 'REWARD_GRANTED']);
});

test('a payment whose codes are bound enters the feed, and one update settles both', async () => {
  const [known, unknown] = [
    await request(['feed:REWARD_GRANTED', 'codes']),
    await request(['feed:REWARD_GRANTED', 'codes']),
  ];
  const ours = relay();
  ours.codesBound(known._id);
  expect(ours.isToldBound(known._id)).toBe(true);
  await ours.round();
  expect(await dueOf(known)).toEqual([]);
  expect(await dueOf(unknown)).toEqual(['feed:REWARD_GRANTED', 'codes']);
  expect(await entries()).toEqual([[1, String(known._id), 'REWARD_GRANTED']]);
  expect(ours.isToldBound(known._id)).toBe(false);
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

test('more rows without a leaf than a batch stop nobody, are counted, and enter once they are repaired', async () => {
  const broken = Array.from({ length: 1_100 }, () =>
    newRequest(['feed:REWARD_GRANTED'], { evidence: null as never }),
  );
  await database.requests.insertMany(broken);
  const newer = Array.from({ length: 600 }, () =>
    newRequest(['feed:OF_ANOTHER_RELEASE', 'feed:REWARD_GRANTED']),
  );
  await database.requests.insertMany(newer);
  const sound = Array.from({ length: 3 }, () => newRequest(['feed:REWARD_GRANTED']));
  await database.requests.insertMany(sound);
  const one = relay();
  await one.round();
  expect((await feed()).map(({ rowId }) => rowId)).toEqual(sound.map(({ _id }) => _id));
  expect(one.unreadableRows).toBe(broken.length);

  // The last of them is passed over in each round, and not left out by its id.
  const later = await request(['feed:REWARD_GRANTED']);
  const [repaired] = broken.slice(-1);
  await database.requests.updateOne({ _id: repaired!._id }, { $set: { evidence: [] } });
  await one.round();
  expect((await feed()).slice(3).map(({ rowId }) => String(rowId))).toEqual([
    String(repaired!._id),
    String(later._id),
  ]);
  expect(one.unreadableRows).toBe(broken.length - 1);
});

test('eight relays at once write 1,200 entries without a gap, each once', async () => {
  const rows = Array.from({ length: 1_200 }, () => newRequest(['feed:REWARD_GRANTED']));
  await database.requests.insertMany(rows);
  await Promise.all(Array.from({ length: 8 }, (_, n) => relay(n % 2 ? database : other).round()));
  await relay().round();
  const found = await feed();
  expect(found.map(({ _id }) => _id)).toEqual(rows.map((_row, place) => place + 1));
  expect(new Set(found.map(({ rowId }) => String(rowId)))).toEqual(
    new Set(rows.map(({ _id }) => String(_id))),
  );
  expect(await database.requests.countDocuments({ 'due.0': { $exists: true } })).toBe(0);
});

test('the daily pass leaves payments from before the feed alone, and counts them', async () => {
  const [old, lost] = [await request(undefined), await request([])];
  const signal = new AbortController().signal;
  const pass = () => backfillFeed(database, { signal, leavesOutOlder: true });
  expect(await pass()).toMatchObject({ read: 2, added: 1, older: 1, delivered: 0, complete: true });
  await relay().round();
  expect(await pass()).toMatchObject({ read: 2, added: 0, older: 1, complete: true });
  expect(await dueOf(old)).toBeUndefined();
  expect((await feed()).map(({ rowId }) => String(rowId))).toEqual([String(lost._id)]);
});

test('a daily pass that failed or died is begun again soon, and one that ended is not', async () => {
  await openEpoch(database);
  const lost = await request([]);
  const passOn = (of: Database) =>
    new DailyPass({ database: of, feed: { wake: () => undefined }, log: silent });
  const failing = Object.create(database, {
    rewardFeed: { value: { find: () => ({ toArray: () => Promise.reject(new Error('away')) }) } },
  }) as Database;
  const failed = passOn(failing);
  await failed.startIfDue();
  await failed.stop();
  expect(await dueOf(lost)).toEqual([]);

  // Another server takes it, and is killed.
  expect(await takePass(database, 24)).toBe(true);
  expect(await takePass(database, 24)).toBe(false);
  await database.settings.updateOne({ _id: 'rewardFeed' }, { $set: { passUntil: new Date(1) } });

  const last = passOn(database);
  await last.startIfDue();
  await until(async () => (await findFeedSetting(database))!.passedAt !== null);
  await last.stop();
  expect(await dueOf(lost)).toEqual(['feed:REWARD_GRANTED']);
  expect(await takePass(database, 24)).toBe(false);
});

test('a backfill marks what was paid before an instant as delivered, unless something was reported', async () => {
  const grant = (more: object = {}): RewardGrant => ({
    ...{ id: new Types.ObjectId(), rewardId: new Types.ObjectId(), type: 'ITEM', name: 'Cup', quantity: 1 },
    ...{ externalId: null, grantedAt: DECIDED_AT, revokedAt: null, ...more },
  });
  const failed = { state: 'FAILED' as const, reference: null, at: DECIDED_AT, attempts: 1 };
  const early = await request(undefined, { grants: [grant(), grant({ delivery: failed })] });
  const decidedAt = new Date(DECIDED_AT.getTime() + 1);
  const late = await request(undefined, { decidedAt, grants: [grant()] });
  const waiting = await request(['feed:REWARD_GRANTED'], { grants: [grant()] });
  const now = new Date('2026-07-01T00:00:00Z');
  const options = { signal: new AbortController().signal, deliveredBefore: { instant: decidedAt, now } };
  const expected = { read: 3, added: 2, older: 2, delivered: 1, complete: true };

  expect(await backfillFeed(database, { ...options, dryRun: true })).toEqual(expected);
  expect([await dueOf(early), await dueOf(late)]).toEqual([undefined, undefined]);

  expect(await backfillFeed(database, options)).toEqual(expected);
  const deliveriesOf = async ({ _id }: RewardRequest) =>
    (await database.requests.findOne({ _id }))!.grants.map(({ delivery }) => delivery);
  expect(await deliveriesOf(early)).toEqual([
    { state: 'DELIVERED', reference: 'before-feed', at: now, attempts: 0 },
    failed,
  ]);
  expect(await deliveriesOf(late)).toEqual([undefined]);
  expect(await deliveriesOf(waiting)).toEqual([undefined]);
  await relay().round();
  expect(await feed()).toHaveLength(3);
});

test('a backfill makes paid rows owe what they lack, once', async () => {
  const decidedById = new Types.ObjectId();
  const [old, decided] = [await request(undefined), await request(undefined, { decidedById })];
  await request(undefined, { status: 2, failureCode: 'CONDITIONS_NOT_MET' });
  await request(['feed:REWARD_GRANTED']);
  const signal = new AbortController().signal;
  expect(await backfillFeed(database, { signal })).toMatchObject({
    read: 3,
    added: 2,
    delivered: 0,
    complete: true,
  });
  expect((await database.requests.findOne({ _id: decided._id }))!.nonces).toBeDefined();
  await relay().round();
  expect(await backfillFeed(database, { signal })).toMatchObject({ read: 3, added: 0, complete: true });
  expect(await dueOf(old)).toEqual([]);
  expect(await feed()).toHaveLength(3);
});

test('a backfill does not change a request that was revoked since it was read', async () => {
  const row = await request(undefined, { decidedById: new Types.ObjectId() });
  const bulkWrite = database.requests.bulkWrite.bind(database.requests);
  const revoked = { nonces: { ...newNonces(), ...revocationNonces() }, due: [] };
  jest.spyOn(database.requests, 'bulkWrite').mockImplementationOnce(async (...args) => {
    // Its entries are in the feed already, with these nonces.
    await database.requests.updateOne({ _id: row._id }, { $set: revoked });
    return bulkWrite(...args);
  });
  await backfillFeed(database, { signal: new AbortController().signal });
  expect(await database.requests.findOne({ _id: row._id })).toMatchObject(revoked);
});

test('the entry of a revocation comes last, and commits to who revoked it and why', async () => {
  const nonces = { ...newNonces(), ...revocationNonces() };
  const revocation = {
    revokedAt: REQUESTED_AT,
    revokedById: new Types.ObjectId(),
    revokeReason: 'by mistake',
  };
  const row = await request(['feed:REWARD_GRANTED', 'feed:REWARD_REVOKED', 'stockReturn'], {
    ...revocation,
    nonces,
  });
  await relay().round();
  expect(await dueOf(row)).toEqual(['stockReturn']);
  const [granted, revoked] = await feed();
  expect([granted!.type, revoked!.type, revoked!.at]).toEqual([
    ...['REWARD_GRANTED', 'REWARD_REVOKED'],
    REQUESTED_AT,
  ]);
  const text = leafText(2, 'REWARD_REVOKED', row);
  expect(revoked!.leaf).toBe(leafHash(text));
  expect(text).not.toContain('by mistake');
  expect(leafText(1, 'REWARD_GRANTED', row)).not.toContain('revoke');
  const others = [
    { revokeReason: 'another' },
    { revokedById: new Types.ObjectId() },
    { revokedAt: DECIDED_AT },
  ];
  for (const change of others) expect(leafText(2, 'REWARD_REVOKED', { ...row, ...change })).not.toBe(text);
});

test('the leaves of a request stay what they are when its texts and their nonces are removed', async () => {
  const decided = { decidedById: new Types.ObjectId(), note: 'well done' };
  const nonces = { ...newNonces(), ...revocationNonces() };
  const revoked = { revokedAt: DECIDED_AT, revokedById: new Types.ObjectId(), revokeReason: 'by mistake' };
  const row = newRequest([], { ...decided, ...revoked, nonces });
  const { note: _note, revokeReason: _reason, ...kept } = nonces;
  const { revokeReason: _text, ...rest } = row;
  const erased = { ...rest, note: null, nonces: kept, commitments: committedTexts(row) } as RewardRequest;
  expect(JSON.stringify(erased)).not.toMatch(/well done|by mistake/);
  for (const type of ['REWARD_GRANTED', 'REWARD_REVOKED'] as const)
    expect(leafText(1, type, erased)).toBe(leafText(1, type, row));
});
