import { Batcher } from '../../database/batcher';
import type { Database } from '../../database/connection';
import { settleInsert, type InsertOutcome } from '../../database/settle-insert';
import type { RewardRequest } from '../reward-request.model';

/** What became of one row that was to be inserted; stale: it was not sent. */
export type RowOutcome = InsertOutcome | { readonly kind: 'stale' };

export interface NewRow {
  readonly row: RewardRequest;
  /** The primary, in its term, that the row's facts were read from. */
  readonly primary: string;
  /** Past this moment of `performance.now()` the row is never sent. */
  readonly deadline: number;
}

/** At most this many inserts of a batch that the server refused as a whole are under way at once. */
const ONE_BY_ONE_WIDTH = 8;

/** Inserts requests, many at once; what is "mine" and what "another's" is told by the rows' own ids. */
export class ClaimStore {
  private readonly inserts: Batcher<NewRow, RowOutcome>;

  constructor(private readonly database: Database) {
    this.inserts = new Batcher((rows) => this.insertRequests(rows), { name: 'claimInserts', maxInFlight: 2 });
  }

  /** One attempt for one row, in company with the others that come at the same time. */
  insert(row: NewRow): Promise<RowOutcome> {
    return this.inserts.add(row);
  }

  /**
   * One attempt for each row. Rows go only to the primary that their facts came from: a deposed primary
   * that wakes up answers reads with the past.
   *
   * @returns one outcome per row, in order
   */
  async insertRequests(rows: readonly NewRow[]): Promise<RowOutcome[]> {
    const primary = this.database.primary.current();
    const now = performance.now();
    const sendable = rows.filter((row) => row.primary === primary && now < row.deadline);
    const settled = await this.send(sendable.map(({ row }) => row));
    const outcomes = new Map(sendable.map((row, place) => [row, settled[place]!]));
    return rows.map((row) => outcomes.get(row) ?? { kind: 'stale' });
  }

  private async send(rows: readonly RewardRequest[]): Promise<InsertOutcome[]> {
    const collection = this.database.claimsDb.collection<RewardRequest>('rewardrequests');
    const outcomes = await settleInsert(collection, rows);
    if (rows.length === 1 || !outcomes.some(({ kind }) => kind === 'failed')) return outcomes;
    // One poisoned document makes the server refuse the call; its neighbours have done nothing wrong.
    const again: InsertOutcome[] = [];
    for (let from = 0; from < rows.length; from += ONE_BY_ONE_WIDTH) {
      const few = rows.slice(from, from + ONE_BY_ONE_WIDTH);
      again.push(...(await Promise.all(few.map((row) => settleInsert(collection, [row])))).flat());
    }
    return again;
  }
}
