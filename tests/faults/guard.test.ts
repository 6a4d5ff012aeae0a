import { Types, mongo } from 'mongoose';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { RequestRewardDocument } from '../generated/documents';
import { demoClient, demoEventId } from '../support/demo';
import { runCommand } from '../support/run-command';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';
import { until } from '../support/until';
import { report } from './support/report';

const ROWS = 200_000;
const SECRET = 'a secret of the tests that is long enough';

let uri: string;
let client: mongo.MongoClient;
let requests: mongo.Collection;

beforeAll(async () => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  requests = client.db().collection('rewardrequests');
});
afterAll(async () => {
  await client.db().dropDatabase();
  await client.close();
});

/** Live rows of users and events that nobody asks about. */
async function fill(): Promise<void> {
  for (let from = 0; from < ROWS; from += 20_000) {
    await requests.insertMany(
      Array.from({ length: 20_000 }, () => ({
        userId: new Types.ObjectId(),
        eventId: new Types.ObjectId(),
        status: 1,
        requestedAt: new Date(),
      })),
      { ordered: false },
    );
  }
}

test('a guard that is built on 200,000 rows under load: no claim is served before it stands', async () => {
  const first = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  await fill();
  await requests.dropIndex(GUARD_INDEX);
  const alice = await demoClient(first.url, 'alice');
  const eventId = await demoEventId(alice, 'Three days in a row');
  const rowsOf = () => requests.countDocuments({ eventId: new Types.ObjectId(eventId) });
  const before = await rowsOf();

  // The server that runs is asked all the time, until another that starts has built the index.
  let building = true;
  let refused = 0;
  const answers: Array<{ code: string; built: boolean }> = [];
  const isBuilt = async () => {
    // The statistics may meet the build as it begins or ends, and fail.
    const stats = await requests
      .aggregate([{ $indexStats: {} }])
      .toArray()
      .catch(() => []);
    return stats.some(({ name, building: unfinished }) => name === GUARD_INDEX && !unfinished);
  };
  const load = (async () => {
    while (building) {
      const { data, errors } = await alice.ask(RequestRewardDocument, { input: { eventId } });
      const code = errors[0]?.extensions.code ?? data?.requestReward?.userErrors[0]?.code ?? 'SUCCESS';
      if (code === 'GUARD_INDEX_MISMATCH') refused += 1;
      answers.push({ code, built: await isBuilt() });
    }
  })();
  const second = await startServerProcess({ MONGODB_URI: uri });
  expect(await isBuilt()).toBe(true);
  expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
  // The one that ran goes on by itself.
  await until(async () => (await fetch(`${first.url}/health/ready`)).status === 200);
  building = false;
  await load;
  for (const { code, built } of answers) if (!built) expect(code).toBe('GUARD_INDEX_MISMATCH');
  expect(refused).toBeGreaterThan(0);
  expect((await rowsOf()) - before).toBeLessThanOrEqual(1);
  report('The guard', [
    {
      rows: ROWS,
      'claims refused while it was built': refused,
      'paid meanwhile': answers.filter(({ code, built }) => !built && code === 'SUCCESS').length,
    },
  ]);
  expect(await Promise.all([first.end(), second.end()])).toEqual([0, 0]);
}, 120_000);

test('two live rows of one slot are listed by the command check, and it ends with 1', async () => {
  await requests.dropIndex(GUARD_INDEX);
  const slot = { userId: new Types.ObjectId(), eventId: new Types.ObjectId(), status: 1 };
  const { insertedIds } = await requests.insertMany([{ ...slot }, { ...slot }]);
  const checked = await runCommand('cli.js', ['check'], { env: { MONGODB_URI: uri, JWT_SECRET: SECRET } });
  expect(checked.code).toBe(1);
  for (const id of Object.values(insertedIds)) expect(checked.stdout).toContain(String(id));
}, 120_000);
