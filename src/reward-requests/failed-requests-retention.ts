import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { hinted } from '../database/hinted';
import { READ_LIMIT_MS } from '../database/read-limits';
import { isRejection, REJECTIONS, RequestStatus } from '../domain/request-status';
import { addDays, serviceDayOf, startOfServiceDay, type ServiceCalendar } from '../domain/service-calendar';
import { ANY_STATUS } from './request-filter';
import type { RewardRequest } from './reward-request.model';

/** Rows that are read, judged and deleted together. */
const BATCH_ROWS = 1_000;
const HISTORY_INDEX = 'userId_1_eventId_1_requestedAt_-1';
const HISTORY_ORDER = { userId: 1, eventId: 1, requestedAt: -1 } as const;

/** Requests that the rules refused; rejections by operators are decisions and stay. */
const FAILED_BY_RULES = {
  status: RequestStatus.FAILED,
  failureCode: { $nin: [...REJECTIONS] },
  decidedById: null,
} as const satisfies mongo.Filter<RewardRequest>;

type Row = Pick<
  RewardRequest,
  '_id' | 'userId' | 'eventId' | 'requestedAt' | 'status' | 'failureCode' | 'decidedById'
>;

export interface RetentionCounts {
  /** Requests of every status. */
  read: number;
  /** In a dry run: that would be deleted. */
  deleted: number;
  /** Old ones that stay because they are the newest of their user and event. */
  kept: number;
}

export interface RetentionResult extends RetentionCounts {
  /** Older ones are deleted. */
  readonly before: Date;
  /** False: it was interrupted; the next run does the rest. */
  readonly complete: boolean;
}

interface Options {
  readonly days: number;
  readonly dryRun: boolean;
  /** Asked between batches. */
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number) => void;
}

/**
 * Deletes old requests that the rules refused, but never the newest request of a user and event, from which the
 * next attempt's number comes. Servers may run meanwhile: requests are only added, and no run deletes the newest
 * one, so a request that is not the newest never becomes it.
 *
 * A run that deletes appends two audit entries with one target: its beginning, and its end with the counts. A
 * beginning without an end is a run that was killed; the next run does the rest.
 */
export class FailedRequestsRetention {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly chainer: Pick<Chainer, 'append'>;
      readonly calendar: ServiceCalendar;
      readonly clock: Clock;
    },
  ) {}

  /** @throws ServiceUnavailable when the database does not answer: run it again */
  async run({ days, dryRun, signal, onProgress }: Options): Promise<RetentionResult> {
    const { calendar, clock } = this.parts;
    const before = startOfServiceDay(calendar, addDays(serviceDayOf(calendar, clock()), -days));
    const counts: RetentionCounts = { read: 0, deleted: 0, kept: 0 };
    const runId = new Types.ObjectId();
    let begun = false;
    let complete = false;
    let last: Row | null = null;
    while (!complete && !signal.aborted) {
      const rows: Row[] = await this.readAfter(last);
      const old = rows.filter((row) => row.requestedAt < before && isFailedByRules(row));
      const newest = newestOf(rows, last);
      const ids = old.filter((row) => !newest.has(row)).map(({ _id }) => _id);
      if (ids.length > 0 && !dryRun && !begun) {
        await this.record(runId, { state: 'BEGUN', days, before });
        begun = true;
      }
      counts.read += rows.length;
      counts.kept += old.length - ids.length;
      counts.deleted += dryRun ? ids.length : await this.delete(ids);
      onProgress(counts.read);
      last = rows.at(-1) ?? last;
      complete = rows.length < BATCH_ROWS;
    }
    if (begun) await this.record(runId, { state: complete ? 'ENDED' : 'INTERRUPTED', ...counts });
    return { ...counts, before, complete };
  }

  /** User by user and event by event, the newest first, as the history index has them. */
  private readAfter(last: Row | null): Promise<Row[]> {
    const { requests } = this.parts.database;
    const place = last && [
      { userId: last.userId, eventId: last.eventId, requestedAt: { $lt: last.requestedAt } },
      { userId: last.userId, eventId: { $gt: last.eventId } },
      { userId: { $gt: last.userId } },
    ];
    return hinted(HISTORY_INDEX, (hint) =>
      requests
        .find(
          { ...(place && { $or: place }), status: { $in: ANY_STATUS } },
          { ...hint, maxTimeMS: READ_LIMIT_MS.whole },
        )
        .project<Row>({ userId: 1, eventId: 1, requestedAt: 1, status: 1, failureCode: 1, decidedById: 1 })
        .sort(HISTORY_ORDER)
        .limit(BATCH_ROWS)
        .toArray(),
    );
  }

  private async delete(ids: readonly Types.ObjectId[]): Promise<number> {
    if (ids.length === 0) return 0;
    const { requests } = this.parts.database;
    const { deletedCount } = await requests.deleteMany({ _id: { $in: [...ids] }, ...FAILED_BY_RULES });
    return deletedCount;
  }

  private record(targetId: Types.ObjectId, after: object): Promise<void> {
    const { chainer, clock } = this.parts;
    return chainer.append(
      outboxEntry({
        at: clock(),
        actor: null,
        action: 'deleteFailedRequests',
        targetType: 'Retention',
        targetId,
        after,
      }),
    );
  }
}

function isFailedByRules({ status, failureCode, decidedById }: Row): boolean {
  return status === RequestStatus.FAILED && !isRejection(failureCode) && decidedById === null;
}

/** The first row of each user and event that begins in the batch, and those of the same instant. */
function newestOf(rows: readonly Row[], last: Row | null): ReadonlySet<Row> {
  const newest = new Set<Row>();
  let previous = last;
  let newestAt: number | null = null;
  for (const row of rows) {
    const isSamePair = previous?.userId.equals(row.userId) && previous.eventId.equals(row.eventId);
    if (!isSamePair) newestAt = row.requestedAt.getTime();
    if (row.requestedAt.getTime() === newestAt) newest.add(row);
    previous = row;
  }
  return newest;
}
