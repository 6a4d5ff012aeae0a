import type { Collections } from '../database/client-collections';
import { OWN_COST_PREFIX, readHash } from './stored-hash';

/** A failed login computes a hash of each, so that its time tells nothing about the account. */
export const FOREIGN_COSTS_MAX = 4;

/** The cost of a hash, if it is not that of our own hashes; see `StoredHash.cost`. */
export function foreignCostOf(passwordHash: string): string | null {
  const cost = readHash(passwordHash)?.cost ?? null;
  return cost === OWN_COST_PREFIX ? null : cost;
}

/** The costs of the hashes that imports brought and no login has replaced. The index holds nothing else. */
export async function findForeignCosts({ users }: Pick<Collections, 'users'>): Promise<string[]> {
  const costs = await users.distinct('hashCost', { hashCost: { $gt: '' } });
  // Imports that run at the same moment may bring one more.
  return costs.filter((cost) => cost !== undefined).slice(0, FOREIGN_COSTS_MAX);
}

/** Which hashes an import may still bring. */
export class ForeignCosts {
  private readonly brought = new Set<string>();

  constructor(private readonly database: Pick<Collections, 'users'>) {}

  /** For a batch: the costs of what is stored may have changed since the last one. */
  async read(): Promise<void> {
    for (const cost of await findForeignCosts(this.database)) this.brought.add(cost);
  }

  /** What is wrong with the cost of a hash, in English; null when it may be stored. */
  fault(passwordHash: string): string | null {
    const cost = foreignCostOf(passwordHash);
    if (cost === null || this.brought.has(cost)) return null;
    if (this.brought.size >= FOREIGN_COSTS_MAX) {
      return `must have one of the costs of the hashes that were imported before it: at most ${FOREIGN_COSTS_MAX} costs can differ`;
    }
    this.brought.add(cost);
    return null;
  }
}
