import { conditionProgress, type Condition, type ConditionFacts, type ConditionProgress } from './conditions';
import { closedReason, type ClosedReason, type EventWindow } from './event-window';
import { holdsUnknownValue, UNKNOWN } from './known-values';
import { RequestStatus } from './request-status';
import type { PayoutMode, RewardType } from './reward';
import { claimableCount } from './stock';

/**
 * Why a request is not accepted, in the order in which requestReward answers. UNKNOWN: only a newer server can
 * judge the event.
 */
export type Blocker =
  | 'ALREADY_REQUESTED'
  | 'ALREADY_REWARDED'
  | typeof UNKNOWN
  | ClosedReason
  | 'CONDITIONS_NOT_MET'
  | 'OUT_OF_STOCK';

/** The event as one read saw it. */
export interface JudgedEvent extends EventWindow {
  readonly payout: PayoutMode;
  readonly conditions: readonly Condition[];
  readonly rewards: ReadonlyArray<{
    readonly type: RewardType;
    readonly quantity: number;
    readonly remaining: number | null;
  }>;
}

export interface Judgement {
  /** Empty when a request would be accepted now; otherwise a request answers with the first. */
  readonly blockedBy: readonly Blocker[];
  /** One entry per condition: what the decision saw. Empty for an event that can't be judged. */
  readonly progress: readonly ConditionProgress[];
}

/**
 * The one decision about a claim; requestReward and eligibility both ask it.
 *
 * @param heldBy status of the row that holds the user's slot, null when it is free
 * @param now the moment of the request; window and days are judged by it
 */
export function judgeRequest(
  event: JudgedEvent,
  heldBy: RequestStatus | null,
  facts: ConditionFacts,
  now: Date,
): Judgement {
  // A held slot answers first, also after the window has closed: the user learns what became of it.
  const held =
    heldBy === null ? null : heldBy === RequestStatus.SUCCESS ? 'ALREADY_REWARDED' : 'ALREADY_REQUESTED';
  if (holdsUnknownValue(event)) return { blockedBy: held ? [held, UNKNOWN] : [UNKNOWN], progress: [] };
  const progress = event.conditions.map((condition) => conditionProgress(condition, facts));
  const blockers: Array<Blocker | null> = [
    held,
    closedReason(event, now),
    progress.every(({ met }) => met) ? null : 'CONDITIONS_NOT_MET',
    claimableCount(event.rewards) >= 1 ? null : 'OUT_OF_STOCK',
  ];
  return { blockedBy: blockers.filter((blocker) => blocker !== null), progress };
}
