import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { isOverdue } from '../database/read-limits';
import { knownOf, UNKNOWN } from '../domain/known-values';
import { REWARD_TYPES, type RewardType } from '../domain/reward';
import { grantQuery, inGrants } from './request-filter';
import type { RewardGrantFilter } from './reward-request.inputs';

const TYPES = [...REWARD_TYPES, UNKNOWN] as const;
/** Rewards of all events that one answer is made from. */
const SUMMED_MAX = 5_000;
/** Rewards that an answer names; the sums by type count all of them. */
const REWARDS_MAX = 200;

interface Sum {
  readonly grants: number;
  readonly quantity: number;
}

interface Reward {
  readonly eventId: Types.ObjectId;
  readonly type: RewardType;
  readonly name: string;
  readonly externalId: string | null;
}

export type RewardSum = Reward & Sum;

export interface GrantSums {
  readonly types: Array<Sum & { readonly type: (typeof TYPES)[number] }>;
  readonly rewards: RewardSum[];
  readonly hasMoreRewards: boolean;
}

/**
 * Sums up a list of grants without the revoked ones; the rewards that were paid most come first.
 *
 * @returns null when the operation has no time left for it, or when it is made of more than 5,000 rewards
 */
export async function sumGrants(
  { requests }: Pick<Collections, 'requests'>,
  filter: RewardGrantFilter,
  signal: AbortSignal,
): Promise<GrantSums | null> {
  const { rows, inGrant } = grantQuery(filter);
  const reward = { type: '$grants.type', name: '$grants.name', externalId: '$grants.externalId' };
  try {
    const found = await requests
      .aggregate<Sum & { readonly _id: Reward }>(
        [
          { $match: rows },
          // The order of the index of paid rows: without it the planner may read all rows.
          { $sort: { decidedAt: -1, _id: -1 } },
          { $project: { eventId: 1, grants: 1 } },
          { $unwind: '$grants' },
          { $match: { ...inGrants(inGrant), 'grants.revokedAt': null } },
          {
            $group: {
              _id: { eventId: '$eventId', ...reward },
              grants: { $sum: 1 },
              quantity: { $sum: '$grants.quantity' },
            },
          },
          { $limit: SUMMED_MAX + 1 },
        ],
        { signal },
      )
      .toArray();
    if (found.length > SUMMED_MAX) return null;
    const rewards = found.map(({ _id, ...sum }) => ({ ..._id, ...sum })).sort(byQuantity);
    return {
      types: TYPES.map((type) => ({
        type,
        ...total(rewards.filter((one) => knownOf(REWARD_TYPES, one.type) === type)),
      })).filter(({ grants }) => grants > 0),
      rewards: rewards.slice(0, REWARDS_MAX),
      hasMoreRewards: rewards.length > REWARDS_MAX,
    };
  } catch (error) {
    if (isOverdue(error)) return null;
    throw error;
  }
}

function byQuantity(one: RewardSum, other: RewardSum): number {
  return (
    other.quantity - one.quantity ||
    one.name.localeCompare(other.name) ||
    one.eventId.toHexString().localeCompare(other.eventId.toHexString())
  );
}

function total(sums: readonly Sum[]): Sum {
  return sums.reduce(
    (all, { grants, quantity }) => ({ grants: all.grants + grants, quantity: all.quantity + quantity }),
    {
      grants: 0,
      quantity: 0,
    },
  );
}
