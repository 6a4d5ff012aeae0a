import { ArgsType, Field, ID } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import { PageArgs } from '../graphql/types/connection';
import { LocalDate } from '../graphql/types/scalars';

@ArgsType()
export class MyAttendanceArgs extends PageArgs {
  @Field(() => LocalDate, {
    nullable: true,
    description: 'The first service day to list. Null: from the beginning.',
  })
  from?: ServiceDay | null;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'The last service day to list, inclusive. Null: to the end. If it is before `from`, the list is empty.',
  })
  to?: ServiceDay | null;
}

@ArgsType()
export class AttendanceArgs extends MyAttendanceArgs {
  @Field(() => ID, { description: 'The user. NOT_FOUND for an unknown account.' })
  userId!: string;
}
