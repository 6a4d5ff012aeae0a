import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { isDuplicateKey } from '../database/duplicate-key';
import type { Clock } from '../clock';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { User } from './user.model';
import { nameLookupOf, type NameSecrets } from './accounts';

const BATCH_ROWS = 1_000;
const BATCHES_PER_ROUND = 5;

/** Says that all accounts were read once; see NameLookups. */
export interface NameLookupsSetting {
  _id: 'nameLookups';
  completedAt: Date;
}

declare module '../database/collections' {
  interface StoredSettings {
    readonly nameLookups: NameLookupsSetting;
  }
}

type NamedRow = Pick<User, '_id' | 'usernameKey' | 'nameLookup'>;

/**
 * Gives accounts of older releases the value by which nobody takes the name of an erased account. One pass over all
 * accounts is enough: an account that an older server makes beside it gets the value when it is erased.
 */
export class NameLookups {
  private isComplete = false;
  private after: Types.ObjectId | null = null;

  constructor(
    private readonly parts: {
      readonly database: Pick<Collections, 'users' | 'settings'>;
      readonly secrets: NameSecrets;
      readonly clock: Clock;
    },
  ) {}

  /** Some batches; called each second until the pass is complete. */
  async round(): Promise<void> {
    if (this.isComplete) return;
    const { settings } = this.parts.database;
    this.isComplete = (await settings.findOne({ _id: 'nameLookups' })) !== null;
    for (let batch = 0; !this.isComplete && batch < BATCHES_PER_ROUND; batch++) {
      if (await this.fillBatch()) continue;
      await settings.updateOne(
        { _id: 'nameLookups' },
        { $setOnInsert: { completedAt: this.parts.clock() } },
        { upsert: true },
      );
      this.isComplete = true;
    }
  }

  /** @returns whether there may be more */
  private async fillBatch(): Promise<boolean> {
    const { users } = this.parts.database;
    const rows = await users
      .find<NamedRow>(this.after === null ? {} : { _id: { $gt: this.after } }, {
        projection: { usernameKey: 1, nameLookup: 1 },
        maxTimeMS: READ_LIMIT_MS.background,
      })
      .sort({ _id: 1 })
      .limit(BATCH_ROWS)
      .toArray();
    const updates = rows
      .filter(({ nameLookup }) => nameLookup === undefined)
      .map(({ _id, usernameKey }) => ({
        updateOne: {
          // An account that is erased meanwhile gets the value of its former name.
          filter: { _id, usernameKey, nameLookup: { $exists: false } },
          update: { $set: { nameLookup: nameLookupOf(this.parts.secrets, usernameKey) } },
        },
      }));
    try {
      if (updates.length > 0) await users.bulkWrite(updates, { ordered: false });
    } catch (error) {
      // An older server registered the name of an erased account.
      if (!isDuplicateKey(error)) throw error;
    }
    this.after = rows.at(-1)?._id ?? this.after;
    return rows.length === BATCH_ROWS;
  }
}
