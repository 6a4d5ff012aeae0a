import { Types, type mongo } from 'mongoose';
import type { ClockSkewWatch } from '../database/clock-skew';
import type { Database } from '../database/connection';
import { attendanceStreak } from '../domain/attendance-streak';
import { serviceDayOf, type ServiceCalendar } from '../domain/service-calendar';
import { findPage } from '../database/keyset-page';
import type { Page } from '../domain/page';
import type { ActingProof } from '../access/service-proof';
import { excusedDaysStage, type ExcusedDayRow } from '../excused-days/excused-days-stage';
import type { MyAttendanceArgs } from './attendance.inputs';
import type { Attendance } from './attendance.model';
import type { AttendanceStreak } from './attendance.payloads';
import { CheckInBatcher, type CheckInResult } from './check-in-batcher';
import { Streaks, type StreakAccount } from './streaks';

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly skew: Pick<ClockSkewWatch, 'requireRightClock' | 'compareDuring' | 'aheadOf'>;
}

export class AttendanceService {
  private readonly database: Database;
  private readonly calendar: ServiceCalendar;
  private readonly skew: Parts['skew'];
  private readonly checkIns: CheckInBatcher;
  private readonly streaks: Streaks;
  private readonly queriedStreaks: Streaks;

  constructor({ database, calendar, skew }: Parts) {
    this.database = database;
    this.calendar = calendar;
    this.skew = skew;
    this.streaks = new Streaks(database);
    this.queriedStreaks = new Streaks(database.reads);
    this.checkIns = new CheckInBatcher(database, this.streaks, skew);
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
    const histories = await this.queriedStreaks.find(accounts, today, excused);
    return userIds.map((id) => {
      const { days, earlier } = histories.get(id) ?? { days: [], earlier: undefined };
      return attendanceStreak(days, today, earlier, excused);
    });
  }

  /** Resolves when no check-in waits, none is under way and no summary is being stored. */
  async drained(): Promise<void> {
    await this.checkIns.drained();
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
