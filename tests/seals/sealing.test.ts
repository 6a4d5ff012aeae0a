import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import type { AccessLogEntry } from '../../src/access-log/access-log-entry.model';
import { Chainer } from '../../src/audit/chainer';
import type { Database } from '../../src/database/connection';
import { buildIndexes } from '../../src/database/indexes';
import { checkInvariants } from '../../src/invariants/invariants';
import { openDatabase } from '../../src/features';
import { createLog } from '../../src/log';
import { openEpoch, renewEpoch } from '../../src/reward-feed/epoch';
import { leafHash } from '../../src/reward-feed/leaf';
import { DailySeal } from '../../src/seals/daily-seal';
import { sealEntry, sealOf } from '../../src/seals/seal';
import { sealFeed } from '../../src/seals/sealing';
import { endTurn, findSealsSetting, renewTurn, takeTurn } from '../../src/seals/seal-turns';
import { SEOUL } from '../support/attendance';
import { INTACT } from '../support/intact';
import { freshDatabaseUri } from '../support/server';
import { until } from '../support/until';

const silent = createLog('silent', false);
const NOW = new Date('2026-06-01T03:00:00Z');
const { signal } = new AbortController();

let database: Database;
let other: Database;
beforeAll(async () => {
  const uri = freshDatabaseUri();
  [database, other] = await Promise.all([openDatabase(uri), openDatabase(uri)]);
  await buildIndexes(database);
});
beforeEach(async () => {
  const { accessLog, rewardFeed, auditEntries, settings } = database;
  for (const collection of [accessLog, rewardFeed, auditEntries, settings]) await collection.deleteMany({});
  await openEpoch(database);
  await settings.insertOne({ _id: 'serviceCalendar', ...SEOUL });
});
afterAll(async () => {
  await database.connection.dropDatabase();
  await Promise.all([database.close(), other.close()]);
});

async function feed(from: number, to: number): Promise<void> {
  const sequences = Array.from({ length: to - from + 1 }, (_, place) => from + place);
  const entry = { type: 'REWARD_GRANTED' as const, at: NOW };
  await database.rewardFeed.insertMany(
    sequences.map((_id) => ({ _id, rowId: new Types.ObjectId(), ...entry, leaf: leafHash(`leaf ${_id}`) })),
  );
}

const partsOf = (of: Database, now = NOW) => ({
  database: of,
  calendar: SEOUL,
  chainer: new Chainer({ database: of, structure: INTACT, log: silent }),
  clock: () => now,
});
const seal = (of = database) => sealFeed(partsOf(of), { signal });
async function seals() {
  const entries = await database.auditEntries.find({ action: 'SEALED' }, { sort: { sequence: 1 } }).toArray();
  return entries.map((entry) => sealOf(entry)!);
}
const ranges = async () =>
  (await seals()).map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence]);
async function brokenSealRules() {
  const results = await checkInvariants(database);
  return results
    .filter(({ name, ok }) => name.startsWith('seals') && !ok)
    .map(({ name, examples }) => [name, ...examples]);
}

test('a seal covers what came since the last one, and nothing is sealed twice', async () => {
  await feed(1, 3);
  expect(await seal()).toEqual({ seals: 1, entries: 3, missing: 0, complete: true });
  expect(await seal()).toEqual({ seals: 0, entries: 0, missing: 0, complete: true });
  await feed(4, 2_600);
  await seal();
  expect(await ranges()).toEqual([
    [1, 3],
    [4, 2_600],
  ]);
  expect(await brokenSealRules()).toEqual([]);
});

test('an empty feed is not sealed', async () => {
  await seal();
  expect(await seals()).toEqual([]);
});

test('ten that seal at once make one seal of each range', async () => {
  await feed(1, 500);
  const more = feed(501, 700);
  await Promise.all(Array.from({ length: 10 }, (_, n) => seal(n % 2 === 0 ? database : other)));
  await more;
  await seal();
  const all = await ranges();
  expect(all.map(([first]) => first)).toEqual([1, ...all.slice(0, -1).map(([, last]) => last! + 1)]);
  expect(all.at(-1)![1]).toBe(700);
  expect(await brokenSealRules()).toEqual([]);
});

