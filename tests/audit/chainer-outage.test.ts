import 'reflect-metadata';
import { Types } from 'mongoose';
import { Chainer } from '../../src/audit/chainer';
import { outboxEntry } from '../../src/audit/entries';
import { verifyChain } from '../../src/audit/verification';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { buildIndexes } from '../../src/database/indexes';
import { createLog } from '../../src/log';
import { useMongodWithFailPoints, type TestMongod } from '../support/mongod';
import { freshDatabaseUri } from '../support/server';
import { startTcpProxy, through } from '../support/tcp-proxy';
import { INTACT } from '../support/intact';

const AT = new Date('2026-06-01T00:00:00Z');
const silent = createLog('silent', false);

let mongod: TestMongod;
let database: Database;
let other: Database;
let uri: string;
beforeAll(async () => {
  mongod = await useMongodWithFailPoints();
});
afterAll(() => mongod.stop());
beforeEach(async () => {
  uri = freshDatabaseUri();
  [database, other] = await Promise.all([openDatabase(uri), openDatabase(uri)]);
  await buildIndexes(database);
});
afterEach(async () => {
  await failCommands([], {}, 'off');
  await Promise.all([database.close(), other.close()]);
});

async function failCommands(commands: string[], data: object, mode: object | string): Promise<void> {
  const failPoint = { configureFailPoint: 'failCommand', mode, data: { failCommands: commands, ...data } };
  await database.claims.db('admin').command(failPoint);
}

async function carrier(...names: string[]): Promise<Types.ObjectId> {
  const _id = new Types.ObjectId();
  const outbox = names.map((action) =>
    outboxEntry({ at: AT, actor: null, action, targetType: 'Event', targetId: _id }),
  );
  await database.events.insertOne({ _id, outbox } as never);
  return _id;
}

const actions = async () =>
  (await database.auditEntries.find({}, { sort: { sequence: 1 } }).toArray()).map(({ action }) => action);

describe.each([
  ["the connection is lost beyond the driver's own retry", { closeConnection: true }, 4],
  ['the primary steps down again and again', { errorCode: 11_602 }, 4],
  // It happened, but the answer does not say so.
  ['a write is not known to be durable', { writeConcernError: { code: 64, errmsg: 'waiting' } }, 3],
])('when %s', (_what, data, times) => {
  test.each(['insert', 'update'])('at %s, the entries are there once all the same', async (command) => {
    const chainer = new Chainer({ database, structure: INTACT, log: silent });
    const ids = await Promise.all([carrier('1a', '1b'), carrier('2a')]);
    await failCommands([command], data, { times });
    await Promise.all(ids.map((id) => chainer.drain('events', id)));

    expect((await actions()).sort()).toEqual(['1a', '1b', '2a']);
    expect(await verifyChain(database, AT)).toMatchObject({ ok: true, entries: 3 });
    expect(await database.events.countDocuments({ 'outbox.id': { $exists: true } })).toBe(0);
  });
});

test('an insert that is held up on its way is late: others have gone on, and it takes the next place', async () => {
  const [mine, theirs] = await Promise.all([carrier('held up'), carrier('first', 'second')]);
  const proxy = await startTcpProxy(mongod.port);
  const held = await openDatabase(through(proxy, uri));
  proxy.intercept({
    match: ({ insert }) => insert === 'auditentries',
    before: () => new Chainer({ database: other, structure: INTACT, log: silent }).drain('events', theirs),
    loseAnswer: false,
  });
  await new Chainer({ database: held, structure: INTACT, log: silent }).drain('events', mine);
  await held.close();
  await proxy.close();

  expect(await actions()).toEqual(['first', 'second', 'held up']);
  expect(await verifyChain(database, AT)).toMatchObject({ ok: true, entries: 3 });
});

test('an outage that lasts is SERVICE_UNAVAILABLE, and the entry stays where it is', async () => {
  const chainer = new Chainer({ database, structure: INTACT, log: silent });
  const id = await carrier('waits');
  await failCommands(['insert'], { errorCode: 11_602 }, 'alwaysOn');
  await expect(chainer.drain('events', id)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await failCommands([], {}, 'off');

  expect((await database.events.findOne({ _id: id }))?.outbox).toHaveLength(1);
  await chainer.drain('events', id);
  expect(await actions()).toEqual(['waits']);
});
