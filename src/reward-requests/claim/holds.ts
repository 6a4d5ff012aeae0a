import type { mongo, Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { isDuplicateKey } from '../../database/duplicate-key';
import { READ_LIMIT_MS } from '../../database/read-limits';
import { RequestStatus } from '../../domain/request-status';
import { reached } from '../../fault-points';
import type { Log } from '../../log';
import { signals } from '../../telemetry/signals';
import type { RewardRequest } from '../reward-request.model';
import { giveBackPipeline } from './stock-pipelines';

/** An older hold belongs to a server that died, or to a claim that never received its answer. */
const OPEN_HOLD_LIMIT_MS = 5_000;
const BATCH = 200;

/** A claim by the id under which it sends its request. A hold of an earlier release does not name the user. */
export interface ClaimRef {
  readonly _id: Types.ObjectId;
  readonly userId?: Types.ObjectId | undefined;
}

/**
 * Settles holds by the requests that they were taken for. A hold is the only right to give units back, and
 * any number of servers may settle the same one at once: each step is decided by an id, never by a clock.
 */
export class Holds {
  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /**
   * Brings a hold in line with its row. SUCCESS: the hold goes. PENDING: it stays and is no longer open.
   * FAILED or a tombstone: the units go back with it, in one update that requires the hold to be there.
   *
   * @param bury whether to insert a tombstone first: after it no late insert of that claim can succeed, so
   *   its units are free
   */
  async settle(eventId: Types.ObjectId, claim: ClaimRef, bury: boolean): Promise<void> {
    const { requests, events } = this.database;
    const { _id: claimId } = claim;
    if (bury) {
      await this.bury(claim);
      reached('hold.buried');
    }
    const row = await requests.findOne(rowOfClaim(claim), {
      projection: { status: 1, tombstone: 1, holdDue: 1 },
    });
    // Inserted but not yet read by majority: the next sweep sees it.
    if (row === null) return;
    reached('hold.read');
    const held: mongo.Filter<mongo.Document> = { _id: eventId, 'holds.id': claimId };
    if (row.status === RequestStatus.SUCCESS) {
      await events.updateOne(held, { $pull: { holds: { id: claimId } } });
    } else if (row.status === RequestStatus.PENDING) {
      await events.updateOne(held, { $unset: { 'holds.$.at': true } } as never);
    } else if (row.status === RequestStatus.FAILED || row.tombstone) {
      await events.updateOne(held, giveBackPipeline(claimId));
    } else {
      // Only the newer server that wrote this status knows what becomes of the units.
      return;
    }
    reached('hold.settled');
    if (row.holdDue) await requests.updateOne(rowOfClaim(claim), { $unset: { holdDue: true } });
  }

  /** As `settle`, for a caller whose answer does not depend on it: after an error the sweeper continues. */
  async settleOrLeave(eventId: Types.ObjectId, claim: ClaimRef, bury: boolean): Promise<void> {
    try {
      await this.settle(eventId, claim, bury);
    } catch (error) {
      this.log.warn({ err: error }, 'a hold is left to the sweeper');
    }
  }

  /**
   * Inserts a tombstone under the id of the claim's row. It names the user: the id is unique among the rows of one
   * shard, and those of a user are on the same one.
   *
   * @returns whether the tombstone is there now; false if a row came first
   */
  async bury({ _id, userId }: ClaimRef): Promise<boolean> {
    const tombstones = this.database.requests as unknown as mongo.Collection<mongo.Document>;
    try {
      await tombstones.insertOne({ _id, ...(userId && { userId }), tombstone: true, at: new Date() });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  /**
   * Settles the holds of decided requests, and those whose row no server has seen. Every server runs it each
   * second, for all servers.
   */
  async sweep(): Promise<void> {
    const due = await this.database.requests
      .find({ holdDue: true }, { projection: { userId: 1, eventId: 1 }, maxTimeMS: READ_LIMIT_MS.background })
      .limit(BATCH)
      .toArray();
    for (const { _id, userId, eventId } of due) {
      await this.settle(eventId, { _id, userId }, false);
      signals.repair.emit('decidedHold');
    }
    for (const { eventId, ...claim } of await this.findOrphaned()) {
      await this.settle(eventId, claim, true);
      signals.repair.emit('openHold');
    }
  }

  /** Both sides of the comparison are the database's clock, so the clock of a server does not matter. */
  private findOrphaned(): Promise<Array<ClaimRef & { readonly eventId: Types.ObjectId }>> {
    return this.database.events
      .aggregate<ClaimRef & { readonly eventId: Types.ObjectId }>(
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
          { $project: { _id: '$holds.id', userId: '$holds.userId', eventId: '$_id' } },
        ],
        { maxTimeMS: READ_LIMIT_MS.background },
      )
      .toArray();
  }
}

/** The row of a claim, or its tombstone; one that an earlier release inserted does not name the user. */
export function rowOfClaim({ _id, userId }: ClaimRef): mongo.Filter<RewardRequest> {
  return userId === undefined
    ? { _id }
    : ({ _id, userId: { $in: [userId, null] } } as mongo.Filter<RewardRequest>);
}
