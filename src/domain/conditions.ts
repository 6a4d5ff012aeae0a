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
  /** Inside the event's window; distinct, ascending. */
  readonly attendedDays: readonly ServiceDay[];
  /** Service days from that of the account's creation to that of the request. */
  readonly accountAgeDays: number;
  /** Events in which the user holds a SUCCESS. */
  readonly rewardedEventIds: ReadonlySet<string>;
}

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
  return { conditionId, kind, description, target, ...measured(condition, facts) };
}

/** One plain sentence; never names the required event, which the reader may not be allowed to see. */
export function describeCondition({ kind, target }: Pick<Condition, 'kind' | 'target'>): string {
  const days = target === 1 ? '1 day' : `${target} days`;
  switch (kind) {
    case 'CONSECUTIVE_ATTENDANCE':
      return target === 1
        ? 'Check in on 1 day of the event.'
        : `Check in on ${target} consecutive days of the event.`;
    case 'TOTAL_ATTENDANCE':
      return `Check in on ${days} of the event.`;
    case 'ACCOUNT_AGE':
      return `Have an account that is at least ${days} old.`;
    case 'EVENT_REWARDED':
      return 'Receive the reward of the required event.';
  }
}

function measured({ kind, target, requiredEventId }: Condition, facts: ConditionFacts): AttendanceProgress {
  switch (kind) {
    case 'CONSECUTIVE_ATTENDANCE':
      return consecutiveProgress(facts.attendedDays, target);
    case 'TOTAL_ATTENDANCE':
      return totalProgress(facts.attendedDays, target);
    case 'ACCOUNT_AGE':
      return counted(facts.accountAgeDays, target);
    case 'EVENT_REWARDED':
      return counted(requiredEventId !== null && facts.rewardedEventIds.has(requiredEventId) ? 1 : 0, target);
  }
}

function counted(current: number, target: number): AttendanceProgress {
  return { current, met: current >= target, days: [] };
}
