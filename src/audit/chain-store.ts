import type { Types } from 'mongoose';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { AGAIN, retry } from '../database/retry';
import type { AuditHeadSetting } from './audit-head-setting';
import { reached } from '../fault-points';
import type { AuditEntry } from './audit-entry.model';
import { CHAIN_START, later, link, type ChainEnd } from './chain';
import type { ChainableEntry } from './audit-texts';

/** Waits between two tries for the same sequence are up to this long, so that servers don't keep step. */
const CONTENTION_MS = 10;

/** The chain and its head record in the database, and the one way to make it longer. */
export class ChainStore {
  constructor(private readonly database: Database) {}

  /**
   * @param deadline by `performance.now()`
   * @returns the last place that one of the entries has, once all of them are in the chain by majority
   * @throws ServiceUnavailable when others take every place until the deadline
   */
  async append(entries: readonly ChainableEntry[], deadline: number): Promise<ChainEnd> {
    let waiting = [...new Map(entries.map((entry) => [entry.id.toHexString(), entry])).values()];
    let last = CHAIN_START;
    let isFirst = true;
    const attempt = async () => {
      const [end, there] = await Promise.all([
        this.findEnd(),
        // The first attempt is not in doubt; later ones may have landed, by our hand or another's.
        isFirst ? [] : this.findChained(waiting.map(({ id }) => id)),
      ]);
      isFirst = false;
      last = there.reduce(later, last);
      const found = new Set(there.map(({ _id }) => _id.toHexString()));
      waiting = waiting.filter(({ id }) => !found.has(id.toHexString()));
      const chained = link(end, waiting);
      reached('audit.linked');
      if (await this.insert(chained)) return chained.reduce(later, last);
      // The sequence was taken, or the entry is there but not yet by majority.
      return AGAIN;
    };
    return retry(attempt, {
      detail: 'the audit chain is contended',
      deadline,
      // An outage is the caller's: it reads the outboxes again.
      errors: () => false,
      delay: () => Math.random() * CONTENTION_MS,
    });
  }

  /**
   * The later of the last entry and the head record. They are the same in health; where the tail was cut
   * off, going on behind the head keeps the gap for verification to find.
   */
  private async findEnd(): Promise<ChainEnd> {
    const [tail, setting] = await Promise.all([
      this.database.auditEntries.findOne(
        {},
        { sort: { sequence: -1 }, projection: { sequence: 1, hash: 1 } },
      ),
      this.database.settings.findOne({ _id: 'auditHead' }) as Promise<AuditHeadSetting | null>,
    ]);
    return later(tail ?? CHAIN_START, setting?.head ?? CHAIN_START);
  }

  private findChained(ids: Types.ObjectId[]) {
    return this.database.auditEntries
      .find({ _id: { $in: ids } }, { projection: { sequence: 1, hash: 1 } })
      .toArray();
  }

  /** Ordered: what lands is a prefix, so no gap. @returns false when an entry or a place was there already */
  private async insert(chained: AuditEntry[]): Promise<boolean> {
    if (chained.length === 0) return true;
    try {
      await this.database.auditEntries.insertMany(chained, { ordered: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** It never moves back, even for a late writer. */
  async raiseHead({ sequence, hash }: ChainEnd): Promise<void> {
    await this.database.settings.updateOne(
      { _id: 'auditHead' },
      { $max: { head: { sequence, hash } } },
      { upsert: true },
    );
  }
}
