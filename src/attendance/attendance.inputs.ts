import { ArgsType, Field, ID } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import { PageArgs } from '../graphql/pagination';
import { LocalDate } from '../graphql/scalars';

@ArgsType()
export class MyAttendanceArgs extends PageArgs {
  @Field(() => LocalDate, {
    nullable: true,
    description: 'First service day of the list; null: from the beginning.',
  })
  from?: ServiceDay | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: 'Last service day of the list, itself included; null: to the end. Before `from`: no rows.',
  })
  to?: ServiceDay | null;
}

@ArgsType()
export class AttendanceArgs extends MyAttendanceArgs {
  @Field(() => ID, { description: 'Whose check-ins; an unknown account is NOT_FOUND.' })
  userId!: string;
}
