import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { RequestRewardDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { Client } from '../support/client';
import { createEvent } from '../support/events';
import { startTestServer, type TestServer } from '../support/server';
import { startTcpProxy, type TcpProxy, type SentCommand } from '../support/tcp-proxy';
import { ACTS, codeOf, expectEachOnce, expectSettled, type ActStage } from './support/acts';
import { report } from './support/report';

/** What a client waits for at most: the deadline of the write paths, and a margin for two busy cores. */
const ANSWERED_WITHIN_MS = 8_000 + 2_000;
const WRITES = ['insert', 'update', 'findAndModify'];

let proxy: TcpProxy;
let server: TestServer;
/** Another server of the same service, on an undisturbed link. */
let direct: TestServer;
let stage: ActStage;
const counts = { asked: 0, 'answers lost': 0, 'found done once': 0, 'lost or done twice': 0 };

beforeAll(async () => {
  proxy = await startTcpProxy(Number(new URL(process.env.TEST_MONGODB_URI!).port));
  server = await startTestServer({
    mongodbUri: `mongodb://127.0.0.1:${proxy.port}/lost_${randomUUID().slice(0, 8)}?directConnection=true`,
  });
  direct = await startTestServer({
    mongodbUri: server.mongodbUri.replace(String(proxy.port), new URL(process.env.TEST_MONGODB_URI!).port),
  });
  const [operator, admin] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
  stage = { server, operator, admin };
});
afterEach(() => proxy.heal());
afterAll(async () => {
  proxy.heal();
  await server.close();
  await direct.app.close();
  await proxy.close();
  report('Lost answers', [counts]);
});

const write = (command: string, collection: string) => (sent: SentCommand) => sent[command] === collection;

describe.each(ACTS.map((act) => [act.name, act] as const))('%s', (_name, act) => {
  const { command, collection } = act;

  test.each([1, 2])(
    'answer lost %i times after it was done: the client sees success, done once',
    async (times) => {
      const ready = await act.prepare(stage);
      const struck = proxy.intercept({ match: write(command, collection), times });
      expect(codeOf(await ready.ask())).toBeNull();
      expect(struck()).toBeGreaterThan(0);
      counts.asked += 1;
      counts['answers lost'] += struck();
      await expectSettled(server);
      await expectEachOnce([ready], counts);
    },
  );
});

// Claim invariants: C4.
test('every answer to a write lost: an answer in time, and never a wrong one; a repeat finds it done, once', async () => {
  const ready = await Promise.all(ACTS.map((act) => act.prepare(stage)));
  const struck = proxy.intercept({
    match: (sent) => WRITES.some((name) => name in sent),
    times: Infinity,
  });
  const begun = performance.now();
  const answers = await Promise.all(
    ready.map(async (act) => {
      const code = codeOf(await act.ask());
      return { code, inTime: performance.now() - begun < ANSWERED_WITHIN_MS };
    }),
  );
  counts.asked += answers.length;
  counts['answers lost'] += struck();
  // Where reads alone can tell that it was done, success is the truth.
  for (const [n, { code, inTime }] of answers.entries()) {
    expect([ACTS[n]!.name, inTime]).toEqual([ACTS[n]!.name, true]);
    expect([null, 'SERVICE_UNAVAILABLE']).toContain(code);
  }

  proxy.heal();
  for (const [n, act] of ready.entries()) {
    const code = codeOf(await act.ask());
    expect([ACTS[n]!.name, code]).toEqual([ACTS[n]!.name, code === null ? null : act.repeatedCode]);
  }
  await expectSettled(server);
  await expectEachOnce(ready, counts);
}, 60_000);

// Claim invariants: C4, C7.
test("an insert that another's row refused, its answer lost: the other's row is the answer", async () => {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const event = await createEvent(stage.operator);
  const input = { eventId: event.id };
  const other = new Client(() => direct.url, user.accessToken);
  proxy.intercept({
    match: write('insert', 'rewardrequests'),
    // Behind this claim's read and before its row, on another server.
    before: () => other.run(RequestRewardDocument, { input }),
  });
  const payload = await user.refused(RequestRewardDocument, { input }, 'ALREADY_REWARDED');
  // When the primary counts as unknown meanwhile, a tombstone without a status closes the claim's own id.
  const rows = await server.database.requests
    .find({ userId: new Types.ObjectId(user.id), status: { $in: [0, 1, 2] } })
    .toArray();
  expect(rows.map(({ _id }) => String(_id))).toEqual([payload.request.id]);
});

test('the last units taken by a claim that was not told: nobody gets them twice, and they come back', async () => {
  const [first, second] = await Promise.all([server.actor('USER'), server.actor('USER')]);
  for (const { id } of [first, second]) await attend(server.database, id, lastDays(server.clock.now(), 3));
  const event = await createEvent(stage.operator, { rewards: [{ type: 'ITEM', name: 'Mug', stock: 1 }] });
  const input = { eventId: event.id, idempotencyKey: 'once' };
  proxy.intercept({ match: write('findAndModify', 'events') });
  // The hold of the lost take is open: whether it is a sale, nobody can tell yet.
  await first.refused(RequestRewardDocument, { input }, 'SERVICE_UNAVAILABLE');
  await second.refused(RequestRewardDocument, { input }, 'SERVICE_UNAVAILABLE');
  await expectSettled(server);
  const { requestReward } = await first.run(RequestRewardDocument, { input });
  expect(requestReward!.request).toMatchObject({ status: 'SUCCESS' });
  await second.refused(RequestRewardDocument, { input }, 'OUT_OF_STOCK');
  await expectSettled(server);
});
