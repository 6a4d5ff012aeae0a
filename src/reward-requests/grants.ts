import { Types } from 'mongoose';
import { OWES_CODES, owes } from '../domain/reward-feed';
import type { StoredReward } from '../events/event.model';
import type { GrantedReward } from './reward-grant.model';
import type { RewardRequest } from './reward-request.model';

/** An event's reward as a request keeps it: later changes of the event do not reach it. */
export function asGranted({ id, type, name, quantity, externalId, codePool }: StoredReward): GrantedReward {
  return {
    id: new Types.ObjectId(),
    rewardId: id,
    type,
    name,
    quantity,
    externalId,
    ...(codePool && { codePool }),
  };
}

/** What a row comes to owe when it is paid. */
export function dueWhenPaid(rewards: ReadonlyArray<Pick<GrantedReward, 'codePool'>>): string[] {
  const granted = owes('REWARD_GRANTED');
  return rewards.some(({ codePool }) => codePool) ? [granted, OWES_CODES] : [granted];
}

/** @param grantedAt the request's decidedAt */
export function grantsOf(rewards: readonly GrantedReward[], grantedAt: Date): RewardRequest['grants'] {
  return rewards.map((reward) => ({ ...reward, grantedAt, revokedAt: null }));
}
