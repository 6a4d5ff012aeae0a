import { Types } from 'mongoose';
import { buildIndexes } from '../../src/database/indexes';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { checkInvariants } from '../../src/invariants/invariants';
import { createLog } from '../../src/log';
import { CodeBinder } from '../../src/reward-codes/code-binder';
import { ServiceUnavailable } from '../../src/errors';
import { INTACT } from '../support/intact';
import { freshDatabaseUri } from '../support/server';

const id = () => new Types.ObjectId();
const LONG_AGO = new Date(0);
const UNIQUE = 'requestId_1_rewardId_1';

let database: Database;
let woken: number;
/** Requests whose codes are bound, as the feed has been told. */
let told: string[];
beforeEach(async () => {
  database = await openDatabase(freshDatabaseUri());
  await buildIndexes(database);
  woken = 0;
  told = [];
});
afterEach(async () => {
  await database.connection.dropDatabase();
  await database.close();
});

const binder = (structure: ConstructorParameters<typeof CodeBinder>[0]['structure'] = INTACT) =>
  new CodeBinder({
    database,
    structure,
    feed: {
      wake: () => (woken += 1),
      codesBound: (requestId) => told.push(String(requestId)),
      isToldBound: (requestId) => told.includes(String(requestId)),
    },
    log: createLog('silent', false),
  });

/** Paid requests that owe a code of each pool, and the free codes of these. */
async function owing(requests: number, codes: number, pools = 1) {
  const rewardIds = Array.from({ length: pools }, id);
  const rows = Array.from({ length: requests }, () => ({
    ...{ _id: id(), userId: id(), eventId: id(), status: 1, decidedAt: LONG_AGO },
    due: ['feed:REWARD_GRANTED', 'codes'],
    grants: rewardIds.map((rewardId) => ({
      id: id(),
      rewardId,
      type: 'COUPON',
      quantity: 1,
      codePool: true,
    })),
  }));
  await database.requests.insertMany(rows as never);
  const free = rewardIds.flatMap((rewardId) =>
    Array.from({ length: codes }, (_, n) => ({
      ...{ _id: id(), rewardId, requestId: null, boundAt: null, code: 'encrypted' },
      ...{ lookup: `${String(rewardId)}-${n}`, importId: 'import', chunk: 0 },
    })),
  );
  await database.rewardCodes.insertMany(free);
  return { rows, rewardIds };
}

const bound = () => database.rewardCodes.find({ requestId: { $ne: null } }).toArray();
const owed = () => database.requests.countDocuments({ due: 'codes' });
async function broken(): Promise<string[]> {
  const about = ['oneCodePerGrant', 'boundCodesBelongToGrants', 'codesAreUnique'];
  const results = await checkInvariants(database);
  return results.filter(({ ok, name }) => !ok && about.includes(name)).map(({ name }) => name);
}

test('servers that sweep at once bind one code of each pool to each request, to the last code', async () => {
  const { rows } = await owing(300, 300, 2);
  await Promise.all(Array.from({ length: 4 }, () => binder().sweep()));
  const codes = await bound();
  expect(codes).toHaveLength(600);
  const pairs = new Set(codes.map(({ requestId, rewardId }) => `${String(requestId)} ${String(rewardId)}`));
  expect(pairs.size).toBe(600);
  expect(new Set(codes.map(({ requestId }) => String(requestId)))).toEqual(
    new Set(rows.map(({ _id }) => String(_id))),
  );
  expect(await owed()).toBe(0);
  expect(woken).toBeGreaterThan(0);
  expect(await broken()).toEqual([]);
});

test('a request that has its code and still owes it keeps that code', async () => {
  const { rows, rewardIds } = await owing(1, 3);
  const [row] = rows;
  const code = await database.rewardCodes.findOneAndUpdate(
    { rewardId: rewardIds[0]! },
    { $set: { requestId: row!._id } },
  );
  await binder().sweep();
  expect((await bound()).map(({ _id }) => String(_id))).toEqual([String(code!._id)]);
  expect(await owed()).toBe(0);
});

test('the server that paid leaves the row to the relay, and no sweep of it repeats that', async () => {
  const { rows } = await owing(2, 2);
  const first: Parameters<CodeBinder['bindSoon']>[0] = (await database.requests.findOne({
    _id: rows[0]!._id,
  }))!;
  const ours = binder();
  await ours.bindSoon(first);
  expect(first.boundCodes!.map(({ requestId }) => String(requestId))).toEqual([String(first._id)]);
  expect(told).toEqual([String(first._id)]);
  expect(await owed()).toBe(2);
  await ours.sweep();
  expect(await database.requests.distinct('_id', { due: 'codes' })).toEqual([first._id]);
  told = [];
  await ours.sweep();
  expect(await owed()).toBe(0);
  expect(await bound()).toHaveLength(2);
});

test('a pool without codes keeps its requests owing, and no others', async () => {
  await owing(3, 1);
  const { rewardIds } = await owing(2, 2);
  await expect(binder().sweep()).rejects.toThrow('a code pool has fewer codes than were won');
  expect(await bound()).toHaveLength(3);
  expect(await database.rewardCodes.countDocuments({ rewardId: rewardIds[0]!, requestId: null })).toBe(0);
  expect(await owed()).toBe(2);
  expect(await broken()).toEqual([]);
});

test('without the proof of the unique indexes nothing is bound', async () => {
  await owing(1, 1);
  const unproved = {
    requireIntact: () => {
      throw new ServiceUnavailable('index missing');
    },
  };
  await expect(binder(unproved).sweep()).rejects.toThrow(ServiceUnavailable);
  expect(await bound()).toEqual([]);
  expect(await owed()).toBe(1);
});

test('sabotage: codes that are bound without uniqueness are found', async () => {
  await database.rewardCodes.dropIndex(UNIQUE);
  await database.rewardCodes.createIndex({ requestId: 1, rewardId: 1 });
  await owing(50, 400);
  await binder().sweep();
  // As a server leaves them that is killed before it settles the requests.
  await database.requests.updateMany({}, { $push: { due: 'codes' } });
  await binder().sweep();
  expect(await bound()).toHaveLength(100);
  expect(await broken()).toContain('oneCodePerGrant');
});