test('a server that slept since it read the feed adds no second seal, although the feed has grown', async () => {
  await feed(1, 3);
  const { chainer } = partsOf(database);
  const { epoch } = (await database.settings.findOne({ _id: 'rewardFeed' })) as unknown as { epoch: string };
  const stale = sealEntry({ epoch, firstSequence: 1, lastSequence: 2, root: 'a'.repeat(64) }, NOW);
  await seal();
  await chainer.append(stale);
  expect(await ranges()).toEqual([[1, 3]]);
});

test('after a restore seals go on behind the last one, with the new epoch', async () => {
  await feed(1, 2);
  await seal();
  const epoch = await renewEpoch(database);
  await feed(3, 4);
  await seal();
  expect(
    (await seals()).map((each) => [each.firstSequence, each.lastSequence, each.epoch === epoch]),
  ).toEqual([
    [1, 2, false],
    [3, 4, true],
  ]);
  expect(await brokenSealRules()).toEqual([]);
});

test('one that is interrupted seals nothing, and the next one everything', async () => {
  await feed(1, 5_000);
  const stopping = new AbortController();
  let pages = 0;
  const onPage = () => (++pages === 2 ? stopping.abort() : undefined);
  const result = await sealFeed(partsOf(database), { signal: stopping.signal, onPage });
  expect(result).toEqual({ seals: 0, entries: 0, missing: 0, complete: false });
  await seal();
  expect(await ranges()).toEqual([[1, 5_000]]);
});

test('entries that were deleted by hand hold nothing up, and are counted', async () => {
  await feed(1, 5);
  await database.rewardFeed.deleteOne({ _id: 3 });
  expect(await seal()).toEqual({ seals: 1, entries: 5, missing: 1, complete: true });
  expect(await brokenSealRules()).toEqual([]);
});

test('a last seal that was changed by hand ends the sealing', async () => {
  await feed(1, 2);
  await seal();
  await database.auditEntries.updateOne({ action: 'SEALED' }, { $set: { after: '{}' } });
  await feed(3, 4);
  await expect(seal()).rejects.toMatchObject({ detail: 'the last seal was changed by hand' });
});

describe('rules', () => {
  beforeEach(async () => {
    await feed(1, 3);
    await seal();
    await feed(4, 6);
    await seal();
  });

  test.each([
    [
      'a changed leaf',
      () => database.rewardFeed.updateOne({ _id: 2 }, { $set: { leaf: leafHash('other') } }),
      '1-3',
    ],
    ['a deleted entry', () => database.rewardFeed.deleteOne({ _id: 6 }), '4-6'],
    [
      'entries that changed places',
      async () => {
        const leafOf = async (_id: number) => (await database.rewardFeed.findOne({ _id }))!.leaf;
        const [one, two] = [await leafOf(1), await leafOf(2)];
        await database.rewardFeed.updateOne({ _id: 1 }, { $set: { leaf: two } });
        await database.rewardFeed.updateOne({ _id: 2 }, { $set: { leaf: one } });
      },
      '1-3',
    ],
  ])('%s is in the range that breaks', async (_name, change, range) => {
    expect(await brokenSealRules()).toEqual([]);
    await change();
    expect(await brokenSealRules()).toEqual([['sealsMatchFeed', range]]);
  });

  test('a removed seal and one of another range are found', async () => {
    const [first, second] = await database.auditEntries
      .find({ action: 'SEALED' })
      .sort({ sequence: 1 })
      .toArray();
    await database.auditEntries.deleteOne({ _id: first!._id });
    expect(await brokenSealRules()).toEqual([['sealsAreContiguous', String(second!._id)]]);
    await database.auditEntries.insertOne(first!);
    await database.auditEntries.updateOne({ _id: second!._id }, { $set: { after: '{"root":1}' } });
    expect(await brokenSealRules()).toEqual([['sealsAreContiguous', String(second!._id)]]);
  });
});

