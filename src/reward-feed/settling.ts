import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { OWES_CODES, owes } from '../domain/reward-feed';
import type { Owed, OwingRow } from './entries';

/** Bound rows that wait for a round of the relay; the sweep of codes settles the rest. */
const BOUND_MAX = 4_000;

/**
 * Takes from rows what they no longer owe: entries that are in the feed, and, in the same update, codes that this
 * server has bound.
 */
export class Settling {
  /** Rows that still say that they owe codes, although all of them are bound by majority. */
  private readonly bound = new Set<string>();

  constructor(private readonly requests: Collections['requests']) {}

  addBound(requestId: Types.ObjectId): void {
    if (this.bound.size < BOUND_MAX) this.bound.add(requestId.toHexString());
  }

  isBound(requestId: Types.ObjectId): boolean {
    return this.bound.has(requestId.toHexString());
  }

  boundNow(): readonly string[] {
    return [...this.bound];
  }

  forget(bound: readonly string[]): void {
    for (const id of bound) this.bound.delete(id);
  }

  /** What a row owes apart from codes that it has. */
  owedBy({ _id, due = [] }: OwingRow): readonly string[] {
    return this.isBound(_id) ? due.filter((obligation) => obligation !== OWES_CODES) : due;
  }

  /**
   * The entries are in the feed by majority. Rows that owed the same are updated together; none loses an obligation
   * that it got since it was read.
   */
  async settle(owed: readonly Owed[]): Promise<void> {
    const byRow = new Map<OwingRow, string[]>();
    for (const { row, type } of owed) byRow.set(row, [...(byRow.get(row) ?? []), owes(type)]);
    const groups = new Map<string, { readonly obligations: string[]; readonly rows: OwingRow[] }>();
    for (const [row, entered] of byRow) {
      const obligations = this.isBound(row._id) ? [...entered, OWES_CODES] : entered;
      const group = groups.get(obligations.join()) ?? { obligations, rows: [] };
      group.rows.push(row);
      groups.set(obligations.join(), group);
    }
    for (const { obligations, rows } of groups.values()) {
      await this.requests.updateMany(
        { _id: { $in: rows.map(({ _id }) => _id) }, userId: { $in: rows.map(({ userId }) => userId) } },
        { $pull: { due: { $in: obligations } } },
      );
    }
  }
}
