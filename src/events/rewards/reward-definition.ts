import { Types } from 'mongoose';
import type { StoredReward } from '../event.model';
import type { RewardInput } from './reward.inputs';

/** Makes a reward of its input, whose limits have been checked: all of its stock remains. */
export function defineReward({ type, name, quantity, externalId, stock }: RewardInput): StoredReward {
  return {
    id: new Types.ObjectId(),
    type,
    name,
    quantity,
    externalId: externalId ?? null,
    stock: stock ?? null,
    remaining: stock ?? null,
  };
}

/** As the audit keeps it: without `remaining`, which claims change all the time. */
export function auditedReward({ remaining: _remaining, ...reward }: StoredReward): object {
  return reward;
}
