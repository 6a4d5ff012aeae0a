import { mongo } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import { Ledger, type Finding } from '../../src/imports/rest/ledger';
import { moveFromRest } from '../../src/imports/rest/move';
import { RestSource } from '../../src/imports/rest/source';
import { at } from '../support/rest-database';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';

const { ObjectId } = mongo;

let server: TestServer;
let ownerId: mongo.ObjectId;
const sources: mongo.Db[] = [];

beforeAll(async () => {
  server = await startTestServer();
  ownerId = new ObjectId((await server.actor('OPERATOR')).id);
});
afterAll(async () => {
  await Promise.all(sources.map((source) => source.dropDatabase()));
  await server.close();
});

/** An old database with that in it, and what moves it. */
async function old(contents: Readonly<Record<string, mongo.Document[]>>) {
  const uri = freshDatabaseUri();
  const db = server.database.connection.getClient().db(new URL(uri).pathname.slice(1));
  sources.push(db);
  for (const [name, rows] of Object.entries(contents)) await db.collection(name).insertMany(rows);
  const move = async (dryRun = false, stopAt = Infinity, undelivered = false) => {
    const stop = new AbortController();
    const findings: Finding[] = [];
    const source = await RestSource.open(uri, {});
    const ledger = new Ledger(server.services.chainer, server.clock.now, {
      dryRun,
      signal: stop.signal,
      onFinding: (finding) => findings.push(finding),
      onProgress: (what, documents) => {
        if (what === 'requests' && documents === stopAt) stop.abort();
      },
    });
    let complete: boolean;
    try {
      const { database, services } = server;
      const target = { database, calendar: services.calendar, secrets: services.secrets };
      const options = { ownerId, payout: 'AUTO', consecutiveDays: 3, undelivered } as const;
      complete = await moveFromRest(source, target, options, ledger);
    } finally {
      await source.close();
    }
    const told = (kind: Finding['kind'], { _id }: mongo.Document) =>
      findings.find((finding) => finding.kind === kind && finding.id === String(_id))?.reason;
    return { counts: ledger.counts, complete, findings, told };
  };
  return { db, move };
}

/** Ids of which every one of `low` is smaller than every one of `high`. */
const low = (n: number) => new ObjectId(`0${n.toString(16).padStart(23, '0')}`);
const high = (n: number) => new ObjectId(`f${n.toString(16).padStart(23, '0')}`);

const user = (_id: unknown, user_id: string, more: object = {}) => ({
  ...{ _id, user_id, role: 'USER', created_at: at('2026-01-01T09:00:00') },
  ...more,
});
const event = (more: object = {}) => ({
  ...{ _id: new ObjectId(), title: 'An event', active_yn: 'Y' },
  ...{ start_dt: at('2026-05-01T00:00:00'), end_dt: at('2026-07-01T00:00:00') },
  rewards: [{ type: 'ITEM', name: 'Mug', quantity: 1 }],
  ...more,
});
const limitedTo = (stock: object) => ({ rewards: [{ type: 'ITEM', name: 'Mug', quantity: 1, ...stock }] });
const request = (user_id: unknown, event_id: unknown, status: number, day: number, more: object = {}) => ({
  ...{ _id: new ObjectId(), user_id, event_id, status },
  created_at: at(`2026-05-${String(day).padStart(2, '0')}T12:00:00`),
  ...more,
});
const kept = ({ _id }: mongo.Document) =>
  `a second live request of its user for the event: ${String(_id)} is kept`;
const rowOf = ({ _id }: mongo.Document) => server.database.requests.findOne({ _id });
const broken = async () => (await checkInvariants(server.database)).filter(({ ok }) => !ok);

test('a pair is judged as a whole wherever its rows lie, and whatever the order of the ids', async () => {
  const [one, two] = [user(high(1), 'pair.one'), user(high(2), 'pair.two')];
  const mug = event({ _id: low(1), ...limitedTo({ stock: 5 }) });
  const pending = request(one._id, mug._id, 0, 1, { _id: high(11) });
  const other = request(two._id, mug._id, 1, 2, { _id: high(12) });
  const paid = request(one._id, mug._id, 1, 3, { _id: high(13) });
  const { move } = await old({ users: [one, two], events: [mug], reward_requests: [pending, other, paid] });
  for (const dryRun of [true, false]) {
    const { counts, told } = await move(dryRun);
    expect(counts.requests).toMatchObject({ added: 2, leftOut: 1 });
    expect(told('leftOut', pending)).toBe(kept(paid));
  }
  expect(await rowOf(paid)).toMatchObject({ status: 1, attempt: 1 });
  expect(await rowOf(pending)).toBeNull();
  expect(await server.database.events.findOne({ _id: mug._id })).toMatchObject({
    rewards: [{ stock: 7, remaining: 5 }],
    holds: [],
  });
  expect(await broken()).toEqual([]);
});

