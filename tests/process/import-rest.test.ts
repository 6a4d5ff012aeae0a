import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { DEMO_PASSWORD } from '../../src/demo/demo-accounts';
import {
  ApproveRewardRequestDocument,
  EventDocument,
  LoginDocument,
  RequestRewardDocument,
} from '../generated/documents';
import { Client } from '../support/client';
import { demoClient } from '../support/demo';
import { at, writeRestDatabase } from '../support/rest-database';
import type { Ended } from '../support/run-command';
import { runCommandHere } from '../support/run-command-here';
import { childEnvironment } from '../support/child-environment';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { holdInserts, startTcpProxy, through } from '../support/tcp-proxy';

const SECRET = 'a secret of the tests that is long enough';

let uri: string;
let sourceUri: string;
let client: mongo.MongoClient;
let source: mongo.Db;
let db: mongo.Db;
let rest: Awaited<ReturnType<typeof writeRestDatabase>>;
let server: ServerProcess;

const cli = (args: readonly string[], input = ''): Promise<Ended> =>
  runCommandHere(args, { env: { MONGODB_URI: uri, JWT_SECRET: SECRET }, input });
const move = (...more: string[]) =>
  cli(['import-rest', '--from', sourceUri, '--owner', 'operator', '--json', ...more]);

function countsOf({ stdout }: Ended): Record<string, Record<string, unknown>> {
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return Object.fromEntries(
    rows.map(({ collection, dryRun: _dryRun, ...counts }) => [collection, counts]),
  ) as never;
}

function findingsOf({ stderr }: Ended) {
  const lines = stderr.trim().split('\n');
  return lines.map(
    (line) => JSON.parse(line) as { kind: string; collection: string; id: string; reason: string },
  );
}

/** What the servers write by themselves: the feed and webhooks go on while the test compares. */
const OWN = ['auditentries', 'settings', 'ratelimits', 'migrations', 'rewardfeed'];

/** Everything but the audit's and the servers' own. */
async function contents(of: mongo.Db): Promise<Record<string, mongo.Document[]>> {
  const names = (await of.listCollections().toArray()).map(({ name }) => name).sort();
  const kept = names.filter((name) => !OWN.includes(name) && !name.startsWith('webhook'));
  const projection = { due: 0 };
  const rows = await Promise.all(
    kept.map((name) => of.collection(name).find({}, { projection }).sort({ _id: 1 }).toArray()),
  );
  return Object.fromEntries(kept.map((name, place) => [name, rows[place]!]));
}

const one = (name: string, _id: mongo.ObjectId) => db.collection(name).findOne({ _id });

beforeAll(async () => {
  uri = freshDatabaseUri();
  sourceUri = freshDatabaseUri();
  client = new mongo.MongoClient(uri);
  db = client.db();
  source = client.db(new URL(sourceUri).pathname.slice(1));
  rest = await writeRestDatabase(source);
  server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
});

afterAll(async () => {
  await server.end('SIGKILL');
  await Promise.all([db.dropDatabase(), source.dropDatabase()]);
  await client.close();
});

describe('usage', () => {
  test.each([
    ['an owner who is no OPERATOR', ['--owner', 'alice'], 1, /--owner must name/],
    ['another payout', ['--payout', 'canary'], 2, /--payout is AUTO or MANUAL/],
    ['no number of days', ['--consecutive-days', '0'], 2, /--consecutive-days is 1 to/],
    ['a collection that is not there', ['--users', 'canary'], 1, /--users names is not there/],
    ['a report that can not be written', ['--report', '/nowhere/canary'], 1, /write the report/],
    ['a report on a full disk', ['--report', '/dev/full'], 1, /write the report \(ENOSPC\)/],
  ])('%s is refused', async (_title, args, exitCode, reason) => {
    const { code, stderr } = await move(...args);
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: expect.stringMatching(reason) });
    expect(stderr).not.toMatch(/canary|^ +at /m);
  });

  test('a database of this platform is no source, and one that is not reached is told without its address', async () => {
    const own = await cli(['import-rest', '--from', uri, '--owner', 'operator']);
    expect(own).toMatchObject({ code: 1, stderr: expect.stringContaining('belongs to this platform') });
    const nowhere = 'mongodb://canary:canary@127.0.0.1:1/old?serverSelectionTimeoutMS=200';
    const lost = await cli(['import-rest', '--from', nowhere, '--owner', 'operator']);
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be reached') });
    expect(lost.stderr).not.toMatch(/canary|127\.0\.0\.1/);
  });

  test('a database that has nothing to move is told as one whose name was forgotten', async () => {
    const from = freshDatabaseUri();
    const nothing = await cli(['import-rest', '--from', from, '--owner', 'operator', '--dry-run']);
    expect(nothing).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/none of the expected collections.*Does its address name the database/),
    });
  });

  test('without --from the environment names the source, for an address that holds a password', async () => {
    const asked = ['import-rest', '--owner', 'operator', '--dry-run'];
    const none = await cli(asked);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/^--from is missing/) });
    const { code, stdout } = await runCommandHere(asked, {
      env: { MONGODB_URI: uri, JWT_SECRET: SECRET, IMPORT_REST_URI: sourceUri },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^users +7 read/) });
  });
});

