import { Types, type mongo } from 'mongoose';
import { RequestRewardDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { failCommands, failNothing } from '../support/fail-points';
import { useMongodWithFailPoints, type TestMongod } from '../support/mongod';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { ACTS, codeOf, expectEachOnce, expectSettled, type ActStage } from './support/acts';
import { report } from './support/report';

/** The deadline of the write paths, and a margin for two busy cores. */
const ANSWERED_WITHIN_MS = 8_000 + 2_000;
const WRITES = ['insert', 'update', 'findAndModify'];

const FAULTS = {
  'a closed connection': { closeConnection: true },
  NotWritablePrimary: { errorCode: 10_107 },
  PrimarySteppedDown: { errorCode: 189 },
  InterruptedDueToReplStateChange: { errorCode: 11_602 },
  // It is written, and the answer does not say whether it is safe; the driver repeats the second by itself.
  'a write concern that timed out': { writeConcernError: { code: 64, errmsg: 'waiting for replication' } },
  'a write concern cut by a stepdown': { writeConcernError: { code: 11_602, errmsg: 'stepping down' } },
} as const;

let mongod: TestMongod;
let server: TestServer;
let stage: ActStage;
let admin: mongo.MongoClient;
const counts = { asked: 0, 'answered with success': 0, 'found done once': 0, 'lost or done twice': 0 };

beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
  server = await startTestServer({ mongodbUri: freshDatabaseUri() });
  admin = server.database.claims;
  const [operator, adminActor] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
  stage = { server, operator, admin: adminActor };
});
afterEach(() => failNothing(admin));
afterAll(async () => {
  await server.close();
  await mongod.stop();
  report('Fail points', [counts]);
});

const faults = Object.entries(FAULTS);
const namespace = (collection: string) => `${server.database.claimsDb.databaseName}.${collection}`;

describe.each(ACTS.map((act) => [act.name, act] as const))('%s', (_name, act) => {
  const { command, collection } = act;

  test.each(faults.flatMap(([fault, options]) => [1, 2].map((times) => [fault, times, options] as const)))(
    'after %s, %i times: the client sees success, and it is done once',
    async (_fault, times, options) => {
      const ready = await act.prepare(stage);
      await failCommands(admin, [command], { ...options, namespace: namespace(collection) }, { times });
      counts.asked += 1;
      expect(codeOf(await ready.ask())).toBeNull();
      counts['answered with success'] += 1;
      await failNothing(admin);
      await expectSettled(server);
      await expectEachOnce([ready], counts);
    },
  );
});

test.each([
  ...faults.filter(([, fault]) => !('writeConcernError' in fault)),
  ['writes that take 4 s each', { blockConnection: true, blockTimeMS: 4_000 }] as const,
])(
  'always %s: SERVICE_UNAVAILABLE or success in time; healed, a repeat finds or does it, once',
  async (_fault, options) => {
    const ready = await Promise.all(ACTS.map((act) => act.prepare(stage)));
    await failCommands(admin, WRITES, options, 'alwaysOn');
    const begun = performance.now();
    const answers = await Promise.all(
      ready.map(async (act) => {
        const code = codeOf(await act.ask());
        return { code, inTime: performance.now() - begun < ANSWERED_WITHIN_MS };
      }),
    );
    counts.asked += answers.length;
    await failNothing(admin);
    const blocks = 'blockTimeMS' in options;
    for (const [n, { code, inTime }] of answers.entries()) {
      expect([ACTS[n]!.name, inTime]).toEqual([ACTS[n]!.name, true]);
      expect(blocks ? [null, 'SERVICE_UNAVAILABLE'] : ['SERVICE_UNAVAILABLE']).toContain(code);
    }
    for (const [n, act] of ready.entries()) {
      const code = codeOf(await act.ask());
      expect([ACTS[n]!.name, code]).toEqual([ACTS[n]!.name, code === null ? null : act.repeatedCode]);
    }
    await expectSettled(server);
    await expectEachOnce(ready, counts);
  },
  60_000,
);

