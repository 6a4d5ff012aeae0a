import { once } from 'node:events';
import { mongo } from 'mongoose';
import { runCommand } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { MAIN, spawnServer, startServerProcesses } from '../support/server-process';
import { until } from '../support/until';

let uri: string;
let client: mongo.MongoClient;
let db: mongo.Db;

const cli = (...args: string[]) =>
  runCommandHere(args, {
    env: { MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' },
  });
const main = () =>
  runCommand('main.js', [], {
    env: { MONGODB_URI: uri, PORT: '0', JWT_SECRET: 'a secret of the tests that is long enough' },
  });
const migrations = () => db.collection<{ _id: string } & mongo.Document>('migrations');
const findState = () => migrations().findOne({ _id: 'state' });
const appliedLines = (log: readonly string[]) => log.filter((line) => line.includes('"migration applied"'));

beforeEach(() => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  db = client.db();
});

afterEach(async () => {
  await db.dropDatabase();
  await client.close();
});

test('servers that start together run each migration once', async () => {
  const servers = await startServerProcesses(3, uri);
  expect(servers.flatMap(({ log }) => appliedLines(log))).toHaveLength(1);
  expect((await findState())!.applied).toHaveLength(1);
  const status = await cli('migrate', '--dry-run');
  expect(status).toMatchObject({ code: 0, stdout: 'applied  0001 own-documents\n' });
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
});

test('what a killed process left, the lock held and nothing recorded, is begun again by the next start', async () => {
  const heldUntil = new Date(Date.now() + 3_600_000);
  await migrations().insertOne({ _id: 'state', applied: [], term: 7, heldUntil });
  const { child, log, listening } = spawnServer(MAIN, { MONGODB_URI: uri });
  await until(() => log.some((line) => line.includes('waiting for another process')));
  expect(appliedLines(log)).toEqual([]);
  await migrations().updateOne({}, { $set: { heldUntil: new Date(0) } });
  await listening;
  expect(appliedLines(log)).toHaveLength(1);
  expect(await findState()).toMatchObject({ term: 8, applied: [{ number: 1 }] });
  const ended = once(child, 'exit');
  child.kill();
  expect(await ended).toEqual([0, null]);
});

test('a dry run lists what is pending and changes nothing', async () => {
  const { code, stdout } = await cli('migrate', '--dry-run', '--json');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: '{"number":1,"name":"own-documents","state":"pending"}\n',
  });
  expect(await db.listCollections().toArray()).toEqual([]);
  expect((await cli('migrate')).stdout).toBe('done     0001 own-documents\n');
  expect((await cli('migrate')).stdout).toBe('applied  0001 own-documents\n');
});

test('a changed text of an applied one is refused by server and command, without a stack', async () => {
  await cli('migrate');
  await db.collection('migrations').updateOne({}, { $set: { 'applied.0.checksum': 'another' } });
  for (const { code, stderr } of await Promise.all([main(), cli('migrate')])) {
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Migration 1 .*another text/),
    });
    expect(stderr).not.toMatch(/^ +at /m);
  }
  expect(await cli('migrate', '--dry-run')).toMatchObject({
    code: 1,
    stdout: 'changed  0001 own-documents\n',
  });
});

test("another program's database is refused before anything is built in it", async () => {
  await db.collection('users').insertOne({ user_id: 'kim', password: 'canary' });
  const { code, stderr } = await main();
  expect(code).toBe(1);
  expect(stderr).toMatch(/collection users .* did not write[^]*docs\/migrate\.md/);
  expect(stderr).not.toContain('canary');
  expect((await db.collection('users').listIndexes().toArray()).map(({ name }) => name as string)).toEqual([
    '_id_',
  ]);
  expect((await findState())!.applied).toEqual([]);
});
