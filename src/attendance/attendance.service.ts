import { Types, type mongo } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { ClockSkewWatch } from '../database/clock-skew';
import type { Database } from '../database/connection';
import { attendanceStreak } from '../domain/attendance-streak';
import { serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';
import { findPage } from '../database/keyset-page';
import type { Page } from '../domain/page';
import type { ActingProof } from '../access/service-proof';
import { excusedDaysStage, type ExcusedDayRow } from '../excused-days/excused-days-stage';
import type { MyAttendanceArgs } from './attendance.inputs';
import type { Attendance } from './attendance.model';
import type { AttendanceStreak } from './attendance.payloads';
import { CheckInBatcher, type CheckInResult } from './check-in-batcher';
import type { StreakAccount } from './streak-summary';
import { Streaks } from './streaks';

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly skew: Pick<ClockSkewWatch, 'requireRightClock' | 'compareDuring' | 'aheadOf'>;
}

/** An account without a summary of its old check-ins, and the service day that it is for. */
interface Unsummed {
  readonly id: string;
  readonly today: ServiceDay;
}

export class AttendanceService {
  private readonly database: Database;
  private readonly calendar: ServiceCalendar;
  private readonly skew: Parts['skew'];
  private readonly checkIns: CheckInBatcher;
  private readonly streaks: Streaks;
  private readonly queriedStreaks: Streaks;
  private readonly summaries: Batcher<Unsummed, undefined>;
  /** The accounts that wait for their summary. */
  private readonly summing = new Set<string>();

  constructor({ database, calendar, skew }: Parts) {
    this.database = database;
    this.calendar = calendar;
    this.skew = skew;
    this.streaks = new Streaks(database);
    this.queriedStreaks = new Streaks(database.reads);
    this.checkIns = new CheckInBatcher(database, this.streaks, skew);
    this.summaries = new Batcher((accounts) => this.storeSummaries(accounts), {
      name: 'summaries',
      ...{ maxItems: 16, maxInFlight: 1, maxWaiting: 256 },
    });
  }

  /**
   * Checks the service day of `now` in; a repeat finds the same row.
   *
   * @throws AppError UNAUTHENTICATED or FORBIDDEN: the account is read with the batch
   * @throws UnservedUser when a service key may not act for the account
   * @throws ServiceUnavailable on overload or outage, or when this server's clock is off; repeating is safe
   */
  async checkAttendance(proof: ActingProof, now: Date): Promise<CheckInResult> {
    this.skew.requireRightClock();
    return this.checkIns.add(proof, serviceDayOf(this.calendar, now), now);
  }

  /** @param name the list's own name, for its cursors */
  findAttendance(
    name: string,
    userId: Types.ObjectId,
    args: MyAttendanceArgs,
    signal: AbortSignal,
  ): Promise<Page<Attendance>> {
    const filter = attendanceQuery(userId, args);
    return findPage(this.database.reads.attendances, { name, filter, sortKey: 'checkedAt' }, args, signal);
  }

  /** The streak of each user, in the order of the ids (hex): two calls. */
  async findStreaks(userIds: readonly string[], now: Date): Promise<AttendanceStreak[]> {
    const today = serviceDayOf(this.calendar, now);
    const { histories, excused } = await this.findHistories(userIds, today);
    return userIds.map((id) => {
      const { days, earlier } = histories.get(id) ?? { days: [], earlier: undefined };
      return attendanceStreak(days, today, earlier, excused);
    });
  }

  /**
   * Stores the summary of an account's old check-ins, for its next claims. Nobody waits for it, and while many
   * accounts lack theirs, the others are left to a later claim.
   *
   * @param today the service day of the claim
   */
  sumUp(userId: Types.ObjectId, today: ServiceDay): void {
    const id = userId.toHexString();
    if (this.summing.has(id)) return;
    this.summing.add(id);
    this.summaries
      .add({ id, today })
      .catch(() => undefined)
      .finally(() => this.summing.delete(id));
  }

  private async storeSummaries(accounts: readonly Unsummed[]): Promise<undefined[]> {
    const [today] = accounts.map((account) => account.today).sort();
    await this.findHistories(
      accounts.map(({ id }) => id),
      today!,
    );
    await this.queriedStreaks.drained();
    return accounts.map(() => undefined);
  }

  private async findHistories(userIds: readonly string[], today: ServiceDay) {
    const ids = userIds.map((id) => new Types.ObjectId(id));
    const found = await this.database.reads.users
      .aggregate<StreakAccount | ExcusedDayRow>([
        { $match: { _id: { $in: ids } } },
        { $project: { streak: 1 } },
        excusedDaysStage(),
      ])
      .toArray();
    const excused = new Set(found.flatMap((row) => ('excusedDay' in row ? [row.excusedDay] : [])));
    const accounts = found.flatMap((row) => ('excusedDay' in row ? [] : [row]));
    return { histories: await this.queriedStreaks.find(accounts, today, excused), excused };
  }

  /** Resolves when no check-in waits, none is under way and no summary is being stored. */
  async drained(): Promise<void> {
    await this.checkIns.drained();
    await this.summaries.drained();
    await this.streaks.drained();
    await this.queriedStreaks.drained();
  }
}

/** The check-ins that a list, and its export, holds. */
export function attendanceQuery(
  userId: Types.ObjectId,
  { from, to }: Pick<MyAttendanceArgs, 'from' | 'to'>,
): mongo.Filter<Attendance> {
  if (from == null && to == null) return { userId };
  return { userId, day: { ...(from != null && { $gte: from }), ...(to != null && { $lte: to }) } };
}
