import type { mongo, Types } from 'mongoose';
import type { ServiceDay } from '../domain/service-calendar';
import type { Attendance } from './attendance.model';

export interface UserDays {
  readonly _id: Types.ObjectId;
  /** Distinct, ascending. */
  readonly days: ServiceDay[];
}

/**
 * All days of each user, one scan for all of them. The unique index holds all that is asked for, in this
 * order, so that no row is read.
 */
export function daysByUser(userIds: readonly Types.ObjectId[]) {
  return [
    { $match: { userId: { $in: [...userIds] } } },
    { $sort: { userId: 1, day: 1 } },
    { $group: { _id: '$userId', days: { $push: '$day' } } },
  ];
}

/** Every day that each user ever checked in on, ascending, in the order of the ids. */
export async function findAttendanceDays(
  attendances: mongo.Collection<Attendance>,
  userIds: readonly Types.ObjectId[],
): Promise<ServiceDay[][]> {
  const rows = await attendances.aggregate<UserDays>(daysByUser(userIds)).toArray();
  const found = new Map(rows.map(({ _id, days }) => [_id.toHexString(), days]));
  return userIds.map((id) => found.get(id.toHexString()) ?? []);
}
