import { ArgsType, Field, InputType } from 'type-graphql';
import { REASON_MAX_CHARACTERS } from '../domain/limits';
import type { ServiceDay } from '../domain/service-calendar';
import { Characters, Visible } from '../graphql/types/input-rules';
import { LocalDate } from '../graphql/types/scalars';

@ArgsType()
export class ExcusedDaysArgs {
  @Field(() => LocalDate, {
    nullable: true,
    description: 'The first day. Null: 365 days before `to`.',
  })
  from?: ServiceDay | null;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'The last day, inclusive, at most 365 days after `from`. Null: today, or 365 days after `from` if that is earlier.',
  })
  to?: ServiceDay | null;
}

@InputType({ description: 'A day to excuse.' })
export class ExcuseDayInput {
  @Field(() => LocalDate, { description: 'Today or one of the last 30 service days.' })
  day!: ServiceDay;

  @Field(() => String, {
    description: 'Why, 1 to 1,000 characters. Users may read it, and it is stored in the audit entry.',
  })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}

@InputType({ description: 'A day that is to be no longer excused.' })
export class RemoveExcusedDayInput {
  @Field(() => LocalDate, { description: 'The day.' })
  day!: ServiceDay;

  @Field(() => String, { description: 'Why, 1 to 1,000 characters. It is stored in the audit entry.' })
  @Characters(1, REASON_MAX_CHARACTERS)
  @Visible()
  reason!: string;
}
