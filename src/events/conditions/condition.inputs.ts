import { ValidateBy, ValidateNested, type ValidationArguments } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { ACTIVITY_KIND_RULE, isActivityKind } from '../../domain/activities';
import {
  CONDITIONS,
  kindsWith,
  targetFault,
  type ConditionKind,
  type ConditionParameter,
} from '../../domain/conditions';
import { ConditionKindEnum } from '../../graphql/types/enums';
import { SafeInt } from '../../graphql/types/scalars';

@InputType({ description: 'A condition to create or to replace.' })
export class ConditionInput {
  @Field(() => ConditionKindEnum, { description: 'The kind of condition.' })
  kind!: ConditionKind;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      'The number required, at least 1: at most 366 for kinds that count days other than ACCOUNT_AGE, at most 1,000,000 for ACTIVITY_COUNT. Required, except for EVENT_REWARDED and IN_AUDIENCE, where it is 1.',
  })
  @FitsKind(({ kind, target }) => targetFault(kind, target))
  target?: number | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The other event that must have been rewarded. Required for EVENT_REWARDED, refused for other kinds.',
  })
  @FitsKind(parameterFault('requiredEventId'))
  requiredEventId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The kind of the activities that count: 1 to 64 of the characters a-z, 0-9, `_` and `.`. Required for the kinds about activities, refused for other kinds.',
  })
  @FitsKind(activityKindFault)
  activityKind?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The sealed audience that the user must be in. Required for IN_AUDIENCE, refused for other kinds.',
  })
  @FitsKind(parameterFault('audienceId'))
  audienceId?: string | null;
}

@InputType({ description: 'Adds a condition to an event.' })
export class AddConditionInput {
  @Field(() => ID, { description: 'The event.' })
  eventId!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;

  @Field(() => ConditionInput, { description: 'The new condition.' })
  @ValidateNested()
  condition!: ConditionInput;
}

@InputType({ description: 'Replaces a condition. Its id stays the same.' })
export class UpdateConditionInput {
  @Field(() => ID, { description: 'The condition.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;

  @Field(() => ConditionInput, { description: 'The new condition.' })
  @ValidateNested()
  condition!: ConditionInput;
}

@InputType({ description: 'Removes a condition from its event.' })
export class RemoveConditionInput {
  @Field(() => ID, { description: 'The condition.' })
  id!: string;

  @Field(() => Int, { description: 'The version of the event that the change is based on.' })
  expectedVersion!: number;
}

type Fault = (condition: ConditionInput) => string | null;

function FitsKind(fault: Fault): PropertyDecorator {
  const faultOf = (args?: ValidationArguments) => fault(args?.object as ConditionInput);
  return ValidateBy({
    name: 'fitsKind',
    validator: {
      validate: (_value, args) => faultOf(args) === null,
      defaultMessage: (args) => faultOf(args) ?? '',
    },
  });
}

function activityKindFault(condition: ConditionInput): string | null {
  const { activityKind } = condition;
  if (activityKind != null && !isActivityKind(activityKind)) return ACTIVITY_KIND_RULE;
  return parameterFault('activityKind')(condition);
}

/** A kind requires the parameters that it lists and refuses the others. */
function parameterFault(parameter: ConditionParameter): Fault {
  return ({ kind, [parameter]: value }) => {
    if (CONDITIONS[kind].parameters.includes(parameter)) return value == null ? 'is required' : null;
    return value == null ? null : `is allowed only for ${kindsWith(parameter).join(', ')}`;
  };
}
