import { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { COUNT_LIMIT_MS } from '../database/keyset-page';
import { readsOf } from '../database/operation-reads';
import { isOverdue } from '../database/read-limits';
import { isKnownStatus, RequestStatus } from '../domain/request-status';

const DAY_MS = 86_400_000;

export interface RequestCounts {
  requested: number;
  pending: number;
  succeeded: number;
  failed: number;
  /** PENDING and SUCCESS requests that arrived in the last 24 hours: what stock is taken by. */
  acceptedLastDay: number;
}

interface Rows {
  readonly _id: { readonly eventId: Types.ObjectId; readonly status: RequestStatus };
  readonly count: number;
  readonly lastDay: number;
}

const OUTCOME = {
  [RequestStatus.PENDING]: 'pending',
  [RequestStatus.SUCCESS]: 'succeeded',
  [RequestStatus.FAILED]: 'failed',
} as const;

/** Counts the requests of the events of a page in one read, from an index alone. */
export class RequestCountsReader {
  constructor(private readonly database: Collections) {}

  /**
   * @param ids of events, as hex
   * @returns one per id, in their order; null for all when counting takes longer than a count may
   */
  async findCounts(
    ids: readonly string[],
    now: Date,
    signal: AbortSignal,
  ): Promise<Array<RequestCounts | null>> {
    try {
      const rows = await readsOf(signal).run((leftMs) =>
        this.countRows(ids, now, Math.min(leftMs, COUNT_LIMIT_MS)),
      );
      const counts = new Map(ids.map((id) => [id, nothing()]));
      for (const { _id, count, lastDay } of rows) {
        const counted = counts.get(_id.eventId.toHexString());
        if (counted === undefined || !isKnownStatus(_id.status)) continue;
        counted.requested += count;
        counted[OUTCOME[_id.status]] += count;
        if (_id.status !== RequestStatus.FAILED) counted.acceptedLastDay += lastDay;
      }
      return ids.map((id) => counts.get(id)!);
    } catch (error) {
      if (isOverdue(error)) return ids.map(() => null);
      throw error;
    }
  }

  private countRows(ids: readonly string[], now: Date, maxTimeMS: number): Promise<Rows[]> {
    const dayAgo = new Date(now.getTime() - DAY_MS);
    return this.database.requests
      .aggregate<Rows>(
        [
          { $match: { eventId: { $in: ids.map((id) => new Types.ObjectId(id)) } } },
          {
            $group: {
              _id: { eventId: '$eventId', status: '$status' },
              count: { $sum: 1 },
              lastDay: { $sum: { $cond: [{ $gte: ['$requestedAt', dayAgo] }, 1, 0] } },
            },
          },
        ],
        // Everything that is asked lies in its keys.
        { maxTimeMS, hint: { eventId: 1, requestedAt: -1, _id: -1, status: 1, failureCode: 1 } },
      )
      .toArray();
  }
}

function nothing(): RequestCounts {
  return { requested: 0, pending: 0, succeeded: 0, failed: 0, acceptedLastDay: 0 };
}
