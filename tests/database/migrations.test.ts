import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import { MIGRATIONS } from '../../src/database/migrations/all';
import type { Migration } from '../../src/database/migrations/migration';
import { migrate, migrationStatus } from '../../src/database/migrations/run';
import { MigrationStore } from '../../src/database/migrations/state';
import { StartupFault } from '../../src/startup-fault';
import { freshDatabaseUri } from '../support/server';
import { until } from '../support/until';

const FOLDER = join(__dirname, '..', '..', 'src', 'database', 'migrations');
/** The holder gives three signs of life in it: a machine may stand still for seconds. */
const LEASE_MS = 6_000;

let databases: Database[];
let database: Database;

beforeEach(async () => {
  const uri = freshDatabaseUri();
  databases = await Promise.all([1, 2, 3, 4].map(() => openDatabase(uri)));
  database = databases[0]!;
});

afterEach(async () => {
  await database.connection.dropDatabase();
  await Promise.all(databases.map((each) => each.close()));
});

/** Migrations that note when they run. */
function noting(...names: string[]): { migrations: Migration[]; ran: string[] } {
  const ran: string[] = [];
  const migrations = names.map((name, place) => ({
    number: place + 1,
    name,
    checksum: `of ${name}`,
    apply: async ({ connection }: Database) => {
      await connection.db!.collection('touched').insertOne({ name });
      ran.push(name);
    },
  }));
  return { migrations, ran };
}

describe('what is released', () => {
  const files = readdirSync(FOLDER).filter((name) => /^\d/.test(name));

  test('is numbered from 1 without gaps, one file each', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_migration, place) => place + 1));
    const named = MIGRATIONS.map(({ number, name }) => `${String(number).padStart(4, '0')}-${name}.ts`);
    expect(files.sort()).toEqual(named);
  });

  test.each(MIGRATIONS)('$number has the text that its checksum was made of', ({ number, checksum }) => {
    const text = readFileSync(join(FOLDER, files[number - 1]!));
    expect(createHash('sha256').update(text).digest('hex')).toBe(checksum);
  });
});

test('what is pending is applied in order, once, and recorded with the time of the database', async () => {
  const { migrations, ran } = noting('one', 'two');
  await migrate(database, { migrations: migrations.slice(0, 1) });
  expect(await migrationStatus(database, migrations)).toEqual([
    { number: 1, name: 'one', state: 'applied' },
    { number: 2, name: 'two', state: 'pending' },
  ]);
  await migrate(database, { migrations });
  await migrate(database, { migrations });
  expect(ran).toEqual(['one', 'two']);
  const applied = await new MigrationStore(database, LEASE_MS).applied();
  expect(applied.map(({ name, checksum }) => [name, checksum])).toEqual([
    ['one', 'of one'],
    ['two', 'of two'],
  ]);
  expect(applied[1]!.appliedAt.getTime()).toBeGreaterThanOrEqual(applied[0]!.appliedAt.getTime());
});

test('of many that start together one applies each, and all return when all is done', async () => {
  const { migrations, ran } = noting('one', 'two', 'three');
  const mine: number[] = [];
  await Promise.all(
    databases.map(async (each) => {
      await migrate(each, { migrations, onApplied: ({ number }) => mine.push(number) });
      expect(ran).toEqual(['one', 'two', 'three']);
    }),
  );
  expect(mine).toEqual([1, 2, 3]);
});

test('one that fails leaves those before it applied, gives the lock back, and is begun again', async () => {
  const { migrations, ran } = noting('one', 'two');
  const failing = { ...migrations[1]!, apply: () => Promise.reject(new StartupFault('not yet')) };
  await expect(migrate(database, { migrations: [migrations[0]!, failing] })).rejects.toThrow('not yet');
  await migrate(databases[1]!, { migrations });
  expect(ran).toEqual(['one', 'two']);
});

test('a changed text of an applied one is refused, and nothing after it is applied', async () => {
  const { migrations, ran } = noting('one', 'two');
  await migrate(database, { migrations: migrations.slice(0, 1) });
  const changed = [{ ...migrations[0]!, checksum: 'another' }, migrations[1]!];
  await expect(migrate(database, { migrations: changed })).rejects.toThrow(StartupFault);
  expect(ran).toEqual(['one']);
  expect((await migrationStatus(database, changed)).map(({ state }) => state)).toEqual([
    'changed',
    'pending',
  ]);
});

test('what a newer release has applied is known as such and disturbs nobody', async () => {
  const { migrations } = noting('one', 'two');
  await migrate(database, { migrations });
  await migrate(database, { migrations: migrations.slice(0, 1) });
  expect(await migrationStatus(database, migrations.slice(0, 1))).toEqual([
    { number: 1, name: 'one', state: 'applied' },
    { number: 2, name: 'two', state: 'unknown' },
  ]);
});

describe('the lock', () => {
  test('of a holder that gives signs of life is waited for, beyond its first lease', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const { migrations, ran } = noting('one');
    const slow = [
      { ...migrations[0]!, apply: (each: Database) => finished.then(() => migrations[0]!.apply(each)) },
    ];
    const options = { migrations: slow, leaseMs: LEASE_MS };
    const first = migrate(database, options);
    await until(async () => (await findState())?.term === 1);
    const firstLease = (await findState())!.heldUntil as Date;
    let waiting = false;
    const second = migrate(databases[1]!, { ...options, onWaiting: () => (waiting = true) });
    await until(async () => waiting && ((await findState())!.heldUntil as Date) > firstLease);
    expect((await findState())!.term).toBe(1);
    finish();
    await Promise.all([first, second]);
    expect(ran).toEqual(['one']);
  });

  test('of a holder that is silent runs out by the clock of the database; what it records later is refused', async () => {
    const { migrations, ran } = noting('one');
    const silent = new MigrationStore(database, LEASE_MS);
    const lock = await silent.take();
    expect(await new MigrationStore(databases[1]!, LEASE_MS).take()).toBeNull();
    await states().updateOne({ _id: 'state' }, [{ $set: { heldUntil: { $subtract: ['$$NOW', 1] } } }]);
    await migrate(databases[1]!, { migrations, leaseMs: LEASE_MS });
    expect(ran).toEqual(['one']);
    expect(await silent.record(lock!.term, { number: 1, name: 'late', checksum: '' })).toBe(false);
    expect(await silent.extend(lock!.term)).toBe(false);
    await silent.release(lock!.term);
    expect((await findState())!.applied).toMatchObject([{ name: 'one' }]);
  });

  const states = () => database.connection.db!.collection<{ _id: string } & mongo.Document>('migrations');
  const findState = () => states().findOne({ _id: 'state' });
});

test('what broke a migration is told, also where the lock could not be given back', async () => {
  const broken: Migration = {
    ...{ number: 1, name: 'broken', checksum: 'of broken' },
    apply: async (database) => {
      await database.close();
      throw new Error('what broke it');
    },
  };
  await expect(migrate(databases[3]!, { migrations: [broken] })).rejects.toThrow('what broke it');
});
