import type { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import { LIVE_STATUSES } from '../domain/request-status';
import { reached } from '../fault-points';
import type { Payout } from './payout.model';

/** Until a step that was under way when its payout was cancelled has ended everywhere. */
const SETTLED_AFTER_MS = 20_000;
const PAYOUTS_AT_ONCE = 20;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly clock: Clock;
}

/** The final counts of payouts, by the rows that they made. */
export class PayoutCounts {
  constructor(private readonly parts: Parts) {}

  /** Counts what cancelled payouts paid, once no step of them can be under way. */
  async countCancelled(): Promise<void> {
    const before = new Date(this.parts.clock().getTime() - SETTLED_AFTER_MS);
    const cancelled = await this.parts.database.payouts
      .find(
        { uncounted: true, finishedAt: { $lt: before } },
        { projection: { outbox: 0 }, maxTimeMS: READ_LIMIT_MS.background },
      )
      .limit(PAYOUTS_AT_ONCE)
      .toArray();
    for (const payout of cancelled) {
      const { _id, n } = payout;
      await this.conclude(payout, { _id, n, state: 'CANCELLED' }, 'CANCELLED');
    }
  }

  /** Ends a payout with its final counts, which are recorded; only if nobody changed it since it was read. */
  async conclude(
    { _id, total, already, refused: refusedSoFar, finishedAt }: Payout,
    filter: { readonly _id: Types.ObjectId; readonly n: number; readonly state: Payout['state'] },
    state: 'DONE' | 'CANCELLED',
  ): Promise<void> {
    const { database, chainer, clock } = this.parts;
    const paid = await database.requests.countDocuments(
      { payoutId: _id, status: { $in: [...LIVE_STATUSES] } },
      { maxTimeMS: READ_LIMIT_MS.background },
    );
    // A request that an operator rejected before the end was paid when the cursor passed it.
    const refused = state === 'DONE' ? Math.max(0, total - paid - already) : refusedSoFar;
    const at = clock();
    const entry = outboxEntry({
      at,
      actor: null,
      action: 'finishPayout',
      targetType: 'Payout',
      targetId: _id,
      after: { state, paid, already, refused },
    });
    const { modifiedCount } = await database.payouts.updateOne(filter, {
      $set: {
        state,
        paidCount: paid,
        refused,
        finishedAt: finishedAt ?? at,
        owner: null,
        until: new Date(0),
      },
      $unset: { uncounted: true },
      $inc: { n: 1 },
      $push: { outbox: entry },
    });
    reached('payout.finished');
    if (modifiedCount === 1) await chainer.drain('payouts', _id);
  }
}
