import { mongo } from 'mongoose';
import { claimDemoReward, demoClient } from '../support/demo';
import { fencesOf, readDocument } from '../support/markdown';
import { runCommand } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';
import { until } from '../support/until';

const GRANTED = 'feed:REWARD_GRANTED';

let uri: string;
let client: mongo.MongoClient;
let db: mongo.Db;
beforeEach(async () => {
  uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  db = client.db();
  const server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  await claimDemoReward(await demoClient(server.url, 'alice'));
  // What is paid is in the feed.
  await until(async () => (await owing()) === 0);
  await server.end('SIGKILL');
});
afterEach(async () => {
  await db.dropDatabase();
  await client.close();
});

const requests = () => db.collection('rewardrequests');
const entries = () => db.collection<{ _id: number; rowId: mongo.ObjectId }>('rewardfeed');
const owing = () => requests().countDocuments({ due: GRANTED });
const paid = () => requests().find({ status: 1 }).sort({ decidedAt: 1, _id: 1 }).toArray();
const feed = () => entries().find().sort({ _id: 1 }).toArray();
const settingOf = () =>
  db.collection<{ _id: string; epoch: string }>('settings').findOne({ _id: 'rewardFeed' });

/** More than a batch of a backfill, paid by an older release: they neither owe anything nor have entries. */
async function makeOlderPayments(count = 2_500): Promise<mongo.WithId<mongo.Document>[]> {
  const [row] = await paid();
  const { _id, userId: _userId, idempotencyKey: _key, ...fields } = row!;
  await requests().insertMany(
    Array.from({ length: count - 1 }, () => ({ ...fields, userId: new mongo.ObjectId() })),
  );
  await requests().updateMany({}, { $unset: { due: '' } });
  await entries().deleteMany({});
  return paid();
}

const env = () => ({ MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' });
const run = (...args: string[]) => runCommandHere(args, { env: env() });

/** Of the rows of an older release the other rules find more: they are copies of one. */
const brokenFeedRules = async () => (await run('check')).stdout.match(/^BROKEN .*(Entries|feed).*$/gm) ?? [];

test('feed-backfill announces the paid requests of an older release, each once, and repeats nothing', async () => {
  const rows = await makeOlderPayments();

  const first = await run('feed-backfill', '--json');
  expect({ code: first.code, said: JSON.parse(first.stdout) as unknown, stderr: first.stderr }).toEqual({
    code: 0,
    said: {
      ...{ complete: true, dryRun: false, read: rows.length, added: rows.length },
      ...{ older: rows.length, delivered: 0 },
    },
    stderr: '',
  });
  const written = await feed();
  expect(written.map(({ _id }) => _id)).toEqual(rows.map((_row, place) => place + 1));
  expect(new Set(written.map(({ rowId }) => rowId.toHexString()))).toEqual(
    new Set(rows.map(({ _id }) => _id.toHexString())),
  );
  expect(await owing()).toBe(0);

  const second = await run('feed-backfill');
  expect({ code: second.code, stdout: second.stdout }).toEqual({
    code: 0,
    stdout: `${rows.length} paid requests read; 0 of them had no entry and have one now\n`,
  });
  expect(await feed()).toEqual(written);
});

test("the guide's command counts what it would add, and writes nothing", async () => {
  const [block] = fencesOf(readDocument('docs/guides/reward-feed.md'), /^sh feed-backfill$/);
  await makeOlderPayments(3);
  const [node, script, ...args] = block!.text.trim().split(' ');
  expect([node, script]).toEqual(['node', 'dist/cli.js']);
  expect(await run(...args)).toMatchObject({ code: 0, stderr: 'Dry run, nothing is written.\n' });
  expect(await feed()).toHaveLength(0);
});

test('feed-backfill --delivered-before hands nothing over again, and a dry run counts first', async () => {
  const rows = await makeOlderPayments(20);
  const before = ['feed-backfill', '--delivered-before', '2999-01-01T00:00:00Z'];
  const counts = `${rows.length} of them had no entry`;
  expect(await run(...before, '--dry-run')).toMatchObject({
    code: 0,
    stdout: `${rows.length} paid requests read; ${counts}: ${rows.length} of them were paid before the feed existed, and ${rows.length} are to be marked as delivered\n`,
    stderr: 'Dry run, nothing is written.\n',
  });
  expect([await feed(), await owing()]).toEqual([[], 0]);

  expect(await run(...before)).toMatchObject({ code: 0, stderr: '' });
  expect(await feed()).toHaveLength(rows.length);
  const grants = (await paid()).flatMap(({ grants: of }) => of as Array<{ delivery: object }>);
  expect(grants.length).toBeGreaterThanOrEqual(rows.length);
  for (const { delivery } of grants)
    expect(delivery).toMatchObject({ state: 'DELIVERED', reference: 'before-feed', attempts: 0 });
  expect(await brokenFeedRules()).toEqual([]);

  const refused = await run('feed-backfill', '--delivered-before', '2026-06-01 09:00');
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^--delivered-before is/),
  });
});

