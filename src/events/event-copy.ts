import { Types } from 'mongoose';
import type { Event } from './event.model';
import { auditedReward, copyReward } from './rewards/reward-definition';

/** What a copy of an event takes over as it is now; conditions and rewards under ids of their own. */
export function copiedParts({
  description,
  payout,
  conditions,
  rewards,
}: Event): Pick<Event, 'description' | 'payout' | 'conditions' | 'rewards'> {
  return {
    description,
    payout,
    conditions: conditions.map((condition) => ({ ...condition, id: new Types.ObjectId() })),
    rewards: rewards.map(copyReward),
  };
}

/** A new event as its audit entry records it. */
export function auditedCopy(event: Event): object {
  const { title, description, startAt, endAt, claimUntil, active, payout, conditions, copiedFromId } = event;
  return {
    title,
    description,
    startAt,
    endAt,
    claimUntil,
    active,
    payout,
    conditions,
    rewards: event.rewards.map(auditedReward),
    copiedFromId,
  };
}
