import { setTimeout as sleep } from 'node:timers/promises';
import { StartupFault } from '../../startup-fault';
import type { Database } from '../connection';
import { MIGRATIONS } from './all';
import type { Migration } from './migration';
import { MigrationStore, type AppliedMigration } from './state';

/** A holder that has been silent for so long is dead or stopped; three of its signs of life are missing. */
const LEASE_MS = 5_000;
const POLL_MS = 100;

export interface MigrateOptions {
  readonly migrations?: readonly Migration[];
  readonly leaseMs?: number;
  /** Called after each one that this call has applied. */
  readonly onApplied?: (migration: Migration) => void;
  /** Called once when another process is at it. */
  readonly onWaiting?: () => void;
}

export interface MigrationStatus {
  readonly number: number;
  readonly name: string;
  /** unknown: applied by a newer release. */
  readonly state: 'applied' | 'pending' | 'changed' | 'unknown';
}

/** The state of this release's migrations in the database, in order. Only reads. */
export async function migrationStatus(
  database: Database,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<MigrationStatus[]> {
  return compare(await new MigrationStore(database, LEASE_MS).applied(), migrations);
}

/**
 * Applies what is pending, in order. Of several processes that start together one applies, the others wait for
 * it; when it dies the next one goes on with the migration that it was in.
 *
 * What a newer release has applied beyond this one's is left as it is: it can be read by the release before.
 *
 * @throws StartupFault when an applied migration has another text than this release's of its number
 */
export async function migrate(
  database: Database,
  { migrations = MIGRATIONS, leaseMs = LEASE_MS, onApplied, onWaiting }: MigrateOptions = {},
): Promise<void> {
  const store = new MigrationStore(database, leaseMs);
  // Not a `retry`: it waits for another process for as long as that process gives signs of life.
  for (let waited = false; ; await sleep(POLL_MS)) {
    // The usual start: nothing to do, no lock, no write.
    if (pendingOf(await store.applied(), migrations).length === 0) return;
    const lock = await store.take();
    if (lock !== null) {
      if (await applyAll(database, store, lock.term, pendingOf(lock.applied, migrations), leaseMs, onApplied))
        return;
    } else if (!waited) {
      waited = true;
      onWaiting?.();
    }
  }
}

/** @returns false when the lock was lost meanwhile */
async function applyAll(
  database: Database,
  store: MigrationStore,
  term: number,
  pending: readonly Migration[],
  leaseMs: number,
  onApplied: MigrateOptions['onApplied'],
): Promise<boolean> {
  // A sign of life that can't be given is not fatal: recording finds out whether the lock is still ours.
  const signs = setInterval(() => void store.extend(term).catch(() => undefined), leaseMs / 3);
  try {
    for (const migration of pending) {
      if (!(await store.extend(term))) return false;
      await migration.apply(withoutReadLimits(database));
      const { number, name, checksum } = migration;
      if (!(await store.record(term, { number, name, checksum }))) return false;
      onApplied?.(migration);
    }
    return true;
  } finally {
    clearInterval(signs);
    // A lock that can't be released expires by itself; the result is stored already.
    await store.release(term).catch(() => undefined);
  }
}

function pendingOf(applied: readonly AppliedMigration[], migrations: readonly Migration[]): Migration[] {
  const statuses = compare(applied, migrations);
  const changed = statuses.find(({ state }) => state === 'changed');
  if (changed) {
    throw new StartupFault(
      `Migration ${changed.number} (${changed.name}) was applied to this database with another text than this ` +
        'release has. A released migration never changes: use the release that belongs to the database.',
    );
  }
  const open = new Set(statuses.filter(({ state }) => state === 'pending').map(({ number }) => number));
  return migrations.filter(({ number }) => open.has(number));
}

function compare(applied: readonly AppliedMigration[], migrations: readonly Migration[]): MigrationStatus[] {
  const known = migrations.map(({ number, name, checksum }): MigrationStatus => {
    const there = applied.find((entry) => entry.number === number);
    if (there === undefined) return { number, name, state: 'pending' };
    return { number, name, state: there.checksum === checksum ? 'applied' : 'changed' };
  });
  const newer = applied.filter((entry) => !migrations.some(({ number }) => number === entry.number));
  return [...known, ...newer.map(({ number, name }) => ({ number, name, state: 'unknown' as const }))];
}

/** A migration may read whole collections, and its file can't name another limit once it has been released. */
function withoutReadLimits(database: Database): Database {
  const { connection } = database;
  const db = connection.getClient().db(connection.name);
  return { ...database, connection: Object.create(connection, { db: { value: db } }) as typeof connection };
}
