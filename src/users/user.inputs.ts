import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { REASON_MAX_CHARACTERS, USERNAME_MAX_CHARACTERS } from '../domain/limits';
import type { Role } from '../domain/viewer';
import { RoleEnum } from '../graphql/enums';
import { Characters, Distinct, Visible } from '../graphql/input-rules';
import { PageArgs } from '../graphql/pagination';

@InputType({ description: 'Which accounts; what is left out selects all.' })
export class UserFilter {
  @Field(() => [RoleEnum], {
    nullable: true,
    description: 'Accounts of one of these roles, each named at most once; an empty list: none.',
  })
  @Distinct()
  roles?: Role[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the username begins with, in any case and Unicode form; at most 32 characters.',
  })
  @Characters(0, USERNAME_MAX_CHARACTERS)
  usernamePrefix?: string | null;
}

@ArgsType()
export class UsersArgs extends PageArgs {
  @Field(() => UserFilter, { nullable: true, description: 'Which accounts; all when left out.' })
  @IsOptional()
  @ValidateNested()
  filter?: UserFilter | null;
}

@InputType({ description: "An account's new role." })
export class ChangeUserRoleInput {
  @Field(() => ID, { description: 'The account.' })
  userId!: string;

  @Field(() => RoleEnum, { description: 'What it may do from now on.' })
  role!: Role;

  @Field(() => String, { nullable: true, description: 'Why, for the audit; at most 1,000 characters.' })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}

@InputType({ description: 'Whether an account is shut out.' })
export class SetUserDisabledInput {
  @Field(() => ID, { description: 'The account.' })
  userId!: string;

  @Field(() => Boolean, { description: 'True shuts it out and ends its logins; false lets it log in again.' })
  disabled!: boolean;

  @Field(() => String, { nullable: true, description: 'Why, for the audit; at most 1,000 characters.' })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}
