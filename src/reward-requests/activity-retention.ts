import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import type { ActivityRetentionSetting } from '../activities/activity-retention-setting';
import { countedActivities } from '../activities/counted-activities';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Clock } from '../clock';
import type { Collections } from '../database/client-collections';
import { batchesOf } from '../database/batches';
import { READ_LIMIT_MS } from '../database/read-limits';
import { DEADLINE_MS } from '../database/retry';
import { addDays, serviceDayOf, startOfServiceDay, type ServiceCalendar } from '../domain/service-calendar';
import {
  countedKinds,
  deletableBefore,
  takesClaimsAfter,
  type CountingEvent,
} from '../domain/activity-retention';
import type { RewardRequest } from './reward-request.model';

const BATCH_ROWS = 1_000;
const OPTIONS = { maxTimeMS: READ_LIMIT_MS.whole };
/** Edits of events that did not see the setting have ended by then, or were not acknowledged. */
const EDITS_SETTLED_MS = DEADLINE_MS + 2_000;

type RetentionDatabase = Pick<Collections, 'activities' | 'events' | 'requests' | 'settings'>;
type EventRow = CountingEvent & { readonly _id: Types.ObjectId };
type RequestRow = Pick<RewardRequest, '_id' | 'userId' | 'requestedAt' | 'deletedActivities'>;

export interface ActivityRetentionResult {
  /** Activities of events that took no claims since then were deleted, unless another event counts them. */
  readonly before: Date;
  /** Activities. In a dry run: that would be deleted. */
  deleted: number;
  /** Requests that keep what deleted activities came to. */
  requests: number;
  /** False: it was interrupted; the next run does the rest. */
  complete: boolean;
}

interface Options {
  readonly days: number;
  readonly dryRun: boolean;
  /** Asked between batches. */
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number) => void;
}

/**
 * Deletes activities that no claim can count any more: those of events that have taken no claims for some days. Before
 * rows of a kind go, each request of such an event keeps what it may have counted of them, so that its evidence can
 * still be recomputed.
 *
 * The setting is written first, and `countsKeptActivities` judges every edit by it; what is still open is read after
 * the edits that did not see it have ended. A killed run leaves requests that keep totals of rows that are still there,
 * and `countedActivities` counts these once.
 */
export class ActivityRetention {
  constructor(
    private readonly parts: {
      readonly database: RetentionDatabase;
      readonly chainer: Pick<Chainer, 'append'>;
      readonly calendar: ServiceCalendar;
      readonly clock: Clock;
      /** Waits until edits have settled; tests do not. */
      readonly settle?: () => Promise<unknown>;
    },
  ) {}

  /** @throws ServiceUnavailable when the database does not answer: run it again */
  async run({ days, dryRun, signal, onProgress }: Options): Promise<ActivityRetentionResult> {
    const { calendar, clock, settle = () => sleep(EDITS_SETTLED_MS) } = this.parts;
    const before = startOfServiceDay(calendar, addDays(serviceDayOf(calendar, clock()), -days));
    const result: ActivityRetentionResult = { before, deleted: 0, requests: 0, complete: false };
    const kinds = await this.kindsBefore(before);
    if (kinds.length === 0) return { ...result, complete: true };
    const runId = new Types.ObjectId();
    if (!dryRun) {
      await this.raiseSetting(before);
      await settle();
      await this.record(runId, { state: 'BEGUN', days, before });
    }
    const events = await this.countingEvents();
    const open = events.filter((event) => event.archivedAt === null && takesClaimsAfter(event, before));
    for (const kind of kinds) {
      if (signal.aborted) break;
      const end = this.dayStart(deletableBefore(kind, before, open));
      if (dryRun) {
        result.deleted += await this.count(kind, end);
        continue;
      }
      const ended = events.filter((event) => countedKinds(event).has(kind) && event.startAt < end);
      for (const event of ended) result.requests += await this.keepTotals(event, kind, end, signal);
      if (!signal.aborted) result.deleted += await this.delete(kind, end, signal, onProgress);
    }
    result.complete = !signal.aborted;
    const { deleted, requests, complete } = result;
    if (!dryRun) await this.record(runId, { state: complete ? 'ENDED' : 'INTERRUPTED', deleted, requests });
    return result;
  }

  private dayStart(instant: Date): Date {
    const { calendar } = this.parts;
    return startOfServiceDay(calendar, serviceDayOf(calendar, instant));
  }

