import { Types, type mongo } from 'mongoose';
import type { Database } from '../database/connection';
import type { AttendanceRuns, ExcusedDays } from '../domain/attendance-streak';
import type { ServiceDay } from '../domain/service-calendar';
import type { User } from '../users/user.model';
import {
  extendSummary,
  summaryEnd,
  summedUpRuns,
  withoutOutdated,
  type StreakAccount,
} from './streak-summary';

type StreakDatabase = Pick<Database, 'users' | 'attendances'>;

/** The check-ins of an account: those before `since` as their runs, the others day by day. */
export interface AttendanceHistory {
  readonly earlier: AttendanceRuns;
  /** Distinct, ascending. */
  readonly days: readonly ServiceDay[];
}

/** The days that a read of other facts has brought along. */
export interface RecentDays {
  readonly since: ServiceDay;
  /** By the account's id as hex: distinct, ascending. */
  readonly days: ReadonlyMap<string, readonly ServiceDay[]>;
  /** The accounts that have check-ins before `since` too. */
  readonly older: ReadonlySet<string>;
}

/**
 * Reads what a streak needs: a summary that is stored with the account, and the days since. So a streak costs
 * the same however old the account is. docs/adr/0013-streak-summaries.md has the reasons.
 */
export class Streaks {
  private readonly storing = new Set<Promise<unknown>>();

  constructor(private readonly database: StreakDatabase) {}

  /**
   * By the account's id as hex.
   *
   * @param today the present service day
   * @param excused all excused days
   * @param recent days that are known: only accounts with an outdated summary take a call
   */
  async find(
    stored: readonly StreakAccount[],
    today: ServiceDay,
    excused: ExcusedDays,
    recent?: RecentDays,
  ): Promise<ReadonlyMap<string, AttendanceHistory>> {
    const accounts = stored.map((account) => withoutOutdated(account, excused));
    const isKnown = ({ _id, streak }: StreakAccount) =>
      recent !== undefined &&
      (!recent.older.has(_id.toHexString()) || (streak?.before ?? '') >= recent.since);
    const read = await findDaysSince(
      this.database.attendances,
      accounts.flatMap((account) =>
        isKnown(account) ? [] : [{ userId: account._id, since: account.streak?.before ?? null }],
      ),
    );
    const histories = new Map(
      accounts.map((account) => {
        const { _id, streak } = account;
        const id = _id.toHexString();
        const days = (isKnown(account) ? recent?.days.get(id) : read.get(id)) ?? [];
        const { before = '' } = streak ?? {};
        return [id, { earlier: summedUpRuns(streak), days: days.filter((day) => day >= before) }];
      }),
    );
    this.storeOutdated(stored, histories, today, excused);
    return histories;
  }

  /** Resolves when no summary is being stored. */
  async drained(): Promise<void> {
    await Promise.all(this.storing);
  }

  /** Nobody waits for it, and a summary that was not stored is made again by the next read. */
  private storeOutdated(
    accounts: readonly StreakAccount[],
    histories: ReadonlyMap<string, AttendanceHistory>,
    today: ServiceDay,
    excused: ExcusedDays,
  ): void {
    const before = summaryEnd(today);
    const updates = accounts.flatMap((account): Array<mongo.AnyBulkWriteOperation<User>> => {
      const { _id, streak } = account;
      const old = histories.get(_id.toHexString())!.days.filter((day) => day < before);
      if (old.length === 0 || streak?.held) return [];
      const summary = extendSummary(withoutOutdated(account, excused).streak, old, before, excused);
      // Only in place of the very one that was read: an import may have changed it since.
      const filter = { _id, streak: streak ?? { $exists: false } } as mongo.Filter<User>;
      return [{ updateOne: { filter, update: { $set: { streak: summary } } } }];
    });
    if (updates.length === 0) return;
    const stored = this.database.users
      .bulkWrite(updates, { ordered: false })
      .catch(() => undefined)
      .finally(() => this.storing.delete(stored));
    this.storing.add(stored);
  }
}

/**
 * Inserts check-ins of past days. Meanwhile their accounts have no summary, and none that was computed from
 * fewer rows can be stored afterwards. A process that ends in between leaves them without one until
 * `releaseStreaks`: their streaks are right, only slower.
 */
export async function holdingStreaks<T>(
  { users }: Pick<Database, 'users'>,
  userIds: readonly Types.ObjectId[],
  insert: () => Promise<T>,
): Promise<T> {
  if (userIds.length === 0) return insert();
  const filter = { _id: { $in: [...userIds] } };
  await users.updateMany(filter, { $set: { streak: { held: true } } });
  const result = await insert();
  await users.updateMany(filter, { $set: { streak: { released: new Types.ObjectId() } } });
  return result;
}

/**
 * For the end of an import: a run before it may have been cut off.
 *
 * @param userIds the accounts of the import. Omitted: all accounts, which are all read
 */
export async function releaseStreaks(
  { users }: Pick<Database, 'users'>,
  userIds?: readonly Types.ObjectId[],
): Promise<void> {
  const among = userIds && { _id: { $in: [...userIds] } };
  await users.updateMany(
    { ...among, 'streak.held': true },
    { $set: { streak: { released: new Types.ObjectId() } } },
  );
}

export interface UserDays {
  readonly _id: Types.ObjectId;
  /** Ascending. */
  readonly days: ServiceDay[];
}

/** The days of each user. The unique index holds all that is asked for, in this order: no row is read. */
export function daysByUser(filter: object): mongo.Document[] {
  return [
    { $match: filter },
    { $sort: { userId: 1, day: 1 } },
    { $group: { _id: '$userId', days: { $push: '$day' } } },
  ];
}

/** The users that have any day before one: the index gives one key for each. */
export function usersWithDaysBefore(userId: object, since: ServiceDay): mongo.Document[] {
  return [
    { $match: { userId, day: { $lt: since } } },
    { $sort: { userId: 1, day: 1 } },
    { $group: { _id: '$userId', firstDay: { $first: '$day' } } },
  ];
}

/** Per user the days since one, or all; by the id as hex, distinct and ascending. Only keys of an index are read. */
async function findDaysSince(
  attendances: StreakDatabase['attendances'],
  wanted: ReadonlyArray<{ readonly userId: Types.ObjectId; readonly since: ServiceDay | null }>,
): Promise<Map<string, ServiceDay[]>> {
  const users = new Map<ServiceDay | null, Types.ObjectId[]>();
  for (const { userId, since } of wanted) users.set(since, [...(users.get(since) ?? []), userId]);
  const ranges = [...users].map(([since, ids]) => ({
    userId: { $in: ids },
    day: { $gte: since ?? '' },
  }));
  if (ranges.length === 0) return new Map();
  const rows = await attendances
    .aggregate<UserDays>(daysByUser(ranges.length === 1 ? ranges[0]! : { $or: ranges }))
    .toArray();
  return new Map(rows.map(({ _id, days }) => [_id.toHexString(), [...new Set(days)]]));
}