describe('a move', () => {
  let dry: Ended;
  let first: Ended;

  test('by a dry run is reported in full, and nothing is written', async () => {
    const before = await contents(db);
    dry = await move('--dry-run');
    expect(dry.code).toBe(1);
    expect(await contents(db)).toEqual(before);
    expect(await db.collection('auditentries').countDocuments({ action: 'importRest' })).toBe(0);
  });

  test('does what its dry run said, and leaves the source as it was', async () => {
    const before = await contents(source);
    first = await move();
    expect(first.code).toBe(1);
    expect(await contents(source)).toEqual(before);
    expect(countsOf(first)).toEqual({
      users: { read: 7, added: 4, there: 0, leftOut: 3, changed: 2 },
      attendance: { read: 8, added: 4, there: 0, leftOut: 4, changed: 0 },
      events: { read: 5, added: 4, there: 0, leftOut: 1, changed: 2 },
      rewards: { read: 5, added: 4, there: 0, leftOut: 1, changed: 0 },
      requests: { read: 12, added: 5, there: 0, leftOut: 7, changed: 0 },
    });
    expect(countsOf(dry)).toEqual(countsOf(first));
  });

  test('tells what stays behind by its id and reason, and repeats no value', () => {
    const { users, events, requests } = rest;
    const left = findingsOf(first).filter(({ kind }) => kind === 'leftOut');
    const reasonOf = ({ _id }: { _id: mongo.ObjectId }) => left.find(({ id }) => id === String(_id))?.reason;
    const second = `a second live request of its user for the event: ${String(requests.kimPaid._id)} is kept`;
    expect(reasonOf(requests.kimPaidTwice)).toBe(second);
    expect(reasonOf(requests.kimPending)).toBe(second);
    expect(reasonOf(requests.ofNobody)).toBe('its user was not imported');
    expect(reasonOf(requests.ofTwin)).toBe('its user was not imported');
    expect(reasonOf(requests.ofNothing)).toBe('its event was not imported');
    expect(reasonOf(requests.ofBroken)).toBe('its event was not imported');
    expect(reasonOf(requests.unknown)).toBe('has no status of 0, 1 or 2');
    expect(reasonOf(users.twin)).toContain('another account has the same name');
    expect(reasonOf(users.nameless)).toBe('has no username');
    expect(reasonOf(users.mail)).toMatch(/^username may hold only/);
    expect(reasonOf(events.broken)).toBe('has a start_dt that is not an instant');
    expect(first.stdout + first.stderr).not.toMatch(/canary|example\.com|yesterday/);
  });

  test('keeps the earliest paid request of a pair, pays what its event names, and none twice', async () => {
    const { users, events, requests } = rest;
    const rows = await db
      .collection('rewardrequests')
      .find({ userId: users.kim._id, eventId: events.unlimited._id })
      .sort({ requestedAt: 1 })
      .toArray();
    expect(rows).toMatchObject([
      { _id: requests.kimFailed._id, status: 2, attempt: 1, failureCode: 'CONDITIONS_NOT_MET', grants: [] },
      {
        _id: requests.kimPaid._id,
        status: 1,
        attempt: 2,
        requestedAt: at('2026-05-06T12:00:00'),
        decidedAt: at('2026-05-06T12:00:01'),
        grants: [
          { type: 'POINT', quantity: 100 },
          { type: 'COUPON', name: 'Coffee', quantity: 1 },
        ],
      },
    ]);
  });

  test('marks what the source paid as delivered, so that nobody hands it over once more', async () => {
    const rows = await db.collection('rewardrequests').find({ imported: true, status: 1 }).toArray();
    const delivery = { state: 'DELIVERED', reference: 'imported', at: expect.any(Date), attempts: 0 };
    for (const { grants } of rows)
      for (const grant of grants as object[]) expect(grant).toMatchObject({ delivery });
    expect(rows.length).toBeGreaterThan(0);
    const pending = await one('rewardrequests', rest.requests.parkMug._id);
    expect(pending!.rewards).toEqual([expect.not.objectContaining({ delivery: expect.anything() })]);
  });

  test('counts what was paid into the stock, and holds units for what is pending', async () => {
    const event = await one('events', rest.events.limited._id);
    // Five were left; one was paid, one is asked for.
    expect(event!.rewards).toMatchObject([{ stock: 6, remaining: 4 }]);
    expect(event!.holds).toEqual([{ id: rest.requests.parkMug._id, userId: rest.users.park._id }]);
    // What was paid is granted, and held no longer.
    expect(event!.frozenAt).toEqual(at('2026-05-05T12:00:00'));
  });

  test('counts check-ins for their days', async () => {
    const days = await db
      .collection('userattendances')
      .find({ userId: rest.users.kim._id })
      .sort({ day: 1 })
      .toArray();
    expect(days.map(({ day }) => day as string)).toEqual(['2026-05-01', '2026-05-02', '2026-05-03']);
  });

  test('brings an event without a condition that is understood in paused, unless one is given', async () => {
    expect(await one('events', rest.events.unlimited._id)).toMatchObject({
      active: true,
      conditions: [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 3 }],
    });
    expect(await one('events', rest.events.paused._id)).toMatchObject({ active: false });
    expect(await one('events', rest.events.prose._id)).toMatchObject({
      active: false,
      conditions: [],
      rewards: [{ type: 'POINT', quantity: 5 }],
    });
    const { changed } = countsOf(await move('--dry-run', '--consecutive-days', '3')).events!;
    // The event with prose is told of once: what it asks was given, so it need not be paused.
    expect(changed).toBe(1);
  });

  test('leaves a ledger that every check finds sound', async () => {
    for (const command of ['check', 'verify-copy']) {
      const { code, stdout } = await cli([command]);
      expect({ code, broken: stdout.match(/^BROKEN.*$/gm) }).toEqual({ code: 0, broken: null });
    }
  });

  test('again adds nothing, changes nothing and records nothing', async () => {
    const before = await contents(db);
    const audit = await db
      .collection('auditentries')
      .find({ action: 'importRest' })
      .sort({ sequence: 1 })
      .toArray();
    expect(audit.map(({ after }) => (JSON.parse(after as string) as { state: string }).state)).toEqual([
      'BEGUN',
      'ENDED',
    ]);
    const again = countsOf(await move());
    expect(Object.values(again).map(({ added }) => added)).toEqual([0, 0, 0, 0, 0]);
    expect(again.requests).toMatchObject({ there: 5, leftOut: 7 });
    expect(await contents(db)).toEqual(before);
    expect(await db.collection('auditentries').countDocuments({ action: 'importRest' })).toBe(2);
  });

  test('lets a user in by set-password whose hash could not be kept', async () => {
    const anonymous = new Client(() => server.url);
    const lee = { username: 'lee.dev', password: DEMO_PASSWORD };
    await anonymous.refused(LoginDocument, { input: lee }, 'INVALID_CREDENTIALS');
    const reasons = findingsOf(first).filter(({ id }) => id === String(rest.users.lee._id));
    expect(reasons).toMatchObject([
      { kind: 'changed', reason: expect.stringMatching(/^is imported without a password: the hash must be/) },
    ]);
    expect((await cli(['set-password', '--username', 'lee.dev'], DEMO_PASSWORD)).code).toBe(0);
    await demoClient(server.url, 'lee.dev');
  });

  test('lets users in by their passwords, and they claim where they have not been paid', async () => {
    const client = await demoClient(server.url, 'kim.dev');
    const claim = (event: { _id: mongo.ObjectId }) => ({ input: { eventId: String(event._id) } });
    await client.refused(RequestRewardDocument, claim(rest.events.unlimited), 'ALREADY_REWARDED');
    const { requestReward } = await client.run(RequestRewardDocument, claim(rest.events.limited));
    expect(requestReward!.request).toMatchObject({ status: 'SUCCESS' });
  });

  test('leaves what is pending to an operator, who pays it from the units that it holds', async () => {
    const operator = await demoClient(server.url, 'operator');
    const id = String(rest.requests.parkMug._id);
    await operator.run(ApproveRewardRequestDocument, { input: { id } });
    const paid = await one('rewardrequests', rest.requests.parkMug._id);
    expect(paid!.grants).toEqual([expect.not.objectContaining({ delivery: expect.anything() })]);
    const { event } = await operator.run(EventDocument, { id: String(rest.events.limited._id) });
    expect(event!.rewards).toMatchObject([{ stock: 6, remaining: 3 }]);
    expect((await cli(['check'])).code).toBe(0);
  });

  test('after its events have been changed here takes no live request from their stock any more', async () => {
    const operator = await db
      .collection('events')
      .updateOne(
        { _id: rest.events.limited._id },
        { $inc: { 'rewards.0.stock': 1, 'rewards.0.remaining': 1 } },
      );
    expect(operator.modifiedCount).toBe(1);
    const late = { ...rest.requests.leeMug, _id: new mongo.ObjectId(), user_id: rest.users.staff._id };
    await source.collection('reward_requests').insertOne(late);
    const ended = await move();
    const found = findingsOf(ended).find(({ id }) => id === String(late._id));
    expect(found?.reason).toMatch(/^its units were not counted/);
    expect((await cli(['check'])).code).toBe(0);
  });
});

