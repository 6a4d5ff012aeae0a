import { Types, type mongo } from 'mongoose';
import type { ClockSkewWatch } from '../database/clock-skew';
import type { Database } from '../database/connection';
import { attendanceStreak } from '../domain/attendance-streak';
import { serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';
import { findPage, type Page } from '../graphql/pagination';
import type { AccessProof } from '../graphql/viewer-source';
import { findAttendanceDays } from './attendance-days';
import type { MyAttendanceArgs } from './attendance.inputs';
import type { Attendance } from './attendance.model';
import type { AttendanceStreak } from './attendance.payloads';
import { CheckInBatcher, type CheckInResult } from './check-in-batcher';

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly skew: Pick<ClockSkewWatch, 'requireRightClock'>;
}

export class AttendanceService {
  private readonly database: Database;
  private readonly calendar: ServiceCalendar;
  private readonly skew: Parts['skew'];
  private readonly checkIns: CheckInBatcher;

  constructor({ database, calendar, skew }: Parts) {
    this.database = database;
    this.calendar = calendar;
    this.skew = skew;
    this.checkIns = new CheckInBatcher(database);
  }

  /**
   * Checks the service day of `now` in; a repeat finds the same row.
   *
   * @throws AppError UNAUTHENTICATED or FORBIDDEN: the account is read with the batch
   * @throws ServiceUnavailable on overload or outage, or when this server's clock is off; repeating is safe
   */
  async checkAttendance(proof: AccessProof, now: Date): Promise<CheckInResult> {
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
    return findPage(this.database.attendances, { name, filter, sortKey: 'checkedAt' }, args, signal);
  }

  /** All days of each user, in the order of the ids (hex): one call. */
  findDays(userIds: readonly string[]): Promise<ServiceDay[][]> {
    return findAttendanceDays(
      this.database.attendances,
      userIds.map((id) => new Types.ObjectId(id)),
    );
  }

  /** @param days all days ever attended: distinct, ascending */
  streakAt(now: Date, days: readonly ServiceDay[]): AttendanceStreak {
    return attendanceStreak(days, serviceDayOf(this.calendar, now));
  }

  /** Resolves when no check-in waits and none is under way. */
  drained(): Promise<void> {
    return this.checkIns.drained();
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
