import 'reflect-metadata';
import { Types } from 'mongoose';
import { checkInvariants, RULES, type InvariantResult } from '../../src/audit/invariants';
import { connectDatabase, type Database } from '../../src/database/connection';
import { buildIndexes } from '../../src/database/indexes';
import { freshDatabaseUri } from '../support/server';

const AT = new Date('2026-06-01T03:00:00Z');
const id = () => new Types.ObjectId();

let database: Database;
beforeEach(async () => {
  database = await connectDatabase(freshDatabaseUri());
  await buildIndexes(database);
});
afterEach(async () => {
  await database.connection.dropDatabase();
  await database.close();
});

/** A ledger in order: 10 units of a coupon in pairs, of which one is paid, one held, one half given back. */
async function ledger() {
  const points = {
    id: id(),
    type: 'POINT',
    name: 'Points',
    quantity: 100,
    externalId: null,
    stock: null,
    remaining: null,
  };
  const coupon = {
    id: id(),
    type: 'COUPON',
    name: 'Coupon',
    quantity: 2,
    externalId: null,
    stock: 10,
    remaining: 2,
  };
  const eventId = id();
  const grantsOf = (decidedAt: Date) =>
    [coupon, points].map(({ id: rewardId, type, name, quantity, externalId }) => ({
      ...{ id: id(), rewardId, type, name, quantity, externalId },
      ...{ grantedAt: decidedAt, revokedAt: null },
    }));
  const row = (fields: object) => ({
    ...{ _id: id(), userId: id(), eventId, attempt: 1, requestedAt: AT, decidedAt: AT, decidedById: null },
    ...{ failureCode: null, note: null, eventVersion: 1, evidence: [], grants: [] as object[], ...fields },
  });
  const paid = row({ status: 1, grants: grantsOf(AT) });
  const settling = row({ status: 1, grants: grantsOf(AT), decidedById: id() });
  const pending = row({ status: 0, decidedAt: null });
  const rejected = row({ status: 2, decidedById: id(), failureCode: 'REJECTED', holdDue: true });
  const failed = row({ status: 2, failureCode: 'OUT_OF_STOCK' });
  const tombstone = { _id: id(), tombstone: true, at: AT };
  await database.requests.insertMany([paid, settling, pending, rejected, failed, tombstone] as never);
  const holds = [settling, pending, rejected].map((held) => ({ id: held._id }));
  const event = { _id: eventId, frozenAt: AT, rewards: [points, coupon], holds };
  // Granted 2 + 2, held 2 + 2 by the pending and the rejected row, whose hold has not gone yet.
  await database.events.insertMany([
    event,
    { _id: id(), frozenAt: null, rewards: [points], holds: [] },
  ] as never);
  const userId = id();
  await database.attendances.insertMany([
    { _id: id(), userId, day: '2026-06-01', checkedAt: AT },
    { _id: id(), userId, day: '2026-06-02', checkedAt: AT },
  ]);
  return { eventId, points, coupon, paid, settling, pending, rejected, failed, tombstone, userId };
}
type Ledger = Awaited<ReturnType<typeof ledger>>;

const broken = (results: InvariantResult[]) =>
  results.filter(({ ok }) => !ok).map(({ name, violations, examples }) => ({ name, violations, examples }));

test('an empty database breaks no rule', async () => {
  const results = await checkInvariants(database);
  expect(results.map(({ name }) => name)).toEqual(RULES.map(({ name }) => name));
  expect(broken(results)).toEqual([]);
});

test('a ledger in order breaks no rule', async () => {
  await ledger();
  const results = await checkInvariants(database);
  expect(broken(results)).toEqual([]);
  expect(results.every(({ violations, examples }) => violations === 0 && examples.length === 0)).toBe(true);
});

