import { IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { ACTIVITIES_PER_CALL_MAX, ACTIVITY_KIND_RULE, isActivityKind } from '../domain/activities';
import { PageArgs } from '../graphql/types/connection';
import { AtLeast, AtMost } from '../graphql/types/input-rules';
import { DateTime, SafeInt } from '../graphql/types/scalars';
import { UserRefInput } from '../users/user-ref.inputs';

/** Its values are checked row by row: one that is outside of its limits is INVALID and costs no other row. */
@InputType({ description: 'Something that a user did. A row outside of the limits below is INVALID.' })
export class ActivityInput {
  @Field(() => UserRefInput, { description: 'The account, by its id or an identity.' })
  user!: UserRefInput;

  @Field(() => String, {
    description: 'Your id of the row, 1 to 128 characters. Unique for each user and source.',
  })
  externalId!: string;

  @Field(() => String, {
    description: 'What was done: 1 to 64 of the characters a-z, 0-9, `_` and `.`.',
  })
  kind!: string;

  @Field(() => SafeInt, { defaultValue: 1, description: 'How much was done, 1 to 1,000,000,000.' })
  quantity!: number;

  @Field(() => DateTime, { description: 'When it was done.' })
  occurredAt!: Date;
}

@InputType({ description: 'Records activities of the service key’s source.' })
export class RecordActivitiesInput {
  @Field(() => [ActivityInput], { description: 'The rows, 1 to 200.' })
  @AtLeast(1)
  @AtMost(ACTIVITIES_PER_CALL_MAX)
  activities!: ActivityInput[];
}

@InputType({ description: 'Selects activities. An omitted field does not restrict the list.' })
export class ActivityFilter {
  @Field(() => ID, { nullable: true, description: 'Activities of this user.' })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: 'Activities of this kind.' })
  @IsKind()
  kind?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Activities that occurred at or after this instant.',
  })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Activities that occurred before this instant.' })
  to?: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only voided activities. False: only those that are not voided.',
  })
  voided?: boolean | null;
}

@ArgsType()
export class ActivitiesArgs extends PageArgs {
  @Field(() => ActivityFilter, { nullable: true, description: 'Selects activities. Omitted: all.' })
  @IsOptional()
  @ValidateNested()
  filter?: ActivityFilter | null;
}

@ArgsType()
export class MyActivitiesArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only activities of this kind. Omitted: all kinds.' })
  @IsKind()
  kind?: string | null;
}

/** A kind of activity; null and undefined pass. */
function IsKind(): PropertyDecorator {
  return ValidateBy({
    name: 'activityKind',
    validator: {
      validate: (value) => value == null || isActivityKind(value as string),
      defaultMessage: () => ACTIVITY_KIND_RULE,
    },
  });
}
