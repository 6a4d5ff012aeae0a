import { Types } from 'mongoose';
import type { App } from '../../src/app';
import { checkInvariants } from '../../src/invariants/invariants';
import { EventDocument, RequestRewardForDocument } from '../generated/documents';
import { actorOf, type Actor } from '../support/actors';
import { Client } from '../support/client';
import { codesFrom, createPoolEvent, importCodes, readCodes } from '../support/codes';
import { newWinners } from '../support/winners';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';
import { backendOf, type Backend } from '../support/service-keys';
import { until } from '../support/until';

/** Four servers of one service, each a process of its own. The form with kills: tests/faults/reward-codes.test.ts. */
const SERVERS = 4;
const WINNERS = 200;
let servers: ServerProcess[];
/** Not raced against: imports codes and reads rows. */
let home: TestServer;
let app: App;
let operator: Actor;
let shop: Backend;

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: 'system' });
  ({ app } = home);
  servers = await startServerProcesses(SERVERS, mongodbUri);
  operator = await actorOf(app, home.clock, () => servers[0]!.url, 'OPERATOR');
  shop = await backendOf(home, ['CLAIMS_WRITE']);
});
afterAll(async () => {
  const codes = await Promise.all(servers.map((server) => server.end()));
  await home.close();
  expect(codes).toEqual(servers.map(() => 0));
});
afterEach(async () => {
  for (const { log } of servers) expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect((await checkInvariants(app.database)).filter(({ ok }) => !ok)).toEqual([]);
});

/** Sent again while nothing could be decided, as a client does: the last units are held, or the machine is busy. */
async function claimFor(userId: string, eventId: string, server: number) {
  const client = new Client(() => servers[server % SERVERS]!.url, shop.key);
  const input = { user: { id: userId }, eventId, idempotencyKey: `win-${eventId}` };
  return until(async () => {
    const { data, errors } = await client.ask(RequestRewardForDocument, { input });
    if (errors.some(({ extensions }) => extensions.code === 'SERVICE_UNAVAILABLE')) return null;
    expect(errors).toEqual([]);
    return data!.requestRewardFor!.request;
  });
}

test('winners on four servers at once get one code each while the pool is imported by two at once', async () => {
  const { id, poolId } = await createPoolEvent(operator);
  const codes = codesFrom('race', 2 * WINNERS);
  await importCodes(app, poolId, codes.slice(0, WINNERS));
  const users = await newWinners(app, WINNERS);
  const rest = codes.slice(WINNERS);
  await Promise.all([
    // Each claim is sent to two servers.
    ...users.flatMap((userId, n) => [claimFor(userId, id, n), claimFor(userId, id, n + 1)]),
    importCodes(app, poolId, rest),
    importCodes(app, poolId, rest),
  ]);
  await until(async () => (await app.database.requests.countDocuments({ due: 'codes' })) === 0);
  const { byRequest, free } = await readCodes(app, poolId);
  expect(byRequest.size).toBe(WINNERS);
  expect(new Set(byRequest.values()).size).toBe(WINNERS);
  expect([...byRequest.values(), ...free].sort()).toEqual([...codes].sort());
  const { event } = await operator.run(EventDocument, { id });
  expect(event!.rewards[0]).toMatchObject({
    stock: 2 * WINNERS,
    remaining: WINNERS,
    codes: { imported: 2 * WINNERS, bound: WINNERS, free: WINNERS, low: false },
  });
});

test('the last codes are won once each, and the others are sold out', async () => {
  const { id, poolId } = await createPoolEvent(operator);
  await importCodes(app, poolId, codesFrom('last', 40));
  const users = await newWinners(app, 100);
  const claimed = await Promise.all(users.map((userId, n) => claimFor(userId, id, n)));
  expect(claimed.filter(({ status }) => status === 'SUCCESS')).toHaveLength(40);
  await until(async () => (await app.database.requests.countDocuments({ due: 'codes' })) === 0);
  const { byRequest, free } = await readCodes(app, poolId);
  expect([...new Set(byRequest.values())].sort()).toEqual(codesFrom('last', 40));
  expect(free).toEqual([]);
  const rows = await app.database.requests
    .find({ eventId: new Types.ObjectId(id), status: 1 }, { projection: { _id: 1 } })
    .toArray();
  expect(rows.map(({ _id }) => String(_id)).sort()).toEqual([...byRequest.keys()].sort());
});
