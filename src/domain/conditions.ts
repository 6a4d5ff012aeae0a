import { consecutiveProgress, totalProgress, type AttendanceProgress } from './attendance-streak';
import type { ServiceDay } from './service-calendar';

export const CONDITION_KINDS = [
  'CONSECUTIVE_ATTENDANCE',
  'TOTAL_ATTENDANCE',
  'ACCOUNT_AGE',
  'EVENT_REWARDED',
] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

export interface Condition {
  readonly id: string;
  readonly kind: ConditionKind;
  /** Days; 1 for EVENT_REWARDED. */
  readonly target: number;
  /** EVENT_REWARDED only. */
  readonly requiredEventId: string | null;
}

/** What is known of the user, read once for all conditions of an event. */
export interface ConditionFacts {
  /** Of the event's days that count; distinct, ascending. */
  readonly attendedDays: readonly ServiceDay[];
  /** Service days from that of the account's creation to that of the request. */
  readonly accountAgeDays: number;
  /** Events in which the user holds a SUCCESS. */
  readonly rewardedEventIds: ReadonlySet<string>;
}

export type ConditionFact = keyof ConditionFacts;

/** Kept with the request as evidence: complete without the condition, which may be gone later. */
export interface ConditionProgress {
  readonly conditionId: string;
  readonly kind: ConditionKind;
  readonly description: string;
  readonly target: number;
  readonly current: number;
  readonly met: boolean;
  readonly days: ServiceDay[];
}

export function conditionProgress(condition: Condition, facts: ConditionFacts): ConditionProgress {
  const { id: conditionId, kind, target } = condition;
  const description = describeCondition(condition);
  return { conditionId, kind, description, target, ...DEFINITIONS[kind].measure(condition, facts) };
}

/** One plain sentence; never names the required event, which the reader may not be allowed to see. */
export function describeCondition({ kind, target }: Pick<Condition, 'kind' | 'target'>): string {
  return definitionOf(kind)?.describe(target) ?? 'A condition that only a newer server knows.';
}

/** The facts that these conditions are judged by; a claim's read brings no others. */
export function factsNeededBy(conditions: ReadonlyArray<Pick<Condition, 'kind'>>): Set<ConditionFact> {
  // A kind that only newer servers know needs nothing here: it must not fail the read that others share.
  return new Set(conditions.flatMap(({ kind }) => definitionOf(kind)?.needs ?? []));
}

/** Undefined for a kind that only newer servers know. */
function definitionOf(kind: string): Definition | undefined {
  return Object.hasOwn(DEFINITIONS, kind) ? DEFINITIONS[kind as ConditionKind] : undefined;
}

interface Definition {
  readonly needs: readonly ConditionFact[];
  describe(target: number): string;
  measure(condition: Condition, facts: ConditionFacts): AttendanceProgress;
}

/** A kind that measures a fact which it does not name in `needs` does not compile. */
function defineKind<Fact extends ConditionFact>(definition: {
  readonly needs: readonly Fact[];
  describe(target: number): string;
  measure(condition: Condition, facts: Pick<ConditionFacts, Fact>): AttendanceProgress;
}): Definition {
  return definition;
}

const DEFINITIONS: Readonly<Record<ConditionKind, Definition>> = {
  CONSECUTIVE_ATTENDANCE: defineKind({
    needs: ['attendedDays'],
    describe: (target) =>
      target === 1
        ? 'Check in on 1 day of the event.'
        : `Check in on ${target} consecutive days of the event.`,
    measure: ({ target }, { attendedDays }) => consecutiveProgress(attendedDays, target),
  }),
  TOTAL_ATTENDANCE: defineKind({
    needs: ['attendedDays'],
    describe: (target) => `Check in on ${days(target)} of the event.`,
    measure: ({ target }, { attendedDays }) => totalProgress(attendedDays, target),
  }),
  ACCOUNT_AGE: defineKind({
    needs: ['accountAgeDays'],
    describe: (target) => `Have an account that is at least ${days(target)} old.`,
    measure: ({ target }, { accountAgeDays }) => counted(accountAgeDays, target),
  }),
  EVENT_REWARDED: defineKind({
    needs: ['rewardedEventIds'],
    describe: () => 'Receive the reward of the required event.',
    measure: ({ target, requiredEventId }, { rewardedEventIds }) =>
      counted(requiredEventId !== null && rewardedEventIds.has(requiredEventId) ? 1 : 0, target),
  }),
};

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

function counted(current: number, target: number): AttendanceProgress {
  return { current, met: current >= target, days: [] };
}
