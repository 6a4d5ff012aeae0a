import { ValidateBy, ValidateNested, type ValidationArguments } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { ConditionKind } from '../../domain/conditions';
import { ATTENDANCE_TARGET_MAX } from '../../domain/limits';
import { ConditionKindEnum } from '../../graphql/types/enums';
import { SafeInt } from '../../graphql/types/scalars';

const TARGET_MAX: Record<ConditionKind, number> = {
  CONSECUTIVE_ATTENDANCE: ATTENDANCE_TARGET_MAX,
  TOTAL_ATTENDANCE: ATTENDANCE_TARGET_MAX,
  ACCOUNT_AGE: Number.MAX_SAFE_INTEGER,
  EVENT_REWARDED: 1,
};

@InputType({ description: 'A condition to create or to replace.' })
export class ConditionInput {
  @Field(() => ConditionKindEnum, { description: 'The kind of condition.' })
  kind!: ConditionKind;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      'Number of days, at least 1; at most 366 for the attendance kinds. Required, except for EVENT_REWARDED, where it is 1.',
  })
  @FitsKind(targetFault)
  target?: number | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The other event that must have been rewarded. Required for EVENT_REWARDED, refused for other kinds.',
  })
  @FitsKind(requiredEventFault)
  requiredEventId?: string | null;
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

function targetFault({ kind, target }: ConditionInput): string | null {
  if (target == null) return kind === 'EVENT_REWARDED' ? null : 'is required';
  const max = TARGET_MAX[kind];
  if (target >= 1 && target <= max) return null;
  return max === Number.MAX_SAFE_INTEGER ? 'must be 1 or more' : `must be from 1 to ${max}`;
}

function requiredEventFault({ kind, requiredEventId }: ConditionInput): string | null {
  if (kind === 'EVENT_REWARDED') return requiredEventId == null ? 'is required' : null;
  return requiredEventId == null ? null : 'is allowed only for EVENT_REWARDED';
}
