import { mongo } from 'mongoose';
import { serviceDayOf } from '../../src/domain/service-calendar';
import { SEOUL } from '../support/attendance';
import { demoClient, demoEventId } from '../support/demo';
import { runCommandHere } from '../support/run-command-here';
import { freshDatabaseUri } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';

const DAY_MS = 86_400_000;
const uri = freshDatabaseUri();
const client = new mongo.MongoClient(uri);
const requests = () => client.db().collection('rewardrequests');

let server: ServerProcess;
beforeAll(async () => {
  server = await startServerProcess({ MONGODB_URI: uri }, '--demo');
  const bob = await demoClient(server.url, 'bob');
  const eventId = new mongo.ObjectId(await demoEventId(bob, 'Three days in a row'));
  const user = await client.db().collection('users').findOne({ usernameKey: 'bob' });
  await requests().insertMany(
    Array.from({ length: 5 }, (_, place) => {
      const at = new Date(Date.now() - (100 - place) * DAY_MS);
      return {
        ...{ userId: user!._id, eventId, status: 2, attempt: place + 1, requestedAt: at, decidedAt: at },
        ...{ decidedById: null, failureCode: 'CONDITIONS_NOT_MET', note: null, eventVersion: 1 },
        ...{ evidence: [], grants: [] },
      };
    }),
  );
});
afterAll(async () => {
  await server.end('SIGKILL');
  await client.db().dropDatabase();
  await client.close();
});

const retain = (days: string, ...args: string[]) =>
  runCommandHere(['retain', ...args], {
    env: {
      ...{ MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' },
      FAILED_REQUESTS_RETENTION_DAYS: days,
    },
  });
const stored = () => requests().countDocuments({ status: 2 });

test('without a number of days every request is kept', async () => {
  expect(await retain('', '--apply')).toEqual({
    ...{ code: 0, stdout: '' },
    stderr: 'FAILED_REQUESTS_RETENTION_DAYS is not set: every request is kept.\n',
  });
  expect(await stored()).toBe(5);
});

test('a number of days that is none is refused', async () => {
  const { code, stderr } = await retain('0', '--apply');
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('FAILED_REQUESTS_RETENTION_DAYS must be from 1'),
  ]);
});

test('it counts what it would delete, and deletes with --apply only, beside a server', async () => {
  const dry = await retain('98');
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  expect(dry.stdout).toMatch(/^Dry run, nothing is deleted: 5 requests read; .* 2 to delete, 0 kept .*\n$/);
  expect(await stored()).toBe(5);

  const applied = await retain('98', '--apply', '--json');
  expect(applied.code).toBe(0);
  expect(JSON.parse(applied.stdout)).toMatchObject({
    ...{ dryRun: false, complete: true, read: 5, deleted: 2, kept: 0 },
  });
  expect(await stored()).toBe(3);

  expect((await retain('1', '--apply')).stdout).toMatch(/3 requests read; .* 2 deleted, 1 kept/);
  expect((await requests().find({ status: 2 }).toArray()).map(({ attempt }) => attempt as number)).toEqual([
    5,
  ]);
  const check = await runCommandHere(['check'], { env: { MONGODB_URI: uri } });
  expect(check).toMatchObject({ code: 0, stderr: '' });
});

test('it deletes activities that no event counts any more, and tells what it did', async () => {
  const user = await client.db().collection('users').findOne({ usernameKey: 'bob' });
  const activities = client.db().collection('activities');
  const row = (externalId: string, ago: number) => {
    const occurredAt = new Date(Date.now() - ago * DAY_MS);
    return {
      ...{ userId: user!._id, source: 'shop', externalId, kind: 'old.purchase', quantity: 1, occurredAt },
      ...{ receivedAt: occurredAt, day: serviceDayOf(SEOUL, occurredAt) },
      ...{ voided: false, voidedAt: null, voidReason: null },
    };
  };
  await activities.insertMany([row('old', 120), row('new', 10)]);
  const run = (...args: string[]) =>
    runCommandHere(['retain', ...args], {
      env: {
        ...{ MONGODB_URI: uri, JWT_SECRET: 'a secret of the tests that is long enough' },
        ACTIVITIES_RETENTION_DAYS: '90',
      },
    });
  const dry = await run();
  expect(dry.code).toBe(0);
  expect(dry.stdout).toMatch(/^Dry run, nothing is deleted: 1 activities to delete that occurred before /);
  const applied = await run('--apply', '--json');
  expect(applied.code).toBe(0);
  expect(JSON.parse(applied.stdout)).toMatchObject({ dryRun: false, complete: true, activitiesDeleted: 1 });
  const left = await activities.find({ kind: 'old.purchase' }).toArray();
  expect(left.map(({ externalId }) => externalId as string)).toEqual(['new']);
  const check = await runCommandHere(['check'], { env: { MONGODB_URI: uri } });
  expect(check).toMatchObject({ code: 0, stderr: '' });
});

test('activities are kept for 90 days at least', async () => {
  const { code, stderr } = await runCommandHere(['retain'], {
    env: {
      MONGODB_URI: uri,
      JWT_SECRET: 'a secret of the tests that is long enough',
      ACTIVITIES_RETENTION_DAYS: '89',
    },
  });
  expect([code, stderr]).toEqual([1, expect.stringContaining('ACTIVITIES_RETENTION_DAYS must be from 90')]);
});
