import { Types } from 'mongoose';
import { READ_LIMIT_MS } from '../../src/database/read-limits';
import type { Actor } from '../support/actors';
import { startTestServer, type TestServer } from '../support/server';

const ROWS = 300;
/** What a page may look at: a few keys for each value of a list, and where the list ends. */
const KEYS_MAX = 10;

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
  const rows = Array.from({ length: ROWS }, (_, n) => [paid(n), failed(n)]).flat();
  await server.database.requests.insertMany(rows as never);
});
afterAll(() => server.close());

const base = (n: number) => ({
  ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(), eventId: new Types.ObjectId() },
  ...{ requestedAt: new Date(Date.UTC(2026, 0, 1) + n), decidedAt: new Date(Date.UTC(2026, 0, 1) + n) },
});

function paid(n: number): object {
  const reward = { name: 'Points', quantity: 1, type: 'POINT', externalId: n % 2 === 0 ? 'usual' : null };
  return { ...base(n), status: 1, grants: [{ id: new Types.ObjectId(), ...reward, revokedAt: null }] };
}

function failed(n: number): object {
  return { ...base(n), status: 2, failureCode: 'CONDITIONS_NOT_MET', grants: [] };
}

test.each([
  ['grants', 'rewardGrants(filter: { externalId: "nobody" })'],
  ['grants', 'rewardGrants(filter: { types: [ITEM] })'],
  ['grants', 'rewardGrants(filter: { delivery: FAILED })'],
  ['grants', 'rewardGrants(filter: { types: [ITEM, COUPON], externalId: "nobody" })'],
  ['requests', 'rewardRequests(filter: { source: SERVICE })'],
  ['requests', 'rewardRequests(filter: { revoked: true })'],
  ['requests', 'rewardRequests(filter: { failureCodes: [OUT_OF_STOCK] })'],
  [
    'requests',
    'rewardRequests(filter: { failureCodes: [OUT_OF_STOCK, REJECTED], statuses: [FAILED, SUCCESS] })',
  ],
  ['requests', 'rewardRequests(filter: { failureCodes: [CONDITIONS_NOT_MET], statuses: [SUCCESS] })'],
])('a list of %s that nothing matches looks at no row: %s', async (_list, field) => {
  const db = server.database.connection.db!;
  await db.dropCollection('system.profile').catch(() => undefined);
  await db.command({ profile: 2 });
  const { data, errors } = await operator.send(`{ list: ${field} { totalCount nodes { id } } }`);
  await db.command({ profile: 0 });
  expect({ data, errors }).toEqual({ data: { list: { totalCount: 0, nodes: [] } }, errors: [] });
  const reads = await db
    .collection('system.profile')
    .find({ ns: /rewardrequests$/, 'command.maxTimeMS': { $lte: READ_LIMIT_MS.operation } })
    .toArray();
  expect(reads).toHaveLength(2);
  for (const { docsExamined, keysExamined = 0 } of reads) {
    expect(docsExamined).toBe(0);
    expect(keysExamined).toBeLessThanOrEqual(KEYS_MAX);
  }
});

test('filters by externalId and type find what they select', async () => {
  const { data } = await operator.send(`{
    usual: rewardGrants(filter: { externalId: "usual", types: [POINT] }) { totalCount }
    failed: rewardRequests(filter: { failureCodes: [CONDITIONS_NOT_MET] }) { totalCount }
  }`);
  expect(data).toEqual({ usual: { totalCount: ROWS / 2 }, failed: { totalCount: ROWS } });
});
