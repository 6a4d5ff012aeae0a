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

/**
 * Entries from tail + 1 in the order of what is owed. A row of which one can't be made was changed by hand, and gets none.
 */
export function entriesOf(
  owed: readonly Owed[],
  tail: number,
): { readonly entries: RewardFeedEntry[]; readonly unreadable: ReadonlySet<OwingRow> } {
  const entriesFrom = (all: readonly Owed[]) => all.map((one, place) => entryOf(tail + 1 + place, one));
  try {
    return { entries: entriesFrom(owed), unreadable: new Set() };
  } catch {
    const unreadable = new Set(owed.filter((one) => !isReadable(one)).map(({ row }) => row));
    return { entries: entriesFrom(owed.filter(({ row }) => !unreadable.has(row))), unreadable };
  }
}

/** @throws Error for a row that was changed by hand */
function entryOf(sequence: number, { row, type }: Owed): RewardFeedEntry {
  const at = instantOf(type, row);
  if (!(at instanceof Date)) throw new RangeError('a request has no instant');
  return { _id: sequence, rowId: row._id, type, at, leaf: leafHash(leafText(sequence, type, row)) };
}

function isReadable(owed: Owed): boolean {
  try {
    entryOf(0, owed);
    return true;
  } catch {
    return false;
  }
}

/** When it happened. */
export function instantOf(type: RelayedType, row: LeafRow): Date | null {
  if (type === 'REQUEST_PENDING') return row.requestedAt;
  return type === 'REWARD_REVOKED' ? (row.revokedAt ?? null) : row.decidedAt;
}

export function entryKey(rowId: Types.ObjectId, type: string): string {
  return `${rowId.toHexString()}/${type}`;
}
