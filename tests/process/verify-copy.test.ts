import { mongo } from 'mongoose';
import type { AuditEntry } from '../../src/audit/audit-entry.model';
import { link } from '../../src/audit/chain';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { claimDemoReward, demoClient } from '../support/demo';
import type { Ended } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess } from '../support/server-process';

type Row = mongo.Document & { _id: unknown };

let client: mongo.MongoClient;
let original: mongo.Db;
let copyUri: string;
let copy: mongo.Db;

const nameOf = (uri: string) => new URL(uri).pathname.slice(1);

const verify = (...args: string[]) =>
  runCommandHere(['verify-copy', ...args], {
    env: { MONGODB_URI: copyUri, JWT_SECRET: 'a secret of the tests that is long enough' },
  });

const brokenOf = ({ stdout }: Ended) => [...stdout.matchAll(/^BROKEN (\S+)/gm)].map(([, name]) => name);

/** Documents and indexes, as a dump holds them. */
async function contentsOf(db: mongo.Db) {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      rows: await db.collection<Row>(name).find().sort({ _id: 1 }).toArray(),
      indexes: await db.collection(name).listIndexes().toArray(),
    })),
  );
}

beforeAll(async () => {
  const uri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  original = client.db();
  const server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  await claimDemoReward(await demoClient(server.url, 'alice'));
  await server.end();
});

beforeEach(async () => {
  copyUri = freshDatabaseUri();
  copy = client.db(nameOf(copyUri));
  for (const { name, rows, indexes } of await contentsOf(original)) {
    await copy.createCollection(name);
    if (rows.length > 0) await copy.collection<Row>(name).insertMany(rows);
    const made = indexes.filter((index) => index.name !== '_id_');
    if (made.length > 0) await copy.collection(name).createIndexes(made as mongo.IndexDescription[]);
  }
});

afterEach(() => copy.dropDatabase());

afterAll(async () => {
  await original.dropDatabase();
  await client.close();
});

test('a whole copy is found sound, a line for each rule, and nothing in it is touched', async () => {
  const before = await contentsOf(copy);
  const ended = await verify();
  expect({ code: ended.code, broken: brokenOf(ended), stderr: ended.stderr }).toEqual({
    code: 0,
    broken: [],
    stderr: '',
  });
  for (const name of ['migration.1', 'indexes.users', 'serviceCalendar', 'auditChain', 'stockConserved']) {
    expect(ended.stdout).toMatch(new RegExp(`^ok +${name.replace('.', '\\.')} `, 'm'));
  }
  expect(await contentsOf(copy)).toEqual(before);
});

test('a long check tells how far it is, a line each 100,000 rows, and keeps them out of what it has found', async () => {
  const rows = 100_000;
  const user = await copy.collection('users').findOne({ usernameKey: 'bob' });
  // One user's check-ins of some centuries, made by the database itself.
  await copy
    .collection('users')
    .aggregate([
      { $match: { _id: user!._id } },
      { $project: { n: { $range: [0, rows] } } },
      { $unwind: '$n' },
      {
        $set: { checkedAt: { $add: [new Date('1600-01-01T03:00:00Z'), { $multiply: ['$n', 86_400_000] }] } },
      },
      {
        $project: {
          _id: { $toObjectId: { $concat: ['b'.repeat(16), { $toString: { $add: ['$n', 10_000_000] } }] } },
          userId: '$_id',
          day: { $dateToString: { date: '$checkedAt', format: '%Y-%m-%d' } },
          checkedAt: 1,
        },
      },
      { $merge: { into: 'userattendances' } },
    ])
    .toArray();
  await lengthenChain(rows);
  const ended = await verify('--json');
  expect({ code: ended.code, stderr: ended.stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^100,000 audit entries, [\d,]+ per second\n100,000 check-ins, [\d,]+ per second\n$/,
    ),
  });
  for (const line of ended.stdout.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ ok: true });
});

