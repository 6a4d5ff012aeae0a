import type { mongo } from 'mongoose';
import { READ_LIMIT_MS } from '../../src/database/read-limits';
import { HEAVY_COST, QUERY_SLOTS } from '../../src/rate-limits/query-slots';
import { CheckAttendanceDocument, LoginDocument, RefreshTokensDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { Client } from '../support/client';
import { claim, createDecidedEvent } from '../support/claimants';
import { useMongodWithFailPoints, type TestMongod } from '../support/mongod';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf } from '../support/service-keys';
import { until } from '../support/until';

const LIGHT = '{ rewardRequests(first: 1) { nodes { id } } }';
const EVENTS = '{ events(first: 1) { nodes { id } } }';
const HEAVY = `{ rewardRequests(first: 100) { nodes {
  id status attempt requestedAt decidedAt failureCode user { id username } event { id title } grants { id }
} } }`;

/** The deadline of reads that a test holds up itself: no page has it. */
const HELD_MS = 120_000;

let mongod: TestMongod;
let server: TestServer;
beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
  server = await startTestServer();
});
afterEach(async () => {
  await releaseReads();
  await until(async () => server.services.querySlots.running === 0);
});
afterAll(async () => {
  await server.close();
  await mongod.stop();
});

const admin = (): mongo.Db => server.database.claims.db('admin');

/** Every `find` in the collection waits in the database from now on, as one does that has much to look at. */
async function holdReads(collection = 'rewardrequests', { database } = server): Promise<void> {
  await admin().command({
    configureFailPoint: 'waitInFindBeforeMakingBatch',
    mode: 'alwaysOn',
    data: { nss: `${database.db.databaseName}.${collection}`, shouldCheckForInterrupt: true },
  });
}

async function releaseReads(): Promise<void> {
  await admin().command({ configureFailPoint: 'waitInFindBeforeMakingBatch', mode: 'off' });
}

