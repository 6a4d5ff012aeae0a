import { Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { insertUntilKnown } from '../database/insert-until-known';
import { AGAIN, DEADLINE_MS, OUTAGE_DELAY, retry } from '../database/retry';
import { ACTIVITIES_PER_DAY_MAX, timeFault } from '../domain/activities';
import { serviceDayOf, type ServiceCalendar } from '../domain/service-calendar';
import { reached } from '../fault-points';
import { findUserRefs, userRefKey, type ReferencedUser } from '../users/user-refs';
import type { ActivityReport } from './activity-report';
import { dayKey, findRecorded, recordedKey } from './activity-queries';
import type { Activity } from './activity.model';
import { DayCounts } from './day-counts';

export type OutcomeCode =
  'RECORDED' | 'DUPLICATE' | 'CONFLICT' | 'UNKNOWN_USER' | 'TOO_LATE' | 'IN_FUTURE' | 'TOO_MANY' | 'INVALID';

export interface ActivityOutcome {
  readonly code: OutcomeCode;
  /** The row of RECORDED, DUPLICATE and CONFLICT. */
  readonly activity: Activity | null;
}

interface Item {
  readonly report: ActivityReport;
  readonly source: string;
  readonly receivedAt: Date;
}

interface Judged {
  readonly row: Activity | null;
  fault: 'TOO_LATE' | 'IN_FUTURE' | 'TOO_MANY' | null;
}

interface Parts {
  readonly database: Pick<Database, 'users' | 'activities'>;
  readonly calendar: ServiceCalendar;
  readonly latenessHours: number;
}

/** Rows that share one read and one insert. */
const BATCH_ROWS = 500;
const MAX_WAITING = 20_000;

/**
 * Records activities, group commit: rows that arrive together share their calls. The unique index of user, source
 * and externalId decides what is a repeat, also among servers.
 */
export class ActivityRecorder {
  private readonly batches: Batcher<Item, ActivityOutcome>;
  private readonly dayCounts: DayCounts;

  constructor(private readonly parts: Parts) {
    this.dayCounts = new DayCounts(parts.database, parts.calendar);
    this.batches = new Batcher((items) => this.run(items), {
      name: 'activities',
      maxItems: BATCH_ROWS,
      maxInFlight: 2,
      maxWaiting: MAX_WAITING,
    });
  }

  /**
   * One outcome per row, in order.
   *
   * @throws ServiceUnavailable on overload, or when no answer came within 8 s: rows may be there, and sending them
   *   again finds them
   */
  record(reports: readonly ActivityReport[], source: string, receivedAt: Date): Promise<ActivityOutcome[]> {
    return Promise.all(reports.map((report) => this.batches.add({ report, source, receivedAt })));
  }

  private async run(items: readonly Item[]): Promise<ActivityOutcome[]> {
    const { database } = this.parts;
    const deadline = performance.now() + DEADLINE_MS;
    const users = await findUserRefs(
      database,
      items.map(({ report }) => report.user),
    );
    const judged = items.map((item) => judge(item, users, this.parts));
    const timely = judged.flatMap((each) => (each.row !== null && each.fault === null ? [each.row] : []));
    const counts = await this.dayCounts.of(timely);
    const crowded = inFullDays(timely, counts);
    // A repeat is a repeat, however late it comes and however full its day is.
    const known = await findRecorded(database, [
      ...judged.flatMap(({ row, fault }) => (row && fault ? [row] : [])),
      ...crowded,
    ]);
    const counted = new Set(known.keys());
    for (const each of judged) {
      if (each.row === null || each.fault !== null || counted.has(recordedKey(each.row))) continue;
      const count = (counts.get(dayKey(each.row)) ?? 0) + 1;
      if (count > ACTIVITIES_PER_DAY_MAX) {
        each.fault = 'TOO_MANY';
        continue;
      }
      counts.set(dayKey(each.row), count);
      counted.add(recordedKey(each.row));
    }
    reached('activities.judged');
    const wanted = judged.flatMap(({ row, fault }) => (row && !fault ? [row] : []));
    const stored = await insertUntilKnown(database.activities, wanted);
    reached('activities.inserted');
    const inserted = new Set(wanted.filter((_row, place) => stored[place] === 'inserted'));
    this.dayCounts.add([...inserted]);
    const others = await this.findTaken(
      wanted.filter((_row, place) => stored[place] === 'taken'),
      deadline,
    );
    return judged.map(({ row, fault }): ActivityOutcome => {
      if (row === null) return { code: 'UNKNOWN_USER', activity: null };
      if (inserted.has(row)) return { code: 'RECORDED', activity: row };
      const first = known.get(recordedKey(row)) ?? others.get(recordedKey(row));
      if (first === undefined) return { code: fault ?? 'INVALID', activity: null };
      return { code: isRepeat(row, first) ? 'DUPLICATE' : 'CONFLICT', activity: first };
    });
  }

  /** The rows that refused others. One that is not committed by a majority yet is read again. */
  private findTaken(taken: readonly Activity[], deadline: number): Promise<ReadonlyMap<string, Activity>> {
    return retry(
      async () => {
        const found = await findRecorded(this.parts.database, taken);
        return taken.every((row) => found.has(recordedKey(row))) ? found : AGAIN;
      },
      { detail: 'a row that refused another is not there', deadline, delay: OUTAGE_DELAY },
    );
  }
}

/** The rows of users, kinds and days that would have too many with all of them; some may be repeats. */
function inFullDays(rows: readonly Activity[], counts: ReadonlyMap<string, number>): Activity[] {
  const withAll = new Map(counts);
  for (const row of rows) withAll.set(dayKey(row), (withAll.get(dayKey(row)) ?? 0) + 1);
  return rows.filter((row) => withAll.get(dayKey(row))! > ACTIVITIES_PER_DAY_MAX);
}

/** Without a row the reference names no account that activities are recorded of. */
function judge(
  { report, source, receivedAt }: Item,
  users: ReadonlyMap<string, ReferencedUser>,
  { calendar, latenessHours }: Parts,
): Judged {
  const user = users.get(userRefKey(report.user));
  if (user === undefined || user.role !== 'USER' || user.disabledAt !== null)
    return { row: null, fault: null };
  const { externalId, kind, quantity, occurredAt } = report;
  const fault = timeFault(occurredAt, receivedAt, latenessHours);
  const row = {
    _id: new Types.ObjectId(),
    userId: user._id,
    source,
    externalId,
    kind,
    quantity,
    occurredAt,
    receivedAt,
    // An instant far away may have no day of the calendar; its row is never stored.
    day: fault === null ? serviceDayOf(calendar, occurredAt) : '',
    voided: false,
    voidedAt: null,
    voidReason: null,
  };
  return { row, fault };
}

function isRepeat(row: Activity, first: Activity): boolean {
  return (
    row.kind === first.kind &&
    row.quantity === first.quantity &&
    row.occurredAt.getTime() === first.occurredAt.getTime()
  );
}