describe('the access log', () => {
  const FOREVER = new Date('2100-01-01T00:00:00Z');
  const sealAt = (now: string) => sealFeed(partsOf(database, new Date(now)), { signal });
  const accessLogs = async () => (await seals()).map(({ accessLog }) => accessLog!);

  async function opened(at: string, expiresAt = FOREVER): Promise<AccessLogEntry> {
    const ids = { _id: new Types.ObjectId(), actorId: new Types.ObjectId(), userId: new Types.ObjectId() };
    const line = { ...ids, what: 'user', at: new Date(at), expiresAt };
    await database.accessLog.insertOne(line);
    return line;
  }

  function digestOf(lines: readonly AccessLogEntry[]): string {
    const hash = createHash('sha256');
    for (const { _id, actorId, userId, what, at } of lines)
      hash.update(
        `{"actorId":"${String(actorId)}","at":"${at.toISOString()}","id":"${String(_id)}","userId":"${String(userId)}","what":"${what}"}\n`,
      );
    return hash.digest('hex');
  }

  async function brokenDays() {
    const results = await checkInvariants(database);
    return results.find(({ name }) => name === 'accessLogMatchesSeals')!.examples;
  }

  test('a seal holds the number and the digest of the lines of each day that is over', async () => {
    const last = await opened('2026-05-30T14:59:59.999Z', new Date('2090-01-01T00:00:00Z'));
    const first = await opened('2026-05-29T15:00:00Z');
    const lone = await opened('2026-06-01T02:00:00Z');
    await feed(1, 1);
    // 00:59 in Seoul: requests that began on 06-01 may still leave lines.
    await sealAt('2026-06-01T15:59:59Z');
    const day = { day: '2026-05-30', count: 2, digest: digestOf([first, last]) };
    expect(await accessLogs()).toEqual([
      { lastDay: '2026-05-31', days: [{ ...day, keptUntil: '2090-01-01T00:00:00.000Z' }] },
    ]);
    await feed(2, 2);
    await sealAt('2026-06-02T16:00:00Z');
    const next = { day: '2026-06-01', count: 1, digest: digestOf([lone]) };
    expect((await accessLogs())[1]).toEqual({
      lastDay: '2026-06-02',
      days: [{ ...next, keptUntil: FOREVER.toISOString() }],
    });
    expect(await brokenDays()).toEqual([]);
  });

  test('days wait for the next seal: when the feed got nothing, and when they are too many for one', async () => {
    const firstDay = Date.parse('2026-03-01T03:00:00Z');
    for (let day = 0; day < 40; day += 1) await opened(new Date(firstDay + day * 86_400_000).toISOString());
    await sealAt('2026-06-01T03:00:00Z');
    expect(await accessLogs()).toEqual([]);
    for (const sequence of [1, 2, 3]) {
      await feed(sequence, sequence);
      await sealAt('2026-06-01T03:00:00Z');
    }
    expect((await accessLogs()).map(({ lastDay, days }) => [lastDay, days.length])).toEqual([
      ['2026-03-31', 31],
      ['2026-05-31', 9],
      ['2026-05-31', 0],
    ]);
    expect(await brokenDays()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['deleted', () => database.accessLog.deleteOne({ what: 'user' }), '2026-05-30'],
    ['added', () => opened('2026-05-30T03:00:00Z'), '2026-05-30'],
    ['added on a day without lines', () => opened('2026-05-29T03:00:00Z'), '2026-05-29'],
    [
      'changed',
      () => database.accessLog.updateOne({}, { $set: { userId: new Types.ObjectId() } }),
      '2026-05-30',
    ],
    [
      'made to expire early',
      () => database.accessLog.updateOne({}, { $set: { expiresAt: new Date('2030-01-01') } }),
      '2026-05-30',
    ],
  ])('a line that is %s after its seal is found', async (_name, change, day) => {
    await opened('2026-05-30T02:00:00Z');
    await feed(1, 1);
    await sealAt('2026-06-01T03:00:00Z');
    expect(await brokenDays()).toEqual([]);
    await change();
    expect(await brokenDays()).toEqual([day]);
  });

  test('lines that expire are neither counted nor missed', async () => {
    const [beforeSeal, sinceSeal] = [new Date('2026-06-01T02:00:00Z'), new Date('2026-06-02T02:00:00Z')];
    await opened('2026-05-29T02:00:00Z', beforeSeal);
    await opened('2026-05-30T02:00:00Z', beforeSeal);
    await opened('2026-05-30T03:00:00Z', sinceSeal);
    await opened('2026-05-30T04:00:00Z');
    await feed(1, 1);
    await sealAt('2026-06-01T03:00:00Z');
    expect((await accessLogs())[0]!.days).toMatchObject([
      { day: '2026-05-30', count: 2, keptUntil: sinceSeal.toISOString() },
    ]);
    await database.accessLog.deleteMany({ expiresAt: { $lte: sinceSeal } });
    expect(await brokenDays()).toEqual([]);
  });

  test('a seal that repeats a day of an earlier one is found', async () => {
    const { epoch } = (await database.settings.findOne({ _id: 'rewardFeed' })) as unknown as {
      epoch: string;
    };
    const accessLog = { lastDay: '2026-05-31', days: [] };
    const range = { epoch, firstSequence: 1, lastSequence: 2, root: 'a'.repeat(64) };
    const { chainer } = partsOf(database);
    await chainer.append(sealEntry({ ...range, accessLog }, NOW));
    const digest = { day: '2026-05-31', count: 1, digest: 'a'.repeat(64), keptUntil: NOW.toISOString() };
    const again = { ...range, firstSequence: 3, lastSequence: 4 };
    await chainer.append(sealEntry({ ...again, accessLog: { ...accessLog, days: [digest] } }, NOW));
    expect(await brokenDays()).toEqual([(await seals())[1]!.id]);
  });
});

describe('daily', () => {
  const daily = (now: string, of = database) =>
    new DailySeal({
      ...partsOf(of, new Date(now)),
      structure: INTACT,
      log: silent,
    });
  const dayOf = async () => (await findSealsSetting(database))?.day ?? null;
  const sealedBefore = (day: string, endedAt: Date | null = null) =>
    database.settings.insertOne({ _id: 'seals', day, endedAt, heldUntil: new Date(0) });

  test('a new database is first sealed on the next day', async () => {
    await feed(1, 2);
    const server = daily('2026-06-01T03:00:00Z');
    await server.startIfDue();
    await server.stop();
    expect(await dayOf()).toBe('2026-06-01');
    expect(await ranges()).toEqual([]);
  });

  test('a day is sealed from an hour after its start on, once', async () => {
    await sealedBefore('2026-05-31');
    await feed(1, 2);
    // 00:59 in Seoul: the day before is due.
    await daily('2026-06-01T15:59:00Z').startIfDue();
    await until(async () => (await dayOf()) === '2026-06-01');
    await feed(3, 4);
    const again = daily('2026-06-01T15:59:59Z');
    await again.startIfDue();
    await again.stop();
    expect(await ranges()).toEqual([[1, 2]]);
    await daily('2026-06-01T16:00:00Z').startIfDue();
    await until(async () => (await dayOf()) === '2026-06-02');
    expect(await ranges()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('a turn is held by one server, and free again when it ends without having sealed', async () => {
    await sealedBefore('2026-05-31');
    expect(await takeTurn(database, '2026-06-01')).toBe(true);
    expect(await takeTurn(other, '2026-06-01')).toBe(false);
    await renewTurn(database);
    expect(await takeTurn(other, '2026-06-01')).toBe(false);
    await endTurn(database, null);
    expect(await takeTurn(other, '2026-06-01')).toBe(true);
    await endTurn(other, '2026-06-01');
    expect(await takeTurn(database, '2026-06-01')).toBe(false);
    expect(await takeTurn(database, '2026-06-02')).toBe(true);
    // A clock that is behind takes no day back.
    await endTurn(database, '2026-05-01');
    expect(await dayOf()).toBe('2026-06-01');
  });

  test('a server that has stopped begins no more', async () => {
    await sealedBefore('2026-05-31');
    const stopped = daily('2026-06-01T03:00:00Z');
    await stopped.stop();
    await stopped.startIfDue();
    expect(await dayOf()).toBe('2026-05-31');
  });

  test('the age counts from the end of the last sealing', async () => {
    await sealedBefore('2026-06-01', new Date('2026-05-30T03:00:00Z'));
    const server = daily('2026-06-01T03:00:00Z');
    expect(server.ageDays).toBe(0);
    await server.startIfDue();
    expect(server.ageDays).toBe(2);
  });
});