/** How many such reads wait there. */
async function heldReads(collection = 'rewardrequests', most: number = READ_LIMIT_MS.page): Promise<number> {
  // The server's own in the background have more time.
  const asked = {
    'command.find': collection,
    'command.maxTimeMS': most === HELD_MS ? HELD_MS : { $lte: most },
  };
  const { inprog } = await admin().command({ currentOp: 1, ...asked });
  return (inprog as unknown[]).length;
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const codesOf = ({ errors }: { errors: ReadonlyArray<{ extensions: { code: string } }> }) =>
  errors.map(({ extensions }) => extensions.code);

/** Sends a document whose client hangs up at the signal. */
async function sendUntil(signal: AbortSignal, actor: Actor, query: string): Promise<void> {
  await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${actor.accessToken}` },
    body: JSON.stringify({ query }),
    signal,
  }).catch(() => null);
}

/** Holds all slots that an account has for queries of a cost. @returns a function that gives them back */
async function holdSlots(account: Actor, cost: number): Promise<() => void> {
  const { querySlots } = server.services;
  const { running } = cost > HEAVY_COST ? QUERY_SLOTS.heavy : QUERY_SLOTS.light;
  const held = await Promise.all(times(running, () => querySlots.takeForCaller(account.id, cost)));
  return () => held.forEach((giveBack) => giveBack());
}

/** Fills the queue of an account with a document. @returns the answers */
async function fillQueue(account: Actor, waiting: number, document: string, variables: object = {}) {
  const asked = times(waiting, () => account.send(document, variables));
  await until(async () => server.services.querySlots.waiting === waiting);
  return asked;
}

test.each(['OPERATOR', 'AUDITOR', 'ADMIN'] as const)(
  'an %s that has all slots waits for its own queries and is refused beyond them',
  async (role) => {
    const staff = await server.actor(role);
    const giveBack = await holdSlots(staff, 1);
    const asked = await fillQueue(staff, QUERY_SLOTS.light.waiting, LIGHT);
    const { errors, data } = await staff.send(LIGHT);
    expect(data).toBeNull();
    expect(errors.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) }),
    ]);
    // The refused one has changed nothing, and everybody else goes on.
    expect(server.services.querySlots.waiting).toBe(QUERY_SLOTS.light.waiting);
    const other = await server.actor(role);
    expect(codesOf(await other.send(LIGHT))).toEqual([]);
    giveBack();
    for (const answer of await Promise.all(asked)) expect(codesOf(answer)).toEqual([]);
    expect(server.services.querySlots.waiting).toBe(0);
  },
);

test.each([
  ['by its document', HEAVY, {}],
  ['by its variables', HEAVY.replace('{', 'query ($first: Int) {').replace('100', '$first'), { first: 100 }],
])(
  'few queries that are heavy %s run at once, and light ones pass them',
  async (_how, document, variables) => {
    const operator = await server.actor('OPERATOR');
    const giveBack = await holdSlots(operator, HEAVY_COST + 1);
    const asked = await fillQueue(operator, QUERY_SLOTS.heavy.waiting, document, variables);
    expect(codesOf(await operator.send(document, variables))).toEqual(['RATE_LIMITED']);
    expect(codesOf(await operator.send(EVENTS))).toEqual([]);
    giveBack();
    for (const answer of await Promise.all(asked)) expect(codesOf(answer)).toEqual([]);
  },
);

test('claims, check-ins, logins and refreshes need no slot', async () => {
  const operator = await server.actor('OPERATOR');
  const event = await createDecidedEvent(operator, 'While queries wait');
  const user = await server.actor('USER');
  const giveBack = await holdSlots(user, 1);
  const asked = await fillQueue(user, QUERY_SLOTS.light.waiting, EVENTS);
  await user.run(CheckAttendanceDocument);
  await claim({ id: user.id, username: user.username, client: user }, event.id);
  await user.run(RefreshTokensDocument, { input: { refreshToken: user.tokens.refreshToken } });
  const { username, password } = user;
  await server.anonymous.run(LoginDocument, { input: { username, password } });
  giveBack();
  await Promise.all(asked);
});

test('the reads of queries use up none of the connections of the others', async () => {
  const uri = new URL(server.mongodbUri);
  uri.searchParams.set('maxPoolSize', '5');
  const narrow = await startTestServer({ mongodbUri: uri.toString() });
  try {
    const event = await createDecidedEvent(await narrow.actor('OPERATOR'), 'While reads hold connections');
    const user = await narrow.actor('USER');
    await holdReads('events');
    const { events } = narrow.database.reads;
    const asked = times(16, () => events.findOne({}, { maxTimeMS: HELD_MS }));
    await until(async () => (await heldReads('events', HELD_MS)) === asked.length);
    await user.run(CheckAttendanceDocument);
    await claim({ id: user.id, username: user.username, client: user }, event.id);
    const { username, password } = user;
    await narrow.anonymous.run(LoginDocument, { input: { username, password } });
    await user.run(RefreshTokensDocument, { input: { refreshToken: user.tokens.refreshToken } });
    await releaseReads();
    await Promise.all(asked);
  } finally {
    await releaseReads();
    await narrow.app.close();
  }
});

describe('a slot comes back', () => {
  test('when the client has gone', async () => {
    const operator = await server.actor('OPERATOR');
    const gone = new AbortController();
    await holdReads();
    const asked = times(QUERY_SLOTS.light.running + 4, () => sendUntil(gone.signal, operator, LIGHT));
    await until(async () => server.services.querySlots.waiting === 4);
    gone.abort();
    await Promise.all(asked);
    // Those that waited read nothing any more.
    await until(async () => server.services.querySlots.running === 0);
    expect(server.services.querySlots.waiting).toBe(0);
    await until(async () => (await heldReads()) === 0);
  });

  test('when a read ends at its deadline', async () => {
    const operator = await server.actor('OPERATOR');
    const point = { configureFailPoint: 'maxTimeAlwaysTimeOut' };
    await admin().command({ ...point, mode: 'alwaysOn' });
    expect(codesOf(await operator.send(LIGHT))).toEqual(['SERVICE_UNAVAILABLE']);
    await admin().command({ ...point, mode: 'off' });
    await until(async () => server.services.querySlots.running === 0);
  });

  test.each([
    ['a value is refused', '{ rewardRequests(first: 0) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['the role is refused', '{ invariants { name } }', 'FORBIDDEN'],
    ['nothing is found', '{ event(id: "none") { id } }', 'NOT_FOUND'],
    ['one field of several fails', '{ overview { at } event(id: "none") { id } }', 'NOT_FOUND'],
    ['the document is too large', '{ events { nodes { stats { attendees } } } }', 'QUERY_TOO_COMPLEX'],
    ['the document does not fit', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('when %s', async (_why, document, code) => {
    const operator = await server.actor('OPERATOR');
    expect(codesOf(await operator.send(document))).toEqual([code]);
    await until(async () => server.services.querySlots.running === 0);
  });

  test('when a variable of a service key is refused while the key is being read', async () => {
    const backend = await backendOf(server, ['GRANTS_READ']);
    const document = 'query ($after: SafeInt!) { rewardFeed(after: $after) { epoch } }';
    const refused = await Promise.all(
      times(QUERY_SLOTS.light.running, () => backend.send(document, { after: 'x' })),
    );
    expect(new Set(refused.flatMap(codesOf))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(codesOf(await backend.send(document, { after: 0 }))).toEqual([]);
    await until(async () => server.services.querySlots.running === 0);
  });
});

test('anonymous queries are counted for their network', async () => {
  const { running, waiting } = QUERY_SLOTS.anonymous;
  const { querySlots } = server.services;
  const held = await Promise.all(times(running, () => querySlots.takeForNetwork('127.0.0.1')));
  const waits = times(waiting, () => querySlots.takeForNetwork('127.0.0.1'));
  const document = '{ serverInfo { version } }';
  expect(codesOf(await server.anonymous.send(document))).toEqual(['RATE_LIMITED']);
  // A bad token makes a caller anonymous.
  const stranger = new Client(() => server.url, 'no token');
  expect(codesOf(await stranger.send('{ me { id } }'))).toEqual(['RATE_LIMITED']);
  const user = await server.actor('USER');
  expect(codesOf(await user.send('{ me { id } }'))).toEqual([]);
  for (const giveBack of held) giveBack();
  await Promise.all(waits.map(async (slot) => (await slot)()));
  expect(codesOf(await server.anonymous.send(document))).toEqual([]);
});
