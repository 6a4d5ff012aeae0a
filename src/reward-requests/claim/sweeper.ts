import type { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { READ_LIMIT_MS } from '../../database/read-limits';
import { signals } from '../../telemetry/signals';
import type { Stock } from './stock';

/** A hold that is older than this belongs to a server that died, or to an answer that got lost. */
const OPEN_HOLD_LIMIT_MS = 5_000;
const BATCH = 200;

/**
 * What every server does each second for all: settles decided requests whose hold is still there, and holds
 * whose row nobody has seen. Any number may do it at once: each step is decided by id.
 */
export async function sweepHolds(database: Database, stock: Stock): Promise<void> {
  const due = await database.requests
    .find({ holdDue: true }, { projection: { eventId: 1 }, maxTimeMS: READ_LIMIT_MS.background })
    .limit(BATCH)
    .toArray();
  for (const { _id, eventId } of due) {
    await stock.settleHold(eventId, _id, false);
    signals.repair.emit('decidedHold');
  }

  // By the database's clock on both sides, so a server's own clock has no say.
  const orphaned = await database.events
    .aggregate<{ eventId: Types.ObjectId; claimId: Types.ObjectId }>(
      [
        { $match: { 'holds.at': { $exists: true } } },
        { $project: { holds: 1 } },
        { $unwind: '$holds' },
        {
          $match: {
            $expr: {
              $and: [
                { $eq: [{ $type: '$holds.at' }, 'date'] },
                { $lt: ['$holds.at', { $subtract: ['$$NOW', OPEN_HOLD_LIMIT_MS] }] },
              ],
            },
          },
        },
        { $limit: BATCH },
        { $project: { _id: 0, eventId: '$_id', claimId: '$holds.id' } },
      ],
      { maxTimeMS: READ_LIMIT_MS.background },
    )
    .toArray();
  for (const { eventId, claimId } of orphaned) {
    await stock.settleHold(eventId, claimId, true);
    signals.repair.emit('openHold');
  }
}
