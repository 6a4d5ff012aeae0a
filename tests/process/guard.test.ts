import { mongo } from 'mongoose';
import { PROOF_INTERVAL_MS } from '../../src/database/structure-watch';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { CheckAttendanceDocument, EligibilityDocument, RequestRewardDocument } from '../generated/documents';
import { claimDemoReward, demoClient, demoEventId } from '../support/demo';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';

const RIGHT = { unique: true, partialFilterExpression: { status: { $in: [0, 1] } } } as const;
const KEY = { userId: 1, eventId: 1 } as const;

interface Trial {
  readonly server: ServerProcess;
  readonly requests: mongo.Collection;
}

const clients: mongo.MongoClient[] = [];
const servers: ServerProcess[] = [];

/** A server with demo data on a database that somebody has prepared by hand. */
async function trial(prepare: (requests: mongo.Collection) => Promise<unknown>): Promise<Trial> {
  const uri = freshDatabaseUri();
  const client = new mongo.MongoClient(uri);
  clients.push(client);
  const requests = client.db().collection('rewardrequests');
  await prepare(requests);
  const server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  servers.push(server);
  return { server, requests };
}

const slot = (status: number) => ({
  userId: new mongo.ObjectId('665a000000000000000000a1'),
  eventId: new mongo.ObjectId('665a000000000000000000e1'),
  status,
});

let wrong: Trial;
let blocked: Trial;
let healthy: Trial;

beforeAll(async () => {
  [wrong, blocked, healthy] = await Promise.all([
    // Not unique: it guards nothing.
    trial((requests) =>
      requests.createIndex(KEY, { partialFilterExpression: RIGHT.partialFilterExpression }),
    ),
    trial((requests) => requests.insertMany([slot(0), slot(1)])),
    trial(async () => undefined),
  ]);
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await Promise.all(
    clients.map(async (client) => {
      await client.db().dropDatabase();
      await client.close();
    }),
  );
});

async function readiness({ server }: Trial): Promise<{ status: number; reasons: string }> {
  const response = await fetch(`${server.url}/health/ready`);
  const { reasons = [] } = (await response.json()) as { reasons?: string[] };
  return { status: response.status, reasons: reasons.join('\n') };
}

const indexNames = async ({ requests }: Trial) =>
  (await requests.listIndexes().toArray()).map(({ name }) => String(name));

async function expectNoClaim({ server, requests }: Trial): Promise<void> {
  const alice = await demoClient(server.url, 'alice');
  const eventId = await demoEventId(alice, 'Three days in a row');
  const before = await requests.countDocuments();
  await alice.refused(RequestRewardDocument, { input: { eventId } }, 'GUARD_INDEX_MISMATCH');
  expect(await requests.countDocuments()).toBe(before);
}

async function expectTheRestWorks({ server }: Trial): Promise<void> {
  const bob = await demoClient(server.url, 'bob');
  const { checkAttendance } = await bob.run(CheckAttendanceDocument);
  expect(checkAttendance).toMatchObject({ created: true });
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
}

describe('a guard index that does not guard', () => {
  // Claim invariants: C2.
  test('keeps the server from claims, and only from them', async () => {
    await expectNoClaim(wrong);
    await expectTheRestWorks(wrong);
  });

  test('is told with what was expected and what was found', async () => {
    const { status, reasons } = await readiness(wrong);
    expect(status).toBe(503);
    expect(reasons).toContain('expected {"key":{"userId":1,"eventId":1},"unique":true,');
    expect(reasons).toMatch(/found \{"key":\{"userId":1,"eventId":1\},"partialFilterExpression"/);
  });

  test('is neither dropped nor replaced', async () => {
    const live = await wrong.requests.listIndexes().toArray();
    expect(live.find(({ name }) => name === GUARD_INDEX)).not.toHaveProperty('unique');
  });

  test('lets claims through again once a person has put it right', async () => {
    await wrong.requests.dropIndex(GUARD_INDEX);
    await wrong.requests.createIndex(KEY, RIGHT);
    await until(async () => (await readiness(wrong)).status === 200);
    const alice = await demoClient(wrong.server.url, 'alice');
    expect(await claimDemoReward(alice)).toMatchObject({ status: 'SUCCESS' });
  });
});

describe('two live rows of one user and event', () => {
  test('block the build, and with it claims alone', async () => {
    await expectNoClaim(blocked);
    await expectTheRestWorks(blocked);
    expect(await indexNames(blocked)).not.toContain(GUARD_INDEX);
  });

  test('are named by the readiness, with what was expected and that nothing was found', async () => {
    const { status, reasons } = await readiness(blocked);
    expect(status).toBe(503);
    expect(reasons).toMatch(/expected \{"key".*found none/);
    for (const { _id } of await blocked.requests.find().toArray()) expect(reasons).toContain(String(_id));
  });

  test('are left as they are', async () => {
    const rows = await blocked.requests.find().sort({ status: 1 }).toArray();
    expect(rows.map(({ status }) => status as number)).toEqual([0, 1]);
  });
});

describe('a guard index that is missing', () => {
  test('is built by a start, before the server is ready', async () => {
    expect((await readiness(healthy)).status).toBe(200);
    const live = await healthy.requests.listIndexes().toArray();
    expect(live.find(({ name }) => name === GUARD_INDEX)).toMatchObject({ key: KEY, ...RIGHT });
  });

  // Claim invariants: C2.
  test('is noticed by the next claim when it was dropped under a running server', async () => {
    await healthy.requests.dropIndex(GUARD_INDEX);
    await expectNoClaim(healthy);
    await expectTheRestWorks(healthy);
  });

  // Claim invariants: C2.
  test('is noticed by the next claim when it was rebuilt in another shape under its name', async () => {
    await healthy.requests.createIndex(KEY, RIGHT);
    await until(async () => (await readiness(healthy)).status === 200);
    const alice = await demoClient(healthy.server.url, 'alice');
    const eventId = await demoEventId(alice, 'Three days in a row');
    await claimDemoReward(alice);
    await healthy.requests.dropIndex(GUARD_INDEX);
    await healthy.requests.createIndex(KEY, { partialFilterExpression: RIGHT.partialFilterExpression });
    await alice.refused(RequestRewardDocument, { input: { eventId } }, 'GUARD_INDEX_MISMATCH');
    await healthy.requests.dropIndex(GUARD_INDEX);
  });

  test('makes the server unready, and is never built by one that runs', async () => {
    const { reasons } = await until(async () => {
      const answer = await readiness(healthy);
      return answer.reasons.includes('found none') && answer;
    });
    expect(reasons).toMatch(/expected \{"key".*found none/);
    expect(await indexNames(healthy)).not.toContain(GUARD_INDEX);
  });
});

test('a guard index that was dropped is noticed although nobody claims, by a proof every few seconds', async () => {
  expect(PROOF_INTERVAL_MS).toBeLessThan(5_000);
  await wrong.requests.dropIndex(GUARD_INDEX);
  await until(async () => (await readiness(wrong)).status === 503);
  expect(await indexNames(wrong)).not.toContain(GUARD_INDEX);
});

test('eligibility, which tells what a claim would be answered, is not guessed without the guard', async () => {
  const alice = await demoClient(wrong.server.url, 'alice');
  const eventId = await demoEventId(alice, 'Three days in a row');
  await alice.refused(EligibilityDocument, { eventId }, 'GUARD_INDEX_MISMATCH');
});