test('a server does not announce payments from before the feed by itself, and check accepts them', async () => {
  const [old] = await makeOlderPayments(2);
  // Due at once; the first server may have been killed during its own pass, which then counts as running for minutes.
  await db
    .collection<{ _id: string }>('settings')
    .updateOne({ _id: 'rewardFeed' }, { $set: { passedAt: null, passUntil: new Date(0) } });
  const [, lost] = await paid();
  await requests().updateOne({ _id: lost!._id }, { $set: { due: [] } });
  const server = await startServerProcess({ MONGODB_URI: uri });
  try {
    await until(async () => (await feed()).length > 0);
  } finally {
    await server.end();
  }
  expect((await feed()).map(({ rowId }) => rowId)).toEqual([lost!._id]);
  expect(await requests().countDocuments({ _id: old!._id, due: { $exists: false } })).toBe(1);
  expect(await brokenFeedRules()).toEqual([]);
});

test('two feed-backfills at once announce each paid request once', async () => {
  const rows = await makeOlderPayments();
  const ended = await Promise.all([1, 2].map(() => runCommand('cli.js', ['feed-backfill'], { env: env() })));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  const written = await feed();
  expect(written.map(({ _id }) => _id)).toEqual(rows.map((_row, place) => place + 1));
  expect(new Set(written.map(({ rowId }) => rowId.toHexString())).size).toBe(rows.length);
});

test('verify-copy renews the epoch of the feed only with --restored, also of a copy that is broken', async () => {
  const before = await settingOf();
  expect((await run('verify-copy')).code).toBe(0);
  expect(await settingOf()).toEqual(before);

  const restored = await run('verify-copy', '--restored');
  expect(restored.code).toBe(0);
  const after = await settingOf();
  expect(after!.epoch).toMatch(/^[0-9a-f]{24}$/);
  expect(after!.epoch).not.toBe(before!.epoch);
  expect(restored.stdout).toMatch(new RegExp(`^ok +feedEpoch +renewed: ${after!.epoch}$`, 'm'));

  await db.collection<{ _id: string }>('settings').deleteOne({ _id: 'auditHead' });
  expect((await run('verify-copy', '--restored')).code).toBe(1);
  expect((await settingOf())!.epoch).not.toBe(after!.epoch);
});

test('a server on a restored copy announces at once what the feed of the copy lacks', async () => {
  const rows = await paid();
  // The copy was taken between a payment and its entry.
  const [last] = (await feed()).slice(-1);
  await entries().deleteOne({ _id: last!._id });
  await run('verify-copy', '--restored');
  const server = await startServerProcess({ MONGODB_URI: uri });
  try {
    await until(async () => (await feed()).length === rows.length);
  } finally {
    await server.end('SIGKILL');
  }
  expect((await feed()).at(-1)!.rowId).toEqual(last!.rowId);
});
