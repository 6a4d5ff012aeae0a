import { mongo } from 'mongoose';
import type { Database } from '../connection';
import { isDuplicateKey } from '../duplicate-key';

export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  /** By the database's clock. */
  readonly appliedAt: Date;
}

/** The only document of the collection `migrations`: the applied migrations and the lock for the next one. */
export interface MigrationState {
  readonly _id: 'state';
  readonly applied: readonly AppliedMigration[];
  /** Rises with every holder of the lock; what a former one still writes fails on it. */
  readonly term: number;
  /** By the database's clock; in the past: nobody holds the lock. */
  readonly heldUntil: Date;
}

const FREE = new Date(0);

/**
 * Lock and record in one document, so that recording is a conditional update on the lock's own number: who was
 * held up and has lost the lock records nothing. Only the database's clock decides when a lock has run out.
 */
export class MigrationStore {
  private readonly collection: mongo.Collection<MigrationState>;

  /** @param leaseMs how long a holder may be silent */
  constructor(
    database: Database,
    private readonly leaseMs: number,
  ) {
    this.collection = database.db.collection<MigrationState>('migrations');
  }

  async applied(): Promise<readonly AppliedMigration[]> {
    return (await this.collection.findOne({ _id: 'state' }))?.applied ?? [];
  }

  /** @returns the term of the acquired lock with the applied migrations, or null while another process holds it */
  async take(): Promise<Pick<MigrationState, 'term' | 'applied'> | null> {
    try {
      await this.collection.insertOne({ _id: 'state', applied: [], term: 0, heldUntil: FREE });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return this.collection.findOneAndUpdate(
      { _id: 'state', $expr: { $lt: ['$heldUntil', '$$NOW'] } },
      [{ $set: { term: { $add: ['$term', 1] }, heldUntil: this.leaseEnd() } }],
      { returnDocument: 'after' },
    );
  }

  /** @returns whether the lock is still ours */
  async extend(term: number): Promise<boolean> {
    const { matchedCount } = await this.collection.updateOne({ _id: 'state', term }, [
      { $set: { heldUntil: this.leaseEnd() } },
    ]);
    return matchedCount === 1;
  }

  /** @returns false: the lock was lost, and nothing is recorded */
  async record(term: number, entry: Omit<AppliedMigration, 'appliedAt'>): Promise<boolean> {
    const row = { $mergeObjects: [{ $literal: entry }, { appliedAt: '$$NOW' }] };
    const unrecorded = { $not: { $in: [entry.number, '$applied.number'] } };
    const { matchedCount } = await this.collection.updateOne({ _id: 'state', term }, [
      // The driver repeats an unanswered call: a number is recorded once.
      { $set: { applied: { $cond: [unrecorded, { $concatArrays: ['$applied', [row]] }, '$applied'] } } },
    ]);
    return matchedCount === 1;
  }

  async release(term: number): Promise<void> {
    await this.collection.updateOne({ _id: 'state', term }, { $set: { heldUntil: FREE } });
  }

  private leaseEnd(): mongo.Document {
    return { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: this.leaseMs } };
  }
}
