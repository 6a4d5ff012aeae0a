import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IsOptional, ValidateNested } from 'class-validator';
import { AtMost } from '../graphql/types/input-rules';
import { PageArgs } from '../graphql/types/connection';
import { DateTime } from '../graphql/types/scalars';

const ACTIONS_MAX = 100;

@InputType({ description: 'Selects audit entries. An omitted field does not restrict the list.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'Entries of this actor.' })
  actorId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Entries with any of these actions; at most 100 names.',
  })
  @AtMost(ACTIONS_MAX)
  actions?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The type of the changed record, such as `Event`.',
  })
  targetType?: string | null;

  @Field(() => ID, { nullable: true, description: 'The record that was changed.' })
  targetId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Entries at or after this instant.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Entries before this instant.' })
  to?: Date | null;
}

@ArgsType()
export class AuditEntriesArgs extends PageArgs {
  @Field(() => AuditFilter, { nullable: true, description: 'Selects entries. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: AuditFilter | null;
}
