import { Field, Int, ObjectType } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import { connectionOf } from '../graphql/types/connection';
import { LocalDate } from '../graphql/types/scalars';
import { UserError } from '../graphql/types/user-error';
import { Attendance } from './attendance.model';

export const AttendanceConnection = connectionOf('Attendance', () => Attendance);

@ObjectType({
  description:
    'Runs of consecutive service days with a check-in. Excused days neither count nor break a run.',
  simpleResolvers: true,
})
export class AttendanceStreak {
  @Field(() => Int, {
    description:
      'Length of the run of consecutive service days that includes today or the last day before it that is not excused.',
  })
  current!: number;

  @Field(() => Int, { description: 'Length of the longest run of consecutive service days so far.' })
  longest!: number;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The latest day with a check-in. Null if there is none.',
  })
  lastDay!: ServiceDay | null;
}

@ObjectType({
  description: 'The check-in of the current service day and the streak.',
  simpleResolvers: true,
})
export class CheckAttendancePayload {
  @Field(() => Attendance, {
    nullable: true,
    description: "Today's check-in. Null if a service key may not act for the user.",
  })
  attendance!: Attendance | null;

  @Field(() => Boolean, {
    description:
      'True if this call created the check-in, false if the user had already checked in on this day.',
  })
  created!: boolean;

  @Field(() => AttendanceStreak, { description: 'The streak including this check-in.' })
  streak!: AttendanceStreak;

  @Field(() => [UserError], {
    description: 'UNKNOWN_USER or ACCOUNT_DISABLED with checkAttendanceFor, or empty.',
  })
  userErrors!: UserError[];
}
