import { BackOff } from '../../database/back-off';
import { Batcher } from '../../database/batcher';
import type { ClockSkewWatch } from '../../database/clock-skew';
import type { Database } from '../../database/connection';
import { isRefusedHint } from '../../database/guard-index';
import { isOutage } from '../../database/outage';
import type { StructureWatch } from '../../database/structure-watch';
import { ServiceUnavailable } from '../../errors';
import { readClaimFacts, type ClaimFacts } from './facts';
import type { FactsQuery } from './facts-queries';

export interface FactsAnswer extends ClaimFacts {
  /** The primary, in its term, that the facts came from. */
  readonly primary: string;
}

interface Parts {
  readonly database: Database;
  readonly structure: Pick<StructureWatch, 'refused'>;
  readonly skew: Pick<ClockSkewWatch, 'compareDuring'>;
}

/** While the primary changes or does not answer, a batch reads this often before it gives up. */
const READS_MAX = 4;

/** Reads facts for all claims that come at the same moment, and knows which primary they came from. */
export class ClaimFactsReader {
  private readonly reads: Batcher<FactsQuery, FactsAnswer>;

  constructor(private readonly parts: Parts) {
    this.reads = new Batcher((queries) => this.readAll(queries), { name: 'claimFacts', maxInFlight: 1 });
  }

  /**
   * @throws AppError GUARD_INDEX_MISMATCH when the guard index is gone, unfinished or another one
   * @throws ServiceUnavailable when this server's clock differs from the database's, or no primary stays
   */
  read(query: FactsQuery): Promise<FactsAnswer> {
    return this.reads.add(query);
  }

  private async readAll(queries: readonly FactsQuery[]): Promise<FactsAnswer[]> {
    const { database, structure, skew } = this.parts;
    const backOff = new BackOff();
    for (let reads = 1; reads <= READS_MAX; reads += 1) {
      const primary = database.primary.current();
      try {
        const facts = await skew.compareDuring(
          () => guarded(structure, readClaimFacts(database.claimsDb, queries)),
          databaseTimeIn,
        );
        if (primary !== null && primary === database.primary.current()) {
          return facts.map((fact) => ({ ...fact, primary }));
        }
      } catch (error) {
        if (!isOutage(error) || reads === READS_MAX) throw error;
      }
      await backOff.pause();
    }
    throw new ServiceUnavailable('the primary keeps changing');
  }
}

/**
 * Reads the same facts for eligibility, in batches of its own on the connections of queries: pages of it wait
 * for each other, and no claim waits for them.
 */
export class EligibilityFactsReader {
  private readonly reads: Batcher<FactsQuery, ClaimFacts>;

  constructor({ database, structure }: Pick<Parts, 'database' | 'structure'>) {
    const { db } = database.reads;
    this.reads = new Batcher(
      (queries) => guarded(structure, readClaimFacts(db, queries, { withNewest: false })),
      { name: 'eligibilityFacts', maxInFlight: 1, maxWaiting: 2_000 },
    );
  }

  /**
   * @throws AppError GUARD_INDEX_MISMATCH
   * @throws ServiceUnavailable when too many wait
   */
  read(query: FactsQuery): Promise<ClaimFacts> {
    return this.reads.add(query);
  }
}

async function guarded<Result>(structure: Parts['structure'], read: Promise<Result>): Promise<Result> {
  try {
    return await read;
  } catch (error) {
    throw isRefusedHint(error) ? structure.refused() : error;
  }
}

function databaseTimeIn(facts: readonly ClaimFacts[]): Date | null {
  return facts.find(({ user }) => user !== null)?.user?.databaseTime ?? null;
}
