import { accountAge } from './conditions/account-age';
import { activityCount } from './conditions/activity-count';
import { activityDays } from './conditions/activity-days';
import { activitySum } from './conditions/activity-sum';
import { consecutiveAttendance } from './conditions/consecutive-attendance';
import type {
  ConditionDefinition,
  ConditionFact,
  ConditionFacts,
  ConditionParameter,
  DescribedCondition,
  MeasuredCondition,
} from './conditions/definition';
import { eventRewarded } from './conditions/event-rewarded';
import { inAudience } from './conditions/in-audience';
import { totalAttendance } from './conditions/total-attendance';
import type { ServiceDay } from './service-calendar';

/** The registry of condition kinds, by the names that are stored. */
export const CONDITIONS = {
  CONSECUTIVE_ATTENDANCE: consecutiveAttendance,
  TOTAL_ATTENDANCE: totalAttendance,
  ACCOUNT_AGE: accountAge,
  EVENT_REWARDED: eventRewarded,
  ACTIVITY_COUNT: activityCount,
  ACTIVITY_SUM: activitySum,
  ACTIVITY_DAYS: activityDays,
  IN_AUDIENCE: inAudience,
} as const satisfies Record<string, ConditionDefinition>;

export type ConditionKind = keyof typeof CONDITIONS;
export const CONDITION_KINDS = Object.keys(CONDITIONS) as ConditionKind[];

export interface Condition extends MeasuredCondition {
  readonly id: string;
  readonly kind: ConditionKind;
}

export type { ConditionFact, ConditionFacts, ConditionParameter };

/** Kept with the request as evidence: complete without the condition, which may be gone later. */
export interface ConditionProgress {
  readonly conditionId: string;
  readonly kind: ConditionKind;
  readonly description: string;
  readonly target: number;
  readonly current: number;
  readonly met: boolean;
  readonly days: ServiceDay[];
  /** The excused days between the first and the last of `days`. Absent: none. */
  readonly excusedDays?: readonly ServiceDay[];
  /** Of conditions about activities: their kind, and when the first and the last one that counts occurred. */
  readonly activityKind?: string;
  readonly firstActivityAt?: Date;
  readonly lastActivityAt?: Date;
}

export function conditionProgress(condition: Condition, facts: ConditionFacts): ConditionProgress {
  const { id: conditionId, kind, target, activityKind } = condition;
  const definition = CONDITIONS[kind];
  const description = definition.describe(condition);
  return {
    conditionId,
    kind,
    description,
    target,
    ...definition.measure(condition, facts),
    ...(activityKind != null && { activityKind }),
  };
}

/** One plain sentence; never names the required event, which the reader may not be allowed to see. */
export function describeCondition(condition: { readonly kind: string } & DescribedCondition): string {
  return definitionOf(condition.kind)?.describe(condition) ?? 'A condition that only a newer server knows.';
}

/** The facts that these conditions are judged by; a claim's read brings no others. */
export function factsNeededBy(conditions: ReadonlyArray<Pick<Condition, 'kind'>>): Set<ConditionFact> {
  // A kind that only newer servers know needs nothing here: it must not fail the read that others share.
  return new Set(conditions.flatMap(({ kind }) => definitionOf(kind)?.needs ?? []));
}

/** Why a target is outside its kind's bounds, to follow the field's name, or null. */
export function targetFault(kind: ConditionKind, target: number | null | undefined): string | null {
  const { max, implied } = CONDITIONS[kind].target;
  if (target == null) return implied === undefined ? 'is required' : null;
  if (Number.isSafeInteger(target) && target >= 1 && target <= max) return null;
  return max === Number.MAX_SAFE_INTEGER ? 'must be 1 or more' : `must be from 1 to ${max}`;
}

/** The kinds that take a parameter beside the target. */
export function kindsWith(parameter: ConditionParameter): ConditionKind[] {
  return CONDITION_KINDS.filter((kind) => CONDITIONS[kind].parameters.includes(parameter));
}

/** Undefined for a kind that only newer servers know. */
export function definitionOf(kind: string): ConditionDefinition | undefined {
  return Object.hasOwn(CONDITIONS, kind) ? CONDITIONS[kind as ConditionKind] : undefined;
}