test('a pair is one pair whichever of their names its rows give the user and the event', async () => {
  const [one, two] = [user(high(21), 'named.twice'), user(high(22), 'named.once')];
  const mug = event({ event_id: 'mug-of-may' });
  const rows = [
    request('named.twice', mug._id, 0, 1),
    request('named.once', 'mug-of-may', 2, 1),
    request(one._id, 'mug-of-may', 1, 2),
    request(String(one._id), String(mug._id), 1, 3),
    request('named.twice', 'mug-of-may', 2, 4),
    request('named.once', mug._id, 1, 4),
  ];
  const { move } = await old({ users: [one, two], events: [mug], reward_requests: rows });
  for (const dryRun of [true, false]) {
    const { counts, told } = await move(dryRun);
    expect(counts.requests).toMatchObject({ read: 6, added: 4, leftOut: 2 });
    expect([rows[0]!, rows[3]!].map((row) => told('leftOut', row))).toEqual([kept(rows[2]!), kept(rows[2]!)]);
  }
  expect(await rowOf(rows[2]!)).toMatchObject({ attempt: 1, userId: one._id, eventId: mug._id });
  expect(await rowOf(rows[4]!)).toMatchObject({ attempt: 2, userId: one._id });
  expect(await rowOf(rows[5]!)).toMatchObject({ attempt: 2, userId: two._id });
});

test('what was decided at the source after it came over is told, and stands here as it is', async () => {
  const one = user(high(31), 'decided.late');
  const mug = event(limitedTo({ stock: 5 }));
  const pending = request(one._id, mug._id, 0, 1);
  const { db, move } = await old({ users: [one], events: [mug], reward_requests: [pending] });
  await move();
  await db.collection('reward_requests').updateOne({ _id: pending._id }, { $set: { status: 1 } });
  const { counts, told } = await move();
  expect(counts.requests).toMatchObject({ added: 0, there: 0, leftOut: 1 });
  expect(told('leftOut', pending)).toBe(
    'was decided in the source after it was imported: its status differs here',
  );
  expect(await rowOf(pending)).toMatchObject({ status: 0 });
  expect((await server.database.events.findOne({ _id: mug._id }))!.holds).toMatchObject([
    { id: pending._id },
  ]);
  expect(await broken()).toEqual([]);
});

test('what is left of a stock is read where it stands beside the stock, and that is told', async () => {
  const users = [1, 2, 3].map((n) => user(high(40 + n), `stock.taker${n}`));
  const both = event({
    rewards: [{ _id: new ObjectId(), type: 'ITEM', name: 'Mug', stock: 9, remaining: 4 }],
  });
  const same = event({
    rewards: [{ _id: new ObjectId(), type: 'ITEM', name: 'Cup', stock: 4, remaining: 4 }],
  });
  const rows = users.map(({ _id }, place) => request(_id, both._id, place === 0 ? 0 : 1, 1));
  const { move } = await old({ users, events: [both, same], reward_requests: rows });
  const { told, counts } = await move();
  // Two were paid, and one of the four that are left is asked for.
  expect((await server.database.events.findOne({ _id: both._id }))!.rewards).toMatchObject([
    { stock: 6, remaining: 3 },
  ]);
  expect(told('changed', both.rewards[0]!)).toMatch(/^has both a stock and a remaining quantity/);
  expect(counts.rewards).toMatchObject({ added: 2, changed: 1 });
});

test('a request that loses to one that stands here is told so in every run, and its units are free', async () => {
  const one = user(high(51), 'guard.loser');
  const mug = event(limitedTo({ stock: 5 }));
  const late = request(one._id, mug._id, 1, 1);
  const { db, move } = await old({ users: [one], events: [mug] });
  await server.database.requests.insertOne({
    ...{ _id: new ObjectId(), userId: one._id, eventId: mug._id, status: 0, attempt: 1 },
    requestedAt: at('2026-05-01T12:00:00'),
  } as never);
  await db.collection('reward_requests').insertOne(late);
  for (const dryRun of [true, false, false]) {
    const { told } = await move(dryRun);
    expect(told('leftOut', late)).toBe('its user already has a live request for the event here');
  }
  expect(await server.database.events.findOne({ _id: mug._id })).toMatchObject({
    rewards: [{ remaining: 6 }],
    holds: [],
  });
});