describe.each(['aggregate', 'find'])('reads by %s', (command) => {
  test.each(faults.filter(([, fault]) => !('writeConcernError' in fault)))(
    'after %s, once: the client sees success',
    async (_fault, options) => {
      for (const act of ACTS) {
        const ready = await act.prepare(stage);
        await failCommands(admin, [command], options, { times: 1 });
        expect([act.name, codeOf(await ready.ask())]).toEqual([act.name, null]);
        await failNothing(admin);
        await expectEachOnce([ready], counts);
      }
    },
    120_000,
  );

  test('never answered: SERVICE_UNAVAILABLE in time', async () => {
    const ready = await Promise.all(ACTS.map((act) => act.prepare(stage)));
    await failCommands(admin, [command], { closeConnection: true }, 'alwaysOn');
    const begun = performance.now();
    const codes = await Promise.all(ready.map(async (act) => codeOf(await act.ask())));
    expect(performance.now() - begun).toBeLessThan(ANSWERED_WITHIN_MS);
    // Some of them read nothing by this command.
    for (const code of codes) expect([null, 'SERVICE_UNAVAILABLE']).toContain(code);
    expect(codes).toContain('SERVICE_UNAVAILABLE');
  }, 60_000);
});

describe('a batch of claims', () => {
  const CLAIMS = 24;

  async function batch() {
    const event = await createEvent(stage.operator);
    const users = await Promise.all(Array.from({ length: CLAIMS }, () => server.actor('USER')));
    for (const { id } of users) await attend(server.database, id, lastDays(server.clock.now(), 3));
    const input = { eventId: event.id };
    return {
      event,
      users,
      claim: () => Promise.all(users.map((user) => user.ask(RequestRewardDocument, { input }))),
      rows: () => server.database.requests.find({ eventId: new Types.ObjectId(event.id) }).toArray(),
    };
  }

  test.each(faults)(
    'whose insert ends with %s, twice, is paid whole: nobody is told otherwise',
    async (_fault, options) => {
      const { claim, rows } = await batch();
      await failCommands(
        admin,
        ['insert'],
        { ...options, namespace: namespace('rewardrequests') },
        { times: 2 },
      );
      const answers = await claim();
      expect(answers.map((answer) => codeOf(answer as never))).toEqual(Array(CLAIMS).fill(null));
      const stored = await rows();
      const told = answers.map(({ data }) => data!.requestReward!.request!.id).sort();
      expect(stored.map(({ _id }) => String(_id)).sort()).toEqual(told);
      counts.asked += CLAIMS;
      counts['answered with success'] += CLAIMS;
    },
  );

  test('whose write concern error hides that one slot was taken: its claim alone is told of the holder', async () => {
    const { claim, rows, users, event } = await batch();
    const first = await users[0]!.run(RequestRewardDocument, { input: { eventId: event.id } });
    // Behind the facts: the slot is free in what the batch reads.
    const held = await server.database.requests.findOneAndDelete({
      _id: new Types.ObjectId(first.requestReward!.request!.id),
    });
    const { facts } = (
      server.services.claims as unknown as {
        parts: { facts: { read: (query: unknown) => Promise<unknown> } };
      }
    ).parts;
    const read = facts.read.bind(facts);
    let putBack: Promise<unknown> | undefined;
    facts.read = async (query) => {
      const answer = await read(query);
      await (putBack ??= server.database.requests
        .insertOne(held!)
        .then(() =>
          failCommands(
            admin,
            ['insert'],
            { ...FAULTS['a write concern that timed out'], namespace: namespace('rewardrequests') },
            { times: 2 },
          ),
        ));
      return answer;
    };
    const answers = await claim();
    facts.read = read;
    expect(answers.map((answer) => codeOf(answer as never))).toEqual([
      'ALREADY_REWARDED',
      ...Array<null>(CLAIMS - 1).fill(null),
    ]);
    expect(await rows()).toHaveLength(CLAIMS);
  });
});
