import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { mongo } from 'mongoose';
import { connectDirectly } from '../../src/embedded-database/mongod-process';
import { RequestRewardDocument } from '../generated/documents';
import { demoClient, demoEventId } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { freePort, startMongod, TEST_FOLDER_PREFIX } from '../support/mongod';
import { startReplicaSet } from '../support/replica-set';
import { runCommandHere } from '../support/run-command-here';
import { startServerProcess } from '../support/server-process';
import { until } from '../support/until';

const JWT_SECRET = 'a secret of the tests that is long enough';

/** A block of the page, as mongosh runs it: each call is done before the next. */
async function runBlock(client: mongo.MongoClient, info: RegExp, host: string): Promise<void> {
  const [block, ...others] = fencesOf(readDocument('docs/deploy.md'), info);
  expect(others).toEqual([]);
  const script = block!.text
    .replaceAll('db.adminCommand(', 'await db.adminCommand(')
    .replace('HOST:27017', host);
  const db = { adminCommand: (command: mongo.Document) => client.db('admin').command(command) };
  await runInNewContext(`(async () => { ${script} })()`, { db });
}

test("a snapshot of a member's disk serves as the page says", async () => {
  const set = await startReplicaSet();
  const uri = set.uri.replace('/?', '/mydb?');
  const folder = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-copy-`));
  let requestId: string;
  try {
    const server = await startServerProcess({ MONGODB_URI: uri, JWT_SECRET }, '--demo');
    const alice = await demoClient(server.url, 'alice');
    const eventId = await demoEventId(alice, 'First come, first served');
    const { requestReward } = await alice.run(RequestRewardDocument, { input: { eventId } });
    requestId = requestReward!.request!.id;
    await server.end();
    // A member that stands still is what an atomic snapshot holds.
    const port = await set.primaryPort();
    set.freeze(port);
    await cp(set.folderOf(port), folder, { recursive: true });
    await rm(join(folder, 'mongod.lock'));
  } finally {
    await set.stop();
  }
  const copy = await startMongod({ folder, port: await freePort(), initiate: false });
  const client = connectDirectly(copy.port);
  try {
    const status = () => client.db('admin').command({ replSetGetStatus: 1 });
    await until(async () => (await status().catch((error: Error) => error.message)) !== undefined);
    await expect(status()).rejects.toMatchObject({ codeName: 'InvalidReplicaSetConfig' });
    await runBlock(client, /^js snapshot$/, `127.0.0.1:${copy.port}`);
    await until(async () => (await client.db('admin').command({ hello: 1 })).isWritablePrimary === true);

    const env = { MONGODB_URI: `mongodb://127.0.0.1:${copy.port}/mydb?replicaSet=rs0`, JWT_SECRET };
    const verified = await runCommandHere(['verify-copy'], { env });
    expect(verified).toMatchObject({ code: 0 });
    const server = await startServerProcess(env);
    const alice = await demoClient(server.url, 'alice');
    const eventId = await demoEventId(alice, 'First come, first served');
    const again = await alice.refused(RequestRewardDocument, { input: { eventId } }, 'ALREADY_REWARDED');
    expect(again.request.id).toBe(requestId);
    await server.end('SIGKILL');
  } finally {
    await client.close();
    await copy.stop();
  }
});

test('the page sets the time after which a silent primary is replaced', async () => {
  const node = await startMongod();
  const client = connectDirectly(node.port);
  try {
    const configured = async () =>
      ((await client.db('admin').command({ replSetGetConfig: 1 })) as { config: { settings: object } }).config
        .settings;
    expect(await configured()).toMatchObject({ electionTimeoutMillis: 10_000 });
    await runBlock(client, /^js election$/, '');
    expect(await configured()).toMatchObject({ electionTimeoutMillis: 4_000 });
  } finally {
    await client.close();
    await node.stop();
  }
});
