import type { mongo } from 'mongoose';
import { buildIndexes } from '../../src/database/indexes';
import { GUARD_INDEX } from '../../src/database/guard-index';
import { RequestRewardDocument } from '../generated/documents';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { startTestServer, type TestServer } from '../support/server';

/** The seed's own words. */
const GUARD = {
  name: 'userId_1_eventId_1',
  key: { userId: 1, eventId: 1 },
  unique: true,
  partialFilterExpression: { status: { $in: [0, 1] } },
};

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const COLLECTIONS = ['users', 'attendances', 'events', 'requests', 'auditEntries'] as const;

async function liveIndexes(collection: (typeof COLLECTIONS)[number]) {
  const indexes = await (server.database[collection] as unknown as mongo.Collection).listIndexes().toArray();
  return indexes.filter(({ name }) => name !== '_id_');
}

type Declared = ReadonlyArray<[Record<string, number>, mongo.CreateIndexesOptions]>;

function declaredIndexes(collection: (typeof COLLECTIONS)[number]): Declared {
  return server.database.models[collection].schema.indexes();
}

/** What an index means, as text: the order of its keys is part of it. */
const meaning = (key: object, { unique, partialFilterExpression }: mongo.CreateIndexesOptions) =>
  JSON.stringify({ key, unique: unique === true, partialFilterExpression: partialFilterExpression ?? null });

test.each(COLLECTIONS)(
  'after a start %s has the indexes that its model declares, and no others',
  async (name) => {
    const declared = declaredIndexes(name).map(([key, options]) => meaning(key, options));
    const live = (await liveIndexes(name)).map((index) => meaning(index.key as object, index));
    expect(live.sort()).toEqual(declared.sort());
  },
);

test('a second start builds nothing anew', async () => {
  const before = await Promise.all(COLLECTIONS.map(liveIndexes));
  expect(await buildIndexes(server.database)).toEqual([]);
  expect(await Promise.all(COLLECTIONS.map(liveIndexes))).toEqual(before);
});

test("the guard is the seed's, literally, under its default name", async () => {
  expect(GUARD_INDEX).toBe(GUARD.name);
  const guard = (await liveIndexes('requests')).find(({ name }) => name === GUARD.name);
  const { v: _version, ...shape } = guard!;
  expect(shape).toEqual(GUARD);
  expect(Object.keys(shape.key as object)).toEqual(['userId', 'eventId']);
});

test('no index filters on a field that its model does not have', () => {
  for (const name of COLLECTIONS) {
    const { schema } = server.database.models[name];
    for (const [key, { partialFilterExpression = {} }] of declaredIndexes(name)) {
      for (const path of [...Object.keys(key), ...Object.keys(partialFilterExpression)]) {
        expect({ name, path, known: schema.path(path) !== undefined }).toEqual({ name, path, known: true });
      }
    }
  }
});

test.each([
  ['AUTO', 1],
  ['MANUAL', 0],
] as const)(
  'a claim on an %s event lands in the guard: its row carries status %i',
  async (payout, status) => {
    const [operator, alice] = await Promise.all([server.actor('OPERATOR'), server.actor('USER')]);
    const event = await createEvent(operator, { payout });
    await attend(server.database, alice.id, lastDays(server.clock.now(), 3));
    const { requestReward } = await alice.run(RequestRewardDocument, { input: { eventId: event.id } });
    const rows = await server.database.requests
      .find({ status: { $in: [0, 1] } }, { hint: GUARD_INDEX, projection: { status: 1 } })
      .toArray();
    const row = rows.find(({ _id }) => String(_id) === requestReward!.request!.id);
    expect(row?.status).toBe(status);
  },
);
