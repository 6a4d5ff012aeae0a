import { Types } from 'mongoose';
import type { StoredReward } from '../event.model';
import type { RewardInput } from './reward.inputs';

/** Makes a reward of its input, whose limits have been checked: all of its stock remains. */
export function defineReward(input: RewardInput): StoredReward {
  const { type, name, quantity, externalId, codePool } = input;
  // The codes of a pool are imported later.
  const stock = codePool ? 0 : (input.stock ?? null);
  return {
    id: new Types.ObjectId(),
    type,
    name,
    quantity,
    externalId: externalId ?? null,
    ...(codePool && { codePool }),
    stock,
    initialStock: stock,
    remaining: stock,
  };
}

/**
 * The same reward for a copy of its event: with the stock that it was defined with, all of which remains. A code pool
 * is empty.
 */
export function copyReward(reward: StoredReward): StoredReward {
  const initialStock = reward.stock === null ? null : (reward.initialStock ?? reward.stock);
  return {
    ...reward,
    id: new Types.ObjectId(),
    stock: initialStock,
    initialStock,
    remaining: initialStock,
  };
}

/** As the audit keeps it: without `remaining`, which claims change all the time. */
export function auditedReward({ remaining: _remaining, ...reward }: StoredReward): object {
  return reward;
}
