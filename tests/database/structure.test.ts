import { mongo } from 'mongoose';
import { declaredIndexes, OWN_COLLECTIONS } from '../../src/database/collections';
import { COLLECTIONS } from '../../src/features';
import {
  CheckAttendanceDocument,
  CreateEventDocument,
  EligibilityDocument,
  RegisterDocument,
  RequestRewardDocument,
} from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import type { Actor } from '../support/actors';
import { createEvent } from '../support/events';
import { ERROR, keptLog } from '../support/log-lines';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

const DEFINITIONS = [...COLLECTIONS, ...OWN_COLLECTIONS];
const COLLECTION_NAMES = DEFINITIONS.map(({ name }) => name);
/** Their rows are made to expire. */
const EXPIRING = ['ratelimits', 'accesslog'];

const UNIQUE = DEFINITIONS.flatMap((definition) =>
  declaredIndexes(definition)
    .filter(({ options }) => options.unique)
    .map((index) => ({ collection: definition.name, index })),
);

const { log, lines } = keptLog('info');
let server: TestServer;
let db: mongo.Db;
let user: Actor;
let operator: Actor;
let eventId: string;

beforeAll(async () => {
  server = await startTestServer({ log });
  db = server.database.connection.db as unknown as mongo.Db;
  [user, operator] = await Promise.all([server.actor('USER'), server.actor('OPERATOR')]);
  ({ id: eventId } = await createEvent(operator));
});
afterAll(() => server.close());

const readiness = async ({ url }: TestServer = server) => {
  const response = await fetch(`${url}/health/ready`);
  const { reasons = [] } = (await response.json()) as { reasons?: string[] };
  return { status: response.status, reasons };
};

const newEvent = () => ({ input: { title: 'An event', startAt: server.clock.now().toISOString() } });
const register = () => ({
  input: { username: `u-${new mongo.ObjectId().toHexString()}`, password: 'some password' },
});

/** What relies on a collection, and what does not. */
const REFUSED: Partial<Record<string, (code: string) => Promise<unknown>>> = {
  users: (code) => server.anonymous.refused(RegisterDocument, register(), code),
  userattendances: (code) => user.refused(CheckAttendanceDocument, {}, code),
  events: (code) => user.refused(RequestRewardDocument, { input: { eventId } }, code),
  rewardrequests: (code) => user.refused(RequestRewardDocument, { input: { eventId } }, code),
  auditentries: (code) => operator.refused(CreateEventDocument, newEvent(), code),
  settings: (code) => operator.refused(CreateEventDocument, newEvent(), code),
};

async function expectRefusals(collection: string, reason: RegExp, code: string): Promise<void> {
  await server.app.structure.prove();
  const { status, reasons } = await readiness();
  expect(status).toBe(503);
  expect(reasons.join('\n')).toMatch(reason);
  await REFUSED[collection]?.(code);
}

async function expectReady(): Promise<void> {
  await server.app.structure.prove();
  expect(await readiness()).toEqual({ status: 200, reasons: [] });
}

const DAMAGES = [
  ['dropped', null],
  ['rebuilt so that it is not unique', { unique: undefined }],
  ['rebuilt for other rows', { partialFilterExpression: { other: true } }],
  ['rebuilt with a collation', { collation: { locale: 'en', strength: 2 } }],
  ['hidden', { hidden: true }],
] as const;

