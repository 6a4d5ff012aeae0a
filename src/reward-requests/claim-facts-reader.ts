import { BackOff } from '../database/back-off';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { isRefusedHint } from '../database/guard-index';
import type { GuardWatch } from '../database/guard-watch';
import { isOutage } from '../database/outage';
import { ServiceUnavailable } from '../errors';
import { readClaimFacts, type ClaimFacts, type FactsQuery } from './claim-facts';

export interface FactsAnswer extends ClaimFacts {
  /** The primary, in its term, that the facts came from. */
  readonly primary: string;
}

/** While the primary changes or does not answer, a batch reads this often before it gives up. */
const READS_MAX = 4;

/** Reads facts for all who ask at the same moment in one call, and knows which primary they came from. */
export class ClaimFactsReader {
  private readonly reads: Batcher<FactsQuery, FactsAnswer>;

  constructor(
    private readonly database: Database,
    private readonly guard: GuardWatch,
  ) {
    this.reads = new Batcher((queries) => this.readAll(queries), { name: 'claimFacts', maxInFlight: 1 });
  }

  /** @throws AppError GUARD_INDEX_MISMATCH when the guard index is gone, unfinished or another one */
  read(query: FactsQuery): Promise<FactsAnswer> {
    return this.reads.add(query);
  }

  private async readAll(queries: readonly FactsQuery[]): Promise<FactsAnswer[]> {
    const backOff = new BackOff();
    for (let reads = 1; reads <= READS_MAX; reads += 1) {
      const primary = this.database.primary.current();
      try {
        const facts = await readClaimFacts(this.database, queries);
        if (primary !== null && primary === this.database.primary.current()) {
          return facts.map((fact) => ({ ...fact, primary }));
        }
      } catch (error) {
        if (isRefusedHint(error)) throw this.guard.refused();
        if (!isOutage(error) || reads === READS_MAX) throw error;
      }
      await backOff.pause();
    }
    throw new ServiceUnavailable('the primary keeps changing');
  }
}
