import 'reflect-metadata';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Types } from 'mongoose';
import { pino } from 'pino';
import { entryHash } from '../../src/audit/chain';
import { Chainer } from '../../src/audit/chainer';
import { outboxEntry } from '../../src/audit/entries';
import { findAct, findKeyedAct } from '../../src/audit/find-act';
import type { OutboxEntry } from '../../src/audit/outbox-entry.model';
import { verifyChain } from '../../src/audit/verification';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { buildIndexes } from '../../src/database/indexes';
import { createLog } from '../../src/log';
import { freshDatabaseUri } from '../support/server';
import { INTACT } from '../support/intact';

const AT = new Date('2026-06-01T00:00:00Z');
const silent = createLog('silent', false);

let database: Database;
/** The same database, as another process has it. */
let other: Database;
beforeEach(async () => {
  const uri = freshDatabaseUri();
  [database, other] = await Promise.all([openDatabase(uri), openDatabase(uri)]);
  await buildIndexes(database);
});
afterEach(async () => {
  await database.connection.dropDatabase();
  await Promise.all([database.close(), other.close()]);
});

function act(name: string, more: object = {}): OutboxEntry {
  const targetId = new Types.ObjectId();
  return outboxEntry({ at: AT, actor: null, action: name, targetType: 'Event', targetId, ...more });
}

/** An event document that carries the entries. */
async function carrier(...outbox: OutboxEntry[]): Promise<Types.ObjectId> {
  const _id = new Types.ObjectId();
  await database.events.insertOne({ _id, outbox } as never);
  return _id;
}

const chain = () => database.auditEntries.find({}, { sort: { sequence: 1 } }).toArray();
const actions = async () => (await chain()).map(({ action }) => action);
const outboxOf = async (_id: Types.ObjectId) => (await database.events.findOne({ _id }))?.outbox;
const head = async () => (await database.settings.findOne({ _id: 'auditHead' })) as never;

/** Resolves when the collection is as the check wants it; the test's own time limit is the only one. */

test("a document's entries enter the chain in the order of its outbox, and leave it", async () => {
  const id = await carrier(act('first'), act('second'), act('third'));
  await new Chainer({ database, structure: INTACT, log: silent }).drain('events', id);
  expect(await actions()).toEqual(['first', 'second', 'third']);
  expect(await outboxOf(id)).toEqual([]);
});

test('entries of others that wait in the document are taken along', async () => {
  const id = await carrier(act('of another server'));
  await database.events.updateOne({ _id: id }, { $push: { outbox: act('own') } });
  await new Chainer({ database, structure: INTACT, log: silent }).drain('events', id);
  expect(await actions()).toEqual(['of another server', 'own']);
});

test('the first entry follows 64 zeros, each later one the hash before it, and the head is the last', async () => {
  await new Chainer({ database, structure: INTACT, log: silent }).drain(
    'events',
    await carrier(act('a'), act('b')),
  );
  const [first, second] = await chain();
  expect(first).toMatchObject({ sequence: 1, previousHash: '0'.repeat(64), hash: entryHash(first!) });
  expect(second).toMatchObject({ sequence: 2, previousHash: first!.hash, hash: entryHash(second!) });
  expect(await head()).toEqual({ _id: 'auditHead', head: { sequence: 2, hash: second!.hash } });
});

test('two processes that drain 20 documents at once leave each entry once and no gap', async () => {
  const one = new Chainer({ database, structure: INTACT, log: silent });
  const two = new Chainer({ database: other, structure: INTACT, log: silent });
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => carrier(act(`${n}a`), act(`${n}b`))));
  await Promise.all(ids.flatMap((id) => [one.drain('events', id), two.drain('events', id)]));

  const entries = await chain();
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  expect(new Set(entries.map(({ action }) => action)).size).toBe(40);
  const order = entries.map(({ action }) => action);
  for (let n = 0; n < 20; n++) expect(order.indexOf(`${n}a`)).toBeLessThan(order.indexOf(`${n}b`));
  expect(await verifyChain(database, AT)).toEqual({
    ok: true,
    entries: 40,
    firstBadSequence: null,
    checkedAt: AT,
  });
  expect(await database.events.countDocuments({ 'outbox.id': { $exists: true } })).toBe(0);
});

