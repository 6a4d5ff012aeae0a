import { bucketOf } from '../database/bucket-expression';
import type { Collections } from '../database/client-collections';
import { readsOf } from '../database/operation-reads';
import { isOverdue, READ_LIMIT_MS } from '../database/read-limits';
import { RequestStatus } from '../domain/request-status';
import { serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';
import { lastBuckets, type BucketUnit, type TimeBucket } from '../domain/time-buckets';
import { knownRefusal, type RefusalCode } from '../errors';

export interface Outcomes {
  requested: number;
  pending: number;
  succeeded: number;
  failed: number;
}

export interface ActivityBucket extends TimeBucket, Outcomes {
  /** The service day of its first instant. */
  readonly day: ServiceDay;
}

export interface RequestActivity extends Outcomes {
  /** Of those that succeeded. */
  readonly revoked: number;
  readonly from: Date;
  readonly to: Date;
  /** Ascending, empty ones too. */
  readonly buckets: readonly ActivityBucket[];
  /** Most frequent first. */
  readonly failures: ReadonlyArray<{ readonly code: RefusalCode; readonly count: number }>;
}

interface Rows {
  readonly _id: {
    readonly status: RequestStatus;
    readonly failureCode: RefusalCode | null;
    /** An instant of the bucket. */
    readonly inBucket: Date;
  };
  readonly count: number;
}

const OUTCOME = {
  [RequestStatus.PENDING]: 'pending',
  [RequestStatus.SUCCESS]: 'succeeded',
  [RequestStatus.FAILED]: 'failed',
} as const;

/** Counts everybody's requests of the last hours or days in the database, from indexes alone. */
export class RequestActivityReader {
  private readonly running = new Map<string, Promise<RequestActivity>>();

  constructor(
    private readonly parts: { readonly database: Collections; readonly calendar: ServiceCalendar },
  ) {}

  /**
   * Callers that ask for the same buckets while they are counted share the answer.
   *
   * @param signal of the operation, which waits for its earlier reads. It does not end the count, which others may share
   * @returns null when the operation has no time left for it
   */
  async read(
    unit: BucketUnit,
    count: number,
    now: Date,
    signal: AbortSignal,
  ): Promise<RequestActivity | null> {
    const buckets = lastBuckets(this.parts.calendar, unit, count, now);
    const key = `${unit} ${count} ${buckets[0]!.from.getTime()}`;
    try {
      return await readsOf(signal).run((maxTimeMS) => {
        const there = this.running.get(key);
        if (there) return there;
        const counting = this.count(unit, buckets, maxTimeMS).finally(() => this.running.delete(key));
        // A count with less time than others have is not for them.
        if (maxTimeMS === READ_LIMIT_MS.operation) this.running.set(key, counting);
        return counting;
      });
    } catch (error) {
      if (isOverdue(error)) return null;
      throw error;
    }
  }

  private async count(
    unit: BucketUnit,
    buckets: readonly TimeBucket[],
    maxTimeMS: number,
  ): Promise<RequestActivity> {
    const requestedAt = { $gte: buckets[0]!.from, $lt: buckets.at(-1)!.to };
    const { requests } = this.parts.database;
    // Few requests are revoked: their own index has them.
    const revoked = requests.countDocuments(
      { requestedAt, revokedAt: { $type: 'date' } },
      { maxTimeMS, hint: { requestedAt: -1, _id: -1 } },
    );
    const rows = requests
      .aggregate<Rows>(
        [
          { $match: { requestedAt, status: { $in: Object.values(RequestStatus) } } },
          {
            $group: {
              _id: {
                status: '$status',
                failureCode: '$failureCode',
                inBucket: bucketOf('$requestedAt', buckets, unit),
              },
              count: { $sum: 1 },
            },
          },
        ],
        // Everything that is asked lies in its keys; the planner can't know how many rows that saves.
        { maxTimeMS, hint: { requestedAt: -1, _id: -1, status: 1, failureCode: 1 } },
      )
      .toArray();
    return this.summarize(buckets, ...(await Promise.all([rows, revoked])));
  }

  private summarize(buckets: readonly TimeBucket[], rows: readonly Rows[], revoked: number): RequestActivity {
    const total = nothing();
    const counted = buckets.map(({ from, to }) => ({
      from,
      to,
      day: serviceDayOf(this.parts.calendar, from),
      ...nothing(),
    }));
    const failures = new Map<RefusalCode, number>();
    for (const { _id, count } of rows) {
      const bucket = counted.find(({ to }) => _id.inBucket < to)!;
      for (const outcomes of [total, bucket]) {
        outcomes.requested += count;
        outcomes[OUTCOME[_id.status]] += count;
      }
      if (_id.failureCode === null || _id.status !== RequestStatus.FAILED) continue;
      const code = knownRefusal(_id.failureCode);
      failures.set(code, (failures.get(code) ?? 0) + count);
    }
    return {
      from: buckets[0]!.from,
      to: buckets.at(-1)!.to,
      buckets: counted,
      ...total,
      revoked,
      failures: [...failures]
        .map(([code, count]) => ({ code, count }))
        .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    };
  }
}

function nothing(): Outcomes {
  return { requested: 0, pending: 0, succeeded: 0, failed: 0 };
}
