import type { mongo, Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import { hinted } from '../database/hinted';
import { isOverdue } from '../database/read-limits';
import { NO_ACTIVITIES, type ActivityTotals } from '../domain/activities';
import { ServiceUnavailable } from '../errors';
import { FairSlots, shareOfSlots } from '../rate-limits/query-slots';
import type { Activity } from './activity.model';
import { COVERING_INDEX } from './activity-queries';

/** A user's activities of one kind: startAt <= occurredAt < endAt. */
export interface TotalsQuery {
  readonly userId: Types.ObjectId;
  readonly kind: string;
  readonly startAt: Date;
  /** Null: open. */
  readonly endAt: Date | null;
}

type Totals = Omit<ActivityTotals, 'days'> & { readonly days: readonly string[] };

/** Rows that a query may have on average for its batch to be counted from one scan. */
const SCANNED_ROWS = 32;
/** Rows that one query may cost its batch. A user with more gets a read alone. */
const SHARED_ROWS = 200;
/** How long one read may take, and how long one that waits for its turn may wait. */
const LIMIT_MS = 2_000;

/**
 * Reads what activities come to. Queries that come together share one read, in which each may cost a few rows only;
 * a busy user's activities are counted by a read of their own, one at a time, so that nobody else waits for it.
 */
export class ActivityTotalsReader {
  private readonly shared: Batcher<TotalsQuery, ActivityTotals | null>;
  /** Of each user one at a time, and it leaves time to others. */
  private readonly alone = new FairSlots(
    shareOfSlots({ running: 1, waiting: 64, onServer: 2 }),
    (ofCaller) => this.underWay > ofCaller,
  );
  private underWay = 0;

  constructor(
    private readonly db: mongo.Db,
    name: 'activityFacts' | 'activityEligibility',
  ) {
    this.shared = new Batcher((queries) => this.readShared(queries), {
      name,
      maxItems: 64,
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /**
   * @throws ServiceUnavailable when it takes longer than 2 s, or too many wait
   * @throws AppError RATE_LIMITED when too many reads of a user with many activities wait
   */
  async read(query: TotalsQuery): Promise<ActivityTotals> {
    const until = performance.now() + LIMIT_MS;
    this.underWay += 1;
    try {
      return (await this.shared.add(query)) ?? (await this.readAlone(query, until));
    } catch (error) {
      if (isOverdue(error))
        throw new ServiceUnavailable('the activities of a user take too long to count', error);
      throw error;
    } finally {
      this.underWay -= 1;
    }
  }

  /** Null for those that have more rows than a shared read takes. */
  private async readShared(queries: readonly TotalsQuery[]): Promise<Array<ActivityTotals | null>> {
    return (await this.scan(queries)) ?? this.readEach(queries);
  }

  /** Nearly all users have few activities, and one cheap scan finds them all. Null when there are too many. */
  private async scan(queries: readonly TotalsQuery[]): Promise<ActivityTotals[] | null> {
    const limit = SCANNED_ROWS * queries.length;
    const rows = await hinted(COVERING_INDEX, (hint) =>
      this.db
        .collection('activities')
        .find<Counted>(
          { $or: matchesOf(queries) },
          { ...hint, projection: COUNTED, limit: limit + 1, batchSize: limit + 1, maxTimeMS: LIMIT_MS },
        )
        .toArray(),
    );
    if (rows.length > limit) return null;
    const byUser = new Map<string, Counted[]>();
    for (const row of rows) {
      const user = row.userId.toHexString();
      const known = byUser.get(user);
      if (known === undefined) byUser.set(user, [row]);
      else known.push(row);
    }
    return queries.map((query) =>
      sumUp((byUser.get(query.userId.toHexString()) ?? []).filter((row) => isWithin(row, query))),
    );
  }

  private async readEach(queries: readonly TotalsQuery[]): Promise<Array<ActivityTotals | null>> {
    const pipelines = queries.map((query, place) => [
      { $match: matchOf(query) },
      { $limit: SHARED_ROWS + 1 },
      { $group: { ...GROUP, _id: { $literal: place } } },
    ]);
    const [first = [], ...others] = pipelines;
    const unions = others.map((pipeline) => ({ $unionWith: { coll: 'activities', pipeline } }));
    const rows = await this.aggregate<Totals & { _id: number }>([...first, ...unions], LIMIT_MS);
    const found = new Map(rows.map((row) => [row._id, row]));
    return queries.map((_query, place) => {
      const row = found.get(place);
      if (row === undefined) return NO_ACTIVITIES;
      return row.count > SHARED_ROWS ? null : totalsOf(row);
    });
  }

  private async readAlone(query: TotalsQuery, until: number): Promise<ActivityTotals> {
    const giveBack = await this.alone.take(query.userId.toHexString());
    try {
      const leftMs = Math.ceil(until - performance.now());
      if (leftMs <= 0) throw new ServiceUnavailable('too many users with many activities wait to be counted');
      const pipeline = [{ $match: matchOf(query) }, { $group: { ...GROUP, _id: null } }];
      const [row] = await this.aggregate<Totals>(pipeline, leftMs);
      return row === undefined ? NO_ACTIVITIES : totalsOf(row);
    } finally {
      giveBack();
    }
  }

  private aggregate<Row extends mongo.Document>(
    pipeline: mongo.Document[],
    maxTimeMS: number,
  ): Promise<Row[]> {
    return hinted(COVERING_INDEX, (hint) =>
      this.db
        .collection('activities')
        .aggregate<Row>(pipeline, { ...hint, maxTimeMS })
        .toArray(),
    );
  }
}

/** Covered by the index. */
const COUNTED = { _id: 0, userId: 1, kind: 1, quantity: 1, day: 1, occurredAt: 1 } as const;
type Counted = Pick<Activity, 'userId' | 'kind' | 'quantity' | 'day' | 'occurredAt'>;

/**
 * One branch for all users of a kind and a window: the database reads it by one scan of the index, while a branch for
 * each user costs a plan for each.
 */
function matchesOf(queries: readonly TotalsQuery[]): mongo.Document[] {
  const groups = new Map<string, { query: TotalsQuery; userIds: Types.ObjectId[] }>();
  for (const query of queries) {
    const { userId, kind, startAt, endAt } = query;
    const key = `${kind} ${startAt.getTime()} ${endAt?.getTime()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { query, userIds: [userId] });
    else group.userIds.push(userId);
  }
  return [...groups.values()].map(({ query, userIds }) => ({ ...matchOf(query), userId: { $in: userIds } }));
}

/** Several queries may be about one user. */
function isWithin({ kind, occurredAt }: Counted, query: TotalsQuery): boolean {
  return (
    kind === query.kind && occurredAt >= query.startAt && (query.endAt === null || occurredAt < query.endAt)
  );
}

function sumUp(rows: readonly Counted[]): ActivityTotals {
  if (rows.length === 0) return NO_ACTIVITIES;
  const instants = rows.map(({ occurredAt }) => occurredAt.getTime());
  return totalsOf({
    count: rows.length,
    sum: rows.reduce((sum, { quantity }) => sum + quantity, 0),
    days: [...new Set(rows.map(({ day }) => day))],
    firstAt: new Date(Math.min(...instants)),
    lastAt: new Date(Math.max(...instants)),
  });
}

function matchOf({ userId, kind, startAt, endAt }: TotalsQuery): mongo.Document {
  const occurredAt = { $gte: startAt, ...(endAt !== null && { $lt: endAt }) };
  return { userId, kind, voided: false, occurredAt };
}

/** Covered by the index. */
export const GROUP = {
  count: { $sum: 1 },
  sum: { $sum: '$quantity' },
  days: { $addToSet: '$day' },
  firstAt: { $min: '$occurredAt' },
  lastAt: { $max: '$occurredAt' },
} as const;

export function totalsOf({ count, sum, days, firstAt, lastAt }: Totals): ActivityTotals {
  return { count, sum: Math.min(Number(sum), Number.MAX_SAFE_INTEGER), days: days.length, firstAt, lastAt };
}
