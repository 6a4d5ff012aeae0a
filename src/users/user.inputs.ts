import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IDENTITY_PART_MAX_CHARACTERS, SUBJECT_PREFIX_MIN_CHARACTERS } from '../domain/identities';
import { REASON_MAX_CHARACTERS, USERNAME_MAX_CHARACTERS } from '../domain/limits';
import { IdentityInput } from './user-ref.inputs';
import type { Role } from '../domain/viewer';
import { RoleEnum } from '../graphql/types/enums';
import { Characters, Distinct, Visible } from '../graphql/types/input-rules';
import { PageArgs } from '../graphql/types/connection';

@InputType({ description: 'Selects accounts. An omitted field does not restrict the list.' })
export class UserFilter {
  @Field(() => [RoleEnum], {
    nullable: true,
    description: 'Accounts with one of these roles; each role at most once. An empty list selects none.',
  })
  @Distinct()
  roles?: Role[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The beginning of the username, up to 32 characters. Case and Unicode form do not matter.',
  })
  @Characters(0, USERNAME_MAX_CHARACTERS)
  usernamePrefix?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A part of the username, up to 32 characters. Case and Unicode form do not matter.',
  })
  @Characters(0, USERNAME_MAX_CHARACTERS)
  usernameContains?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: disabled accounts only. False: enabled ones only.',
  })
  disabled?: boolean | null;

  @Field(() => IdentityInput, {
    nullable: true,
    description: 'The account that has this identity. Issuer and subject are compared byte by byte.',
  })
  identity?: IdentityInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The beginning of the subject of an identity, 3 to 255 characters, compared byte by byte. If it fits more than 1,000 accounts, the list has those whose subjects come first.',
  })
  @Characters(SUBJECT_PREFIX_MIN_CHARACTERS, IDENTITY_PART_MAX_CHARACTERS)
  subjectPrefix?: string | null;
}

@ArgsType()
export class UsersArgs extends PageArgs {
  @Field(() => UserFilter, { nullable: true, description: 'Selects accounts. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: UserFilter | null;
}

@InputType({ description: "An account's new role." })
export class ChangeUserRoleInput {
  @Field(() => ID, { description: 'The account.' })
  userId!: string;

  @Field(() => RoleEnum, { description: 'The new role.' })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: 'The reason, up to 1,000 characters. It is stored in the audit entry.',
  })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}

@InputType({ description: 'Whether an account is disabled.' })
export class SetUserDisabledInput {
  @Field(() => ID, { description: 'The account.' })
  userId!: string;

  @Field(() => Boolean, {
    description: 'True disables the account and ends its logins. False enables it again.',
  })
  disabled!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The reason, up to 1,000 characters. It is stored in the audit entry.',
  })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}
