import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IsOptional, ValidateNested } from 'class-validator';
import { AtMost } from '../graphql/input-rules';
import { PageArgs } from '../graphql/pagination';
import { DateTime } from '../graphql/scalars';

const ACTIONS_MAX = 100;

@InputType({ description: 'What the audit entries of a list have in common; a field left out selects all.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'Who acted.' })
  actorId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Names of mutations or automatic acts, any of them; at most 100.',
  })
  @AtMost(ACTIONS_MAX)
  actions?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Type of the record that was changed, such as `Event`.',
  })
  targetType?: string | null;

  @Field(() => ID, { nullable: true, description: 'The record that was changed.' })
  targetId?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'First instant of the act.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'First instant after the act.' })
  to?: Date | null;
}

@ArgsType()
export class AuditEntriesArgs extends PageArgs {
  @Field(() => AuditFilter, { nullable: true, description: 'Which entries; left out: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: AuditFilter | null;
}