describe.each(UNIQUE)('the unique index $index.name of $collection', ({ collection, index }) => {
  const { name, key, options } = index;
  const code = name === 'userId_1_eventId_1' ? 'GUARD_INDEX_MISMATCH' : 'SERVICE_UNAVAILABLE';

  test.each(DAMAGES)(
    '%s under a running server: unready, and what relies on it is refused',
    async (_how, other) => {
      await db.collection(collection).dropIndex(name);
      if (other !== null) {
        const { unique, ...rest } = { ...options, ...other } as mongo.CreateIndexesOptions;
        await db.collection(collection).createIndex(key, { ...rest, ...(unique && { unique }) });
      }
      await expectRefusals(collection, other === null ? /found none/ : /expected .* found \{/, code);
      if (other !== null) await db.collection(collection).dropIndex(name);
      await db.collection(collection).createIndex(key, options);
      await expectReady();
    },
  );

  test('of another shape at a start: the server is unready and says which one', async () => {
    const mongodbUri = freshDatabaseUri();
    const name = new URL(mongodbUri).pathname.slice(1);
    const own = server.database.connection.getClient().db(name);
    await own.collection(collection).createIndex(key);
    const other = await startTestServer({ mongodbUri });
    try {
      const { status, reasons } = await readiness(other);
      expect([status, reasons]).toEqual([
        503,
        [expect.stringMatching(/expected .*"unique":true.* found \{/)],
      ]);
    } finally {
      await other.close();
    }
  });
});

test.each(COLLECTION_NAMES.filter((name) => !EXPIRING.includes(name)))(
  'an index that removes rows of %s after a time is a fault, whatever its key',
  async (collection) => {
    await db.collection(collection).createIndex({ some: 1 }, { expireAfterSeconds: 3_600, name: 'ttl' });
    const reason = new RegExp(`index ttl of ${collection}: .*expireAfterSeconds`);
    await expectRefusals(collection, reason, 'SERVICE_UNAVAILABLE');
    await db.collection(collection).dropIndex('ttl');
    await expectReady();
  },
);

const KINDS: ReadonlyArray<[kind: string, options: mongo.CreateCollectionOptions, reason: RegExp]> = [
  ['capped', { capped: true, size: 1_000_000 }, /is capped/],
  ['a view', { viewOn: 'elsewhere', pipeline: [] }, /is a view/],
  ['a time series', { timeseries: { timeField: 'at' } }, /is a timeseries/],
  ['compared without case', { collation: { locale: 'en', strength: 2 } }, /has a collation of its own/],
  [
    'made to expire',
    { clusteredIndex: { key: { _id: 1 }, unique: true }, expireAfterSeconds: 3_600 },
    /has the option expireAfterSeconds/,
  ],
];
const kindsOf = (collection: string) =>
  KINDS.filter(([kind]) => !EXPIRING.includes(collection) || kind !== 'made to expire');

describe.each(COLLECTION_NAMES)('the collection %s', (collection) => {
  test.each(kindsOf(collection))('%s under a running server: unready', async (_kind, options, reason) => {
    await db.collection(collection).rename('kept');
    await db.createCollection(collection, options);
    // Strangers are not turned away by what they can't be known without.
    const asks = collection === 'users' ? 'users' : 'migrations';
    await expectRefusals(
      asks,
      new RegExp(`collection ${collection} ${reason.source}`),
      'SERVICE_UNAVAILABLE',
    );
    await db.collection(collection).drop();
    await db.collection('kept').rename(collection);
    await expectReady();
  });

  test.each(kindsOf(collection))('%s at a start: a sentence ends it', async (_kind, options, reason) => {
    const mongodbUri = freshDatabaseUri();
    const own = server.database.connection.getClient().db(new URL(mongodbUri).pathname.slice(1));
    await own.createCollection(collection, options);
    await expect(startTestServer({ mongodbUri })).rejects.toMatchObject({
      name: 'StartupFault',
      message: expect.stringMatching(
        new RegExp(`^The database can't be used: collection ${collection} ${reason.source}`),
      ),
    });
    await own.dropDatabase();
  });
});

test('every collection that a server makes is one of those that are proved', async () => {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  // The database's own list of views is left behind by the tests above.
  const made = names.filter((name) => name !== 'system.views');
  expect(made.filter((name) => !COLLECTION_NAMES.includes(name))).toEqual([]);
});

test('a fault is one ERROR line when it begins and one line when it ends, by the timer alone', async () => {
  lines.length = 0;
  await db.collection('userattendances').dropIndex('userId_1_day_1');
  await until(async () => (await readiness()).status === 503);
  await server.app.structure.prove();
  await user.refused(EligibilityDocument, { eventId }, 'SERVICE_UNAVAILABLE');
  await db.collection('userattendances').createIndex({ userId: 1, day: 1 }, { unique: true });
  await until(async () => (await readiness()).status === 200);
  expect(lines.filter(({ msg }) => /structure/.test(msg)).map(({ level, msg }) => [level, msg])).toEqual([
    [ERROR, 'structure fault: what depends on it is refused'],
    [30, 'structure of the database proved'],
  ]);
});

describe('before any round has noticed', () => {
  let still: TestServer;
  let alice: Actor;
  let input: { eventId: string };

  beforeAll(async () => {
    still = await startTestServer();
    still.app.structure.stop();
    alice = await still.actor('USER');
    input = { eventId: (await createEvent(await still.actor('OPERATOR'))).id };
  });
  afterAll(() => still.close());

  test('a day that is stored three times, for want of the index of user and day, counts once', async () => {
    const [day] = lastDays(still.clock.now(), 1);
    await still.database.attendances.dropIndex('userId_1_day_1');
    await attend(still.database, alice.id, [day!, day!, day!]);
    const answer = await alice.refused(RequestRewardDocument, { input }, 'CONDITIONS_NOT_MET');
    expect(answer).toMatchObject({
      request: { status: 'FAILED', evidence: [{ current: 1, met: false }] },
    });
  });

  test('a claim that reads after an index was made which removes requests is refused', async () => {
    const bob = await still.actor('USER');
    await attend(still.database, bob.id, lastDays(still.clock.now(), 3));
    await still.database.requests.createIndex({ some: 1 }, { expireAfterSeconds: 3_600 });
    await bob.refused(RequestRewardDocument, { input }, 'GUARD_INDEX_MISMATCH');
    expect(
      await still.database.requests.countDocuments({ userId: new mongo.ObjectId(bob.id) as never }),
    ).toBe(0);
  });
});

test('rows that share a unique key keep its index from being built: the reason shows how to find them, and none of their values', async () => {
  const mongodbUri = freshDatabaseUri();
  const own = server.database.connection.getClient().db(new URL(mongodbUri).pathname.slice(1));
  const twins = await own
    .collection('users')
    .insertMany([{ usernameKey: 'canary' }, { usernameKey: 'canary' }]);
  const other = await startTestServer({ mongodbUri });
  try {
    const { status, reasons } = await readiness(other);
    expect(status).toBe(503);
    expect(reasons).toEqual([
      expect.stringMatching(/^index usernameKey_1 of users: expected .* found none; .*DuplicateKey/),
    ]);
    expect(reasons[0]).not.toContain('canary');
    const pipeline = JSON.parse(/aggregate\((\[.*\]), /.exec(reasons[0]!)![1]!) as mongo.Document[];
    const found = await own.collection('users').aggregate(pipeline).toArray();
    expect(found.map(({ ids }) => (ids as unknown[]).map(String))).toEqual([
      Object.values(twins.insertedIds).map(String),
    ]);
    await other.anonymous.refused(RegisterDocument, register(), 'SERVICE_UNAVAILABLE');
  } finally {
    await other.close();
  }
});