  /** The kinds of which there are activities that occurred before. */
  private async kindsBefore(before: Date): Promise<string[]> {
    const rows = await this.parts.database.activities
      .aggregate<{ _id: string; firstAt: Date }>(
        [
          { $sort: { kind: -1, occurredAt: 1 } },
          { $group: { _id: '$kind', firstAt: { $first: '$occurredAt' } } },
        ],
        OPTIONS,
      )
      .toArray();
    return rows.flatMap(({ _id, firstAt }) => (firstAt < before ? [_id] : [])).sort();
  }

  private async raiseSetting(before: Date): Promise<void> {
    await this.parts.database.settings.updateOne(
      { _id: 'activityRetention' },
      { $max: { before } satisfies Partial<ActivityRetentionSetting> },
      { upsert: true },
    );
  }

  private countingEvents(): Promise<Array<EventRow & { readonly archivedAt: Date | null }>> {
    const projection = { startAt: 1, endAt: 1, claimUntil: 1, archivedAt: 1, 'conditions.activityKind': 1 };
    return this.parts.database.events
      .find({ 'conditions.activityKind': { $type: 'string' } }, OPTIONS)
      .project<EventRow & { readonly archivedAt: Date | null }>(projection)
      .toArray();
  }

  private count(kind: string, end: Date): Promise<number> {
    return this.parts.database.activities.countDocuments({ kind, occurredAt: { $lt: end } }, OPTIONS);
  }

  /** @returns how many requests keep more than before */
  private async keepTotals(event: EventRow, kind: string, end: Date, signal: AbortSignal): Promise<number> {
    const { requests } = this.parts.database;
    const rows = requests
      .find(
        { eventId: event._id, 'evidence.activityKind': kind, failureCode: { $ne: 'CONDITIONS_NOT_MET' } },
        OPTIONS,
      )
      .project<RequestRow>({ userId: 1, requestedAt: 1, deletedActivities: 1 });
    let kept = 0;
    for await (const batch of batchesOf(rows, BATCH_ROWS)) {
      for (const row of batch) {
        if (signal.aborted) return kept;
        if (await this.keepTotalsOf(row, event, kind, end)) kept += 1;
      }
    }
    return kept;
  }

  private async keepTotalsOf(row: RequestRow, event: EventRow, kind: string, end: Date): Promise<boolean> {
    const { requests } = this.parts.database;
    const known = row.deletedActivities ?? [];
    const before = known.find((totals) => totals.kind === kind)?.before;
    if (before !== undefined && before >= end) return false;
    const totals = await countedActivities(this.parts.database, row, kind, event, end, OPTIONS);
    if (totals.count === 0) return false;
    const deletedActivities = [
      ...known.filter((other) => other.kind !== kind),
      { kind, before: end, ...totals },
    ];
    const { modifiedCount } = await requests.updateOne(
      { _id: row._id, userId: row.userId },
      { $set: { deletedActivities } },
    );
    return modifiedCount === 1;
  }

  /** Rows whose void is not in the audit yet are left to the next run. */
  private async delete(
    kind: string,
    end: Date,
    signal: AbortSignal,
    onProgress: (rows: number) => void,
  ): Promise<number> {
    const { activities } = this.parts.database;
    const old = { kind, occurredAt: { $lt: end }, 'outbox.0': { $exists: false } };
    let deleted = 0;
    while (!signal.aborted) {
      const rows = await activities
        .find(old, OPTIONS)
        .project<{ _id: Types.ObjectId; userId: Types.ObjectId }>({ userId: 1 })
        .sort({ occurredAt: -1, _id: -1 })
        .limit(BATCH_ROWS)
        .toArray();
      if (rows.length === 0) break;
      const { deletedCount } = await activities.deleteMany({
        _id: { $in: rows.map(({ _id }) => _id) },
        userId: { $in: rows.map(({ userId }) => userId) },
        'outbox.0': { $exists: false },
      });
      deleted += deletedCount;
      onProgress(deleted);
    }
    return deleted;
  }

  private record(targetId: Types.ObjectId, after: object): Promise<void> {
    const { chainer, clock } = this.parts;
    return chainer.append(
      outboxEntry({
        at: clock(),
        actor: null,
        action: 'deleteActivities',
        targetType: 'Retention',
        targetId,
        after,
      }),
    );
  }
}