/** To so many entries, and their head with them. */
async function lengthenChain(entries: number): Promise<void> {
  const last = await copy.collection<AuditEntry>('auditentries').findOne({}, { sort: { sequence: -1 } });
  const { _id, hash, previousHash: _previous, sequence, ...fields } = last!;
  const more = Array.from({ length: entries - sequence }, () => ({ ...fields, id: new mongo.ObjectId() }));
  const added = link({ sequence, hash }, more);
  for (let from = 0; from < added.length; from += 10_000) {
    await copy.collection<AuditEntry>('auditentries').insertMany(added.slice(from, from + 10_000));
  }
  const head = { sequence: entries, hash: added.at(-1)!.hash };
  await settings().updateOne({ _id: 'auditHead' }, { $set: { head } });
}

test('an empty database is no copy, and stays empty', async () => {
  await copy.dropDatabase();
  const ended = await verify();
  expect(ended.code).toBe(1);
  expect(brokenOf(ended)).toEqual(
    expect.arrayContaining(['guardIndex', 'indexes.users', 'serviceCalendar', 'admins']),
  );
  expect(await copy.listCollections().toArray()).toEqual([]);
});

const settings = () => copy.collection<{ _id: string }>('settings');
const drop = (name: string, index: string) => copy.collection(name).dropIndex(index);

test.each<[lacking: string, broken: readonly string[], change: () => Promise<unknown>]>([
  ['the guard', ['guardIndex'], () => drop('rewardrequests', GUARD_INDEX)],
  ['an index', ['indexes.userattendances'], () => drop('userattendances', 'userId_1_day_1')],
  [
    'the calendar',
    ['serviceCalendar', 'attendanceDays', 'activityDays', 'eventDays'],
    () => settings().deleteOne({ _id: 'serviceCalendar' }),
  ],
  ['the head of the chain', ['auditHead'], () => settings().deleteOne({ _id: 'auditHead' })],
  ['the keys of stored secrets', ['secretsKeys'], () => settings().deleteOne({ _id: 'secretsKeys' })],
  ['who is an admin', ['admins'], () => settings().deleteOne({ _id: 'admins' })],
  [
    'the end of the chain',
    ['auditChain', 'serviceKeysMatchAudit', 'webhookEndpointsMatchAudit'],
    () => copy.collection('auditentries').deleteMany({ sequence: { $gt: 3 } }),
  ],
  [
    'the events',
    ['requestEventsExist', 'grantsMatchRewards', 'eventsMatchAudit'],
    () => copy.collection('events').deleteMany({}),
  ],
])('a copy without %s is broken there, and is not repaired', async (_lacking, broken, change) => {
  await change();
  const before = await contentsOf(copy);
  const ended = await verify();
  expect({ code: ended.code, broken: brokenOf(ended) }).toEqual({ code: 1, broken });
  expect(await contentsOf(copy)).toEqual(before);
});

test('users that are gone are missed by their check-ins, by their requests and among the admins', async () => {
  await copy.collection('users').deleteMany({ usernameKey: { $in: ['alice', 'admin'] } });
  expect(brokenOf(await verify())).toEqual([
    'admins',
    'requestUsersExist',
    'attendanceUsersExist',
    'activityUsersExist',
    'accountsMatchAudit',
  ]);
});

test('check-ins that were counted by another calendar are found', async () => {
  await settings().updateOne({ _id: 'serviceCalendar' }, { $set: { timeZone: 'Pacific/Kiritimati' } });
  const row = await copy.collection('userattendances').findOne();
  await copy
    .collection('userattendances')
    .updateOne({ _id: row!._id }, { $set: { checkedAt: new Date('2026-01-01T23:00:00Z') } });
  const ended = await verify('--json');
  expect(ended.code).toBe(1);
  const found = ended.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; ok: boolean; detail: string });
  const days = found.find(({ name }) => name === 'attendanceDays');
  expect(days).toMatchObject({ ok: false, detail: expect.stringContaining(String(row!._id)) });
});