test('entries appended singly by two processes at once leave no gap', async () => {
  const one = new Chainer({ database, structure: INTACT, log: silent });
  const two = new Chainer({ database: other, structure: INTACT, log: silent });
  for (let round = 0; round < 10; round++) {
    await Promise.all([one.append(act(`one ${round}`)), two.append(act(`two ${round}`))]);
  }
  expect(await verifyChain(database, AT)).toMatchObject({ ok: true, entries: 20 });
});

test('an entry that is sent again is one entry', async () => {
  const entry = act('burst');
  const [one, two] = [database, other].map(
    (each) => new Chainer({ database: each, structure: INTACT, log: silent }),
  );
  await Promise.all([one!.append(entry), two!.append(entry), one!.append(entry)]);
  await two!.append(entry);
  expect(await actions()).toEqual(['burst']);
});

test('an entry whose server died before it left the outbox is not chained twice, and leaves it', async () => {
  const entry = act('paid');
  const chainer = new Chainer({ database, structure: INTACT, log: silent });
  await chainer.append(entry);
  const id = await carrier(entry, act('later'));
  await chainer.drain('events', id);
  expect(await actions()).toEqual(['paid', 'later']);
  expect(await outboxOf(id)).toEqual([]);
});

test('a head that a server died before raising is raised by who finds its entry', async () => {
  const entry = act('paid');
  const chainer = new Chainer({ database, structure: INTACT, log: silent });
  await chainer.append(entry);
  await database.settings.deleteOne({ _id: 'auditHead' });
  await chainer.drain('events', await carrier(entry));
  expect(await head()).toMatchObject({ head: { sequence: 1 } });
});

test('the head never goes back', async () => {
  const chainer = new Chainer({ database, structure: INTACT, log: silent });
  const first = act('first');
  await chainer.append(first);
  await chainer.append(act('second'));
  await chainer.append(first);
  expect(await head()).toMatchObject({ head: { sequence: 2 } });
});

test('text that is no valid Unicode is hashed as it is stored', async () => {
  await new Chainer({ database, structure: INTACT, log: silent }).append(
    act('odd', { reason: 'half \ud800 pair' }),
  );
  expect(await verifyChain(database, AT)).toMatchObject({ ok: true });
});

test('an entry that cannot be stored does not keep others out', async () => {
  const poisoned = await carrier({ ...act('bad'), id: 'no id' } as never);
  const good = await carrier(act('good'));
  const chainer = new Chainer({ database, structure: INTACT, log: silent });
  const [bad, ok] = await Promise.allSettled([
    chainer.drain('events', poisoned),
    chainer.drain('events', good),
  ]);
  expect([bad.status, ok.status]).toEqual(['rejected', 'fulfilled']);
  expect(await actions()).toEqual(['good']);
});

test('a drain of a document without entries, or of none, is done at once', async () => {
  const chainer = new Chainer({ database, structure: INTACT, log: silent });
  await chainer.drain('events', await carrier());
  await chainer.drain('users', new Types.ObjectId());
  expect(await chain()).toEqual([]);
});

describe('the sweep', () => {
  test.each(['users', 'events', 'requests'] as const)('finds what a crash left in %s', async (collection) => {
    const _id = new Types.ObjectId();
    const unique = { usernameKey: 'x', userId: _id, eventId: _id };
    await (database[collection] as Database['users']).insertOne({
      _id,
      ...unique,
      outbox: [act('left')],
    } as never);
    await new Chainer({ database, structure: INTACT, log: silent }).sweep();
    expect(await actions()).toEqual(['left']);
    expect(await verifyChain(database, AT)).toMatchObject({ ok: true, entries: 1 });
  });

  test('the head goes to the log at shutdown', async () => {
    const output = new PassThrough({ encoding: 'utf8' });
    const chainer = new Chainer({ database, structure: INTACT, log: pino(output) });
    await chainer.append(act('last'));
    const line = once(output, 'data') as Promise<[string]>;
    await chainer.stop();
    const [entry] = await chain();
    const { level, auditHead } = JSON.parse((await line)[0]);
    // Nothing else of the entry: it holds what clients sent.
    expect({ level, auditHead }).toEqual({ level: 30, auditHead: { sequence: 1, hash: entry!.hash } });
  });
});

