import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import type { RelayedType } from '../domain/reward-feed';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { leafHash, leafText, type LeafRow } from './leaf';
import type { RewardFeedEntry } from './reward-feed.model';

export type OwingRow = LeafRow & Pick<RewardRequest, 'due'>;

/** One entry that is to be written. */
export interface Owed {
  readonly row: OwingRow;
  readonly type: RelayedType;
}

/** The last sequence, by majority; 0: the feed is empty. */
export async function findTail({ rewardFeed }: Pick<Collections, 'rewardFeed'>): Promise<number> {
  const last = await rewardFeed.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
  return last?._id ?? 0;
}

/** @throws Error for a row that was changed by hand */
export function entryOf(sequence: number, { row, type }: Owed): RewardFeedEntry {
  const at = instantOf(type, row);
  if (!(at instanceof Date)) throw new RangeError('a request has no instant');
  return { _id: sequence, rowId: row._id, type, at, leaf: leafHash(leafText(sequence, type, row)) };
}

/** When it happened. */
export function instantOf(type: RelayedType, { requestedAt, decidedAt }: LeafRow): Date | null {
  return type === 'REQUEST_PENDING' ? requestedAt : decidedAt;
}

/** Whether an entry can be made of a row: of every row of ours, but not of every one that was changed by hand. */
export function isReadable(owed: Owed): boolean {
  try {
    entryOf(0, owed);
    return true;
  } catch {
    return false;
  }
}

export function entryKey(rowId: Types.ObjectId, type: string): string {
  return `${rowId.toHexString()}/${type}`;
}