/** What is changed by hand, the one rule that it breaks, and the row that is named. */
const faults: Array<[string, string, (ledger: Ledger) => Promise<Types.ObjectId>]> = [
  [
    'a second live request in one slot',
    'oneLiveRequestPerUserAndEvent',
    async ({ pending }) => {
      const second = { ...pending, _id: id() };
      await database.requests.dropIndex('userId_1_eventId_1');
      await database.requests.insertOne(second as never);
      // Its stock is held, so that this is the only rule it breaks.
      await database.events.updateOne(
        { _id: pending.eventId },
        { $push: { holds: { id: second._id } }, $inc: { 'rewards.1.remaining': -2 } },
      );
      return second._id;
    },
  ],
  [
    'a grant of another quantity',
    'grantsMatchRewards',
    ({ paid }) => set(paid, { 'grants.1.quantity': 1_000 }),
  ],
  ['a grant of another reward', 'grantsMatchRewards', ({ paid }) => set(paid, { 'grants.1.rewardId': id() })],
  ['a grant that is missing', 'grantsMatchRewards', ({ paid }) => set(paid, { grants: [paid.grants[0]] })],
  [
    'a grant that is there twice',
    'grantsMatchRewards',
    ({ paid }) => set(paid, { grants: [...paid.grants, paid.grants[1]] }),
  ],
  [
    'a payment of another time',
    'grantsMatchRewards',
    ({ paid }) => set(paid, { 'grants.1.grantedAt': new Date(0) }),
  ],
  [
    'a payment of a request that is not SUCCESS',
    'grantsMatchRewards',
    ({ failed, paid }) => set(failed, { grants: paid.grants }),
  ],
  [
    'a payment of a tombstone',
    'grantsMatchRewards',
    ({ tombstone, paid }) => set(tombstone, { grants: paid.grants }),
  ],
  [
    'a payment of an event that does not exist',
    'grantsMatchRewards',
    async ({ points, paid }) => {
      const grants = [{ ...paid.grants[1], rewardId: points.id }];
      const row = { ...paid, _id: id(), eventId: id(), grants };
      await database.requests.insertOne(row as never);
      return row._id;
    },
  ],
  [
    'a unit too many',
    'stockConserved',
    async ({ eventId, coupon }) => {
      await database.events.updateOne({ _id: eventId }, { $inc: { 'rewards.1.remaining': 1 } });
      return coupon.id;
    },
  ],
  [
    'a hold that was dropped',
    'stockConserved',
    async ({ eventId, coupon, pending }) => {
      await database.events.updateOne({ _id: eventId }, { $pull: { holds: { id: pending._id } } });
      return coupon.id;
    },
  ],
  [
    'more given than there was, though the sum fits',
    'stockConserved',
    async ({ eventId, coupon }) => {
      await database.events.updateOne(
        { _id: eventId },
        { $inc: { 'rewards.1.remaining': -3, 'rewards.1.stock': -3 } },
      );
      return coupon.id;
    },
  ],
  [
    'a decision of the own request',
    'noSelfDecision',
    ({ settling }) => set(settling, { decidedById: settling.userId }),
  ],
  [
    'a day with two check-ins',
    'attendanceUniquePerDay',
    async ({ userId }) => {
      const second = { _id: id(), userId, day: '2026-06-02', checkedAt: AT };
      await database.attendances.dropIndex('userId_1_day_1');
      await database.attendances.insertOne(second);
      return second._id;
    },
  ],
  [
    'a pending request with a decision',
    'decisionMatchesStatus',
    ({ pending }) => set(pending, { decidedAt: AT }),
  ],
  [
    'a paid request without a decision',
    'decisionMatchesStatus',
    ({ failed }) => set(failed, { decidedAt: null }),
  ],
  ['a failure without a reason', 'decisionMatchesStatus', ({ failed }) => set(failed, { failureCode: null })],
  ['a rejection by nobody', 'decisionMatchesStatus', ({ rejected }) => set(rejected, { decidedById: null })],
  ['a status that there is not', 'decisionMatchesStatus', ({ failed }) => set(failed, { status: 3 })],
  [
    'an event with live requests that is not frozen',
    'liveRequestsFreezeTheirEvent',
    async ({ eventId }) => {
      await database.events.updateOne({ _id: eventId }, { $set: { frozenAt: null } });
      return eventId;
    },
  ],
];

async function set(row: { readonly _id: Types.ObjectId }, fields: object): Promise<Types.ObjectId> {
  await database.requests.updateOne({ _id: row._id }, { $set: fields });
  return row._id;
}

test.each(faults)('%s breaks %s and is named', async (_what, name, change) => {
  const example = await change(await ledger());
  expect(broken(await checkInvariants(database))).toEqual([
    { name, violations: 1, examples: [String(example)] },
  ]);
});

test('every rule is broken by one of these changes', () => {
  expect(new Set(faults.map(([, name]) => name))).toEqual(new Set(RULES.map(({ name }) => name)));
});

test('of many violations all are counted and ten are named', async () => {
  const { failed } = await ledger();
  await database.requests.insertMany(
    Array.from({ length: 11 }, () => ({ ...failed, _id: id(), decidedAt: null })) as never,
  );
  const [result] = broken(await checkInvariants(database));
  expect(result).toMatchObject({ name: 'decisionMatchesStatus', violations: 11 });
  expect(new Set(result!.examples).size).toBe(10);
});