describe('looking for an act', () => {
  const actorId = new Types.ObjectId();
  const keyed = () =>
    act('keyed', {
      actor: { id: actorId.toHexString(), role: 'OPERATOR' },
      key: { idempotencyKey: 'k1', inputHash: 'h1' },
    });

  test('finds it in the outbox, then in the chain, and nowhere else', async () => {
    const entry = keyed();
    expect(await findAct(database, 'events', entry.id)).toBe(false);
    expect(await findKeyedAct(database, actorId, 'k1')).toBeNull();
    const id = await carrier(act('another'), entry);
    expect(await findAct(database, 'events', entry.id)).toBe(true);
    expect(await findKeyedAct(database, actorId, 'k1')).toEqual(entry);
    await new Chainer({ database, structure: INTACT, log: silent }).drain('events', id);
    expect(await findAct(database, 'events', entry.id)).toBe(true);
    expect(await findKeyedAct(database, actorId.toHexString(), 'k1')).toEqual(entry);
  });

  test("another actor's key, or another key, is not the same", async () => {
    await carrier(keyed());
    expect(await findKeyedAct(database, new Types.ObjectId(), 'k1')).toBeNull();
    expect(await findKeyedAct(database, actorId, 'k2')).toBeNull();
  });
});

describe('verification', () => {
  beforeEach(async () => {
    await new Chainer({ database, structure: INTACT, log: silent }).drain(
      'events',
      await carrier(...Array.from({ length: 5 }, (_, n) => act(`act ${n + 1}`, { reason: 'why' }))),
    );
  });
  const verify = () => verifyChain(database, AT);

  test('an intact chain is ok', async () => {
    expect(await verify()).toEqual({ ok: true, entries: 5, firstBadSequence: null, checkedAt: AT });
  });

  test('an empty chain is ok', async () => {
    await Promise.all([database.auditEntries.deleteMany({}), database.settings.deleteMany({})]);
    expect(await verify()).toEqual({ ok: true, entries: 0, firstBadSequence: null, checkedAt: AT });
  });

  test('a changed entry is the first bad one', async () => {
    await database.auditEntries.updateOne({ sequence: 3 }, { $set: { reason: 'because' } });
    expect(await verify()).toEqual({ ok: false, entries: 5, firstBadSequence: 3, checkedAt: AT });
  });

  test('a field added by hand is noticed', async () => {
    await database.auditEntries.updateOne({ sequence: 2 }, { $set: { idempotencyKey: 'mine' } });
    expect(await verify()).toMatchObject({ firstBadSequence: 2 });
  });

  test('an entry that was changed and hashed again breaks the link of the next', async () => {
    const [, entry] = await chain();
    const changed = { ...entry!, reason: 'because' };
    const hash = entryHash(changed);
    await database.auditEntries.updateOne({ sequence: 2 }, { $set: { reason: 'because', hash } });
    expect(await verify()).toMatchObject({ firstBadSequence: 3 });
  });

  test('the last entry, changed and hashed again, does not fit the head', async () => {
    const changed = { ...(await chain())[4]!, reason: 'because' };
    const hash = entryHash(changed);
    await database.auditEntries.updateOne({ sequence: 5 }, { $set: { reason: 'because', hash } });
    expect(await verify()).toMatchObject({ ok: false, firstBadSequence: 5 });
  });

  test.each([1, 3])('of missing entry %i the missing sequence is named', async (sequence) => {
    await database.auditEntries.deleteOne({ sequence });
    expect(await verify()).toEqual({ ok: false, entries: 4, firstBadSequence: sequence, checkedAt: AT });
  });

  test('of a cut tail the first missing sequence is named', async () => {
    await database.auditEntries.deleteMany({ sequence: { $gte: 4 } });
    expect(await verify()).toEqual({ ok: false, entries: 3, firstBadSequence: 4, checkedAt: AT });
  });

  test('a cut tail stays noticed when the chain goes on', async () => {
    await database.auditEntries.deleteMany({ sequence: { $gte: 4 } });
    await new Chainer({ database, structure: INTACT, log: silent }).append(act('after the cut'));
    expect(await verify()).toEqual({ ok: false, entries: 4, firstBadSequence: 4, checkedAt: AT });
  });

  test('a whole chain that is gone is noticed', async () => {
    await database.auditEntries.deleteMany({});
    expect(await verify()).toMatchObject({ ok: false, entries: 0, firstBadSequence: 1 });
  });
});
