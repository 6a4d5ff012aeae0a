import { Field, Int, ObjectType } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import { connectionOf } from '../graphql/pagination';
import { LocalDate } from '../graphql/scalars';
import { UserError } from '../graphql/user-error';
import { Attendance } from './attendance.model';

export const AttendanceConnection = connectionOf('Attendance', () => Attendance);

@ObjectType({
  description: 'current: the run that reaches today or yesterday; longest: the longest run ever.',
  simpleResolvers: true,
})
export class AttendanceStreak {
  @Field(() => Int, {
    description: 'Length of the run of consecutive service days that reaches today or yesterday.',
  })
  current!: number;

  @Field(() => Int, { description: 'Length of the longest run of consecutive service days ever.' })
  longest!: number;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'The latest day with a check-in; null when there is none.',
  })
  lastDay!: ServiceDay | null;
}

@ObjectType({
  description: 'created is false when the day was already checked: the same row comes back.',
  simpleResolvers: true,
})
export class CheckAttendancePayload {
  @Field(() => Attendance, { nullable: true, description: "Today's check-in." })
  attendance!: Attendance | null;

  @Field(() => Boolean, {
    description: 'Whether this call made the row; false when the day was already checked.',
  })
  created!: boolean;

  @Field(() => AttendanceStreak, { description: 'The streak with this check-in.' })
  streak!: AttendanceStreak;

  @Field(() => [UserError], {
    description: 'Why the check-in was refused; empty, for no rule refuses one yet.',
  })
  userErrors!: UserError[];
}
