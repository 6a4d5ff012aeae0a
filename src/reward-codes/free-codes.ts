import { randomBytes } from 'node:crypto';
import type { mongo, Types } from 'mongoose';
import { hinted } from '../database/hinted';
import type { BoundCode } from '../reward-requests/codes-of-requests';
import type { RewardCode } from './reward-code.model';

const FREE_INDEX = 'rewardId_1_requestId_1_lookup_1';

/** One code that a row owes. */
export interface Owed {
  readonly requestId: Types.ObjectId;
  readonly rewardId: Types.ObjectId;
}

type FreeCode = Pick<RewardCode, '_id' | 'code'>;
type RewardCodes = Pick<mongo.Collection<RewardCode>, 'find'>;

/**
 * A free code for each, from a random place of its pool, so that servers seldom choose the same. Nothing is bound yet.
 *
 * @returns the codes chosen, and those whose pool has none left
 */
export async function chooseFreeCodes(rewardCodes: RewardCodes, owed: readonly Owed[]) {
  const pools = new Map<string, Owed[]>();
  for (const one of owed) {
    const pool = pools.get(String(one.rewardId));
    if (pool === undefined) pools.set(String(one.rewardId), [one]);
    else pool.push(one);
  }
  const chosen: BoundCode[] = [];
  const without: Owed[] = [];
  await Promise.all(
    [...pools.values()].map(async (wanted) => {
      const free = await findFree(rewardCodes, wanted[0]!.rewardId, wanted.length);
      wanted.forEach((one, place) => {
        const code = free[place];
        if (code === undefined) without.push(one);
        else chosen.push({ ...code, ...one });
      });
    }),
  );
  return { chosen, without };
}

async function findFree(
  rewardCodes: RewardCodes,
  rewardId: Types.ObjectId,
  count: number,
): Promise<FreeCode[]> {
  const from = randomBytes(6).toString('base64url');
  const after = await readFree(rewardCodes, { rewardId, lookup: { $gte: from } }, count);
  if (after.length === count) return after;
  const before = await readFree(rewardCodes, { rewardId, lookup: { $lt: from } }, count - after.length);
  return [...after, ...before];
}

function readFree(
  rewardCodes: RewardCodes,
  part: mongo.Filter<RewardCode>,
  limit: number,
): Promise<FreeCode[]> {
  return hinted(FREE_INDEX, (hint) =>
    rewardCodes
      .find<FreeCode>({ ...part, requestId: null }, { ...hint, projection: { code: 1 }, limit })
      .toArray(),
  );
}
