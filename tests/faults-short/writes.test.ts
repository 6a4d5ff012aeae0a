import { Types, type mongo } from 'mongoose';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { RequestRewardDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { failCommands, failNothing } from '../support/fail-points';
import { useMongodWithFailPoints, type TestMongod } from '../support/mongod';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startTcpProxy, through, type TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { ACTS, codeOf, expectSettled, type ActStage } from '../faults/support/acts';

let mongod: TestMongod;
let proxy: TcpProxy;
let server: TestServer;
let stage: ActStage;
let admin: mongo.MongoClient;

beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
  proxy = await startTcpProxy(mongod.port);
  server = await startTestServer({ mongodbUri: through(proxy, freshDatabaseUri()) });
  admin = server.database.claims;
  const [operator, adminActor] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
  stage = { server, operator, admin: adminActor };
});
afterEach(async () => {
  proxy.heal();
  await failNothing(admin);
});
afterAll(async () => {
  await server.close();
  await proxy.close();
  await mongod.stop();
});

/** Taking units again waits 5 s for a sweeper: the long form has it. */
const SHORT = ACTS.filter(({ name }) => name !== 'the units of a claim');

describe.each(SHORT.map((act) => [act.name, act] as const))('%s', (_name, act) => {
  const { command, collection } = act;
  const namespace = () => `${server.database.claimsDb.databaseName}.${collection}`;

  async function expectDone(disturb: () => unknown): Promise<void> {
    const ready = await act.prepare(stage);
    await disturb();
    expect(codeOf(await ready.ask())).toBeNull();
    await failNothing(admin);
    await expectSettled(server);
    await ready.expectOnce();
  }

  // Claim invariants: C4.
  test('is done once, and told as done, when the answer to its write is lost', () =>
    expectDone(() => proxy.intercept({ match: (sent) => sent[command] === collection })));

  test('is done once, and told as done, when the connection is closed before it', () =>
    expectDone(() => failCommands(admin, [command], { closeConnection: true, namespace: namespace() })));

  test('is done once, and told as done, when it is written and not known to be safe', () =>
    expectDone(() =>
      failCommands(admin, [command], {
        writeConcernError: { code: 64, errmsg: 'waiting for replication' },
        namespace: namespace(),
      }),
    ));
});

test('a primary that came up too lately to know what is acknowledged is waited for, not called a fault of ours', async () => {
  const READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET = 134;
  const refresh = SHORT.find(({ name }) => name === 'a refresh')!;
  const ready = await refresh.prepare(stage);
  // The driver by itself asks twice.
  await failCommands(
    admin,
    ['find'],
    {
      errorCode: READ_CONCERN_MAJORITY_NOT_AVAILABLE_YET,
      namespace: `${server.database.claimsDb.databaseName}.users`,
    },
    { times: 3 },
  );
  expect(codeOf(await ready.ask())).toBeNull();
  await ready.expectOnce();
});

// Claim invariants: C2.
test('a guard that is dropped under load: no batch that reads after it pays, and the server reports it', async () => {
  const event = await createEvent(stage.operator);
  const users = await Promise.all(Array.from({ length: 8 }, () => server.actor('USER')));
  for (const { id } of users) await attend(server.database, id, lastDays(server.clock.now(), 3));
  const rows = { eventId: new Types.ObjectId(event.id) };
  const input = { eventId: event.id };
  await users[0]!.run(RequestRewardDocument, { input });

  await server.database.requests.dropIndex(GUARD_INDEX);
  const paid = await server.database.requests.countDocuments(rows);
  for (const user of users) await user.refused(RequestRewardDocument, { input }, 'GUARD_INDEX_MISMATCH');
  expect(await server.database.requests.countDocuments(rows)).toBe(paid);
  await until(async () => (await fetch(`${server.url}/health/ready`)).status === 503);
});