test('ids that are no ObjectIds give each document an id of its own, whatever they are', async () => {
  const users = [
    user({ region: 'kr', n: 1 }, 'composite.one'),
    user({ region: 'kr', n: 2 }, 'composite.two'),
    user(new mongo.Binary(Buffer.from([0xff, 0xfe])), 'binary.one'),
    user(new mongo.Binary(Buffer.from([0xfe, 0xff])), 'binary.two'),
    user(7, 'number.one'),
    user('seven', 'text.one'),
  ];
  const events = [event({ _id: { n: 1 } }), event({ _id: { n: 2 } })];
  const { move } = await old({ users, events });
  const first = await move();
  expect(first.counts.users).toMatchObject({ added: 6, there: 0, leftOut: 0 });
  expect(first.counts.events).toMatchObject({ added: 2, there: 0 });
  expect(new Set(first.findings.map(({ id }) => id))).toEqual(new Set(['{"n":1}', '{"n":2}']));
  expect((await move()).counts.users).toMatchObject({ added: 0, there: 6 });
});

test('a role that is USER in any case is no other role', async () => {
  const users = [
    user(high(61), 'role.lower', { role: 'user' }),
    user(high(62), 'role.other', { role: 'admin' }),
  ];
  const { move } = await old({ users });
  const { told } = await move();
  expect(told('changed', users[0]!)).toBeUndefined();
  expect(told('changed', users[1]!)).toMatch(/^had another role/);
});

test('what the database itself refuses is told as that, and not as a second of its kind', async () => {
  const one = user(high(71), 'refused.one');
  const two = user(high(72), 'refused.two');
  const mug = event();
  const paid = request(one._id, mug._id, 1, 1);
  const { db, move } = await old({
    ...{ users: [one, two], events: [mug], reward_requests: [paid] },
    user_attendances: [{ user_id: one._id, attendance_date: '2026-05-01' }],
  });
  const collections = {
    users: { username: { $ne: 'refused.two' } },
    userattendances: { userId: { $ne: one._id } },
    rewardrequests: { userId: { $ne: one._id } },
  };
  const { connection } = server.database;
  for (const [collMod, validator] of Object.entries(collections)) {
    await connection.db!.command({ collMod, validator });
  }
  const checkIn = await db.collection('user_attendances').findOne();
  const { told } = await move();
  for (const collMod of Object.keys(collections)) await connection.db!.command({ collMod, validator: {} });
  expect([two, checkIn!, paid].map((row) => told('leftOut', row))).toEqual(Array(3).fill('cannot be stored'));
});

test('a move that is asked to stop does so between two writes, says so, and the next one goes on', async () => {
  const users = Array.from({ length: 450 }, (_, n) => user(high(0x1000 + n), `stopped${n}`));
  const mug = event(limitedTo({ stock: 1_000 }));
  const rows = users.map(({ _id }, n) => request(_id, mug._id, n % 2, 1));
  const { move } = await old({ users, events: [mug], reward_requests: rows });
  const states = async () => {
    const entries = server.database.auditEntries.find({ action: 'importRest' }).sort({ sequence: -1 });
    const [last, first] = await entries.limit(2).toArray();
    return [first, last].map((entry) => (JSON.parse(entry!.after!) as { state: string }).state);
  };
  const { complete, counts } = await move(false, 300);
  expect(complete).toBe(false);
  expect(counts.requests).toMatchObject({ added: 200 });
  expect(await states()).toEqual(['BEGUN', 'INTERRUPTED']);
  expect(await move()).toMatchObject({ complete: true, counts: { requests: { added: 250, there: 200 } } });
  expect(await states()).toEqual(['BEGUN', 'ENDED']);
  expect(await server.database.events.findOne({ _id: mug._id })).toMatchObject({
    rewards: [{ stock: 1_225, remaining: 775 }],
  });
});

test('an event or a reward whose name shows nothing is left out', async () => {
  const untitled = event({ title: '\u3164 ' });
  const nameless = event({ rewards: [{ type: 'ITEM', name: '\u2800', quantity: 1 }] });
  const { move } = await old({ events: [untitled, nameless] });
  const { told } = await move();
  expect(told('leftOut', untitled)).toContain('no visible title');
  expect(told('leftOut', nameless)).toContain('no visible name');
});