describe('a move into a database of its own', () => {
  let ownUri: string;
  let own: mongo.Db;
  const ownCli = (...args: string[]) => ['import-rest', '--from', sourceUri, '--owner', 'boss', ...args];
  const env = () => ({ MONGODB_URI: ownUri, JWT_SECRET: SECRET });

  beforeAll(async () => {
    ownUri = freshDatabaseUri();
    own = client.db(new URL(ownUri).pathname.slice(1));
    const created = await runCommandHere(['create-admin', '--username', 'boss'], {
      env: env(),
      input: DEMO_PASSWORD,
    });
    expect(created.code).toBe(0);
  });
  afterAll(() => own.dropDatabase());

  test('is refused without the guard, and writes nothing', async () => {
    const requests = own.collection('rewardrequests');
    const guard = (await requests.indexes()).find(({ name }) => name === GUARD_INDEX)!;
    await requests.dropIndex(GUARD_INDEX);
    await requests.createIndex(guard.key, { name: GUARD_INDEX });
    const { code, stdout, stderr } = await runCommandHere(ownCli(), { env: env() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Nothing is changed while the database is wrong: guard index: expected /m);
    expect(await own.collection('users').countDocuments()).toBe(1);
    await requests.dropIndex(GUARD_INDEX);
    await requests.createIndex(guard.key, {
      ...{ name: GUARD_INDEX, unique: true },
      partialFilterExpression: guard.partialFilterExpression as mongo.Document,
    });
  });

  test('that is stopped by Ctrl+C tells how far it came, and exits with 130', async () => {
    const many = Array.from({ length: 20_000 }, (_, place) => ({ user_id: `many${place}`, password: 'x' }));
    await source.collection('more_users').insertMany(many);
    const proxy = await startTcpProxy(Number(new URL(ownUri).port));
    const inserts = holdInserts(proxy, 'users');
    const child = spawn(
      process.execPath,
      [join(__dirname, '..', '..', 'dist', 'cli.js'), ...ownCli('--users', 'more_users', '--json')],
      {
        env: childEnvironment({ ...env(), MONGODB_URI: through(proxy, ownUri) }),
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    const ended = once(child, 'close');
    await inserts.held();
    child.kill('SIGINT');
    inserts.letGo();
    expect(await ended).toEqual([130, null]);
    await proxy.close();
    const added = (await own.collection('users').countDocuments()) - 1;
    expect(countsOf({ code: 130, stdout, stderr: '' }).users).toMatchObject({ added });
    expect(added).toBeLessThan(many.length);
  });
});
