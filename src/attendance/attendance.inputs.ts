import { ArgsType, Field, ID, InputType } from 'type-graphql';
import type { ServiceDay } from '../domain/service-calendar';
import { PageArgs } from '../graphql/types/connection';
import { LocalDate } from '../graphql/types/scalars';
import { ServedUser, UserRefInput } from '../users/user-ref.inputs';

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

@InputType({ description: 'The user to check in.' })
export class CheckAttendanceForInput {
  @Field(() => UserRefInput, { description: 'The user, by id or identity.' })
  @ServedUser()
  user!: UserRefInput;
}
