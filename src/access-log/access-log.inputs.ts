import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from '../graphql/types/connection';
import { DateTime } from '../graphql/types/scalars';

@InputType({ description: 'Selects lines of the access log. An omitted field does not restrict the list.' })
export class AccessLogFilter {
  @Field(() => ID, { nullable: true, description: 'Lines of this member of staff.' })
  actorId?: string | null;

  @Field(() => ID, { nullable: true, description: "Lines about this account's data." })
  userId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Lines at or after this instant.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Lines before this instant.' })
  to?: Date | null;
}

@ArgsType()
export class AccessLogArgs extends PageArgs {
  @Field(() => AccessLogFilter, { nullable: true, description: 'Selects lines. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: AccessLogFilter | null;
}
