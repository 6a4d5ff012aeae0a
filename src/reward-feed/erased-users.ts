import type { Collections } from '../database/client-collections';
import { isCertainDuplicate } from '../database/duplicate-key';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AGAIN, retry } from '../database/retry';
import { owes } from '../domain/reward-feed';
import { readOwing } from '../reward-requests/obligations';
import type { User } from '../users/user.model';
import { findTail } from './entries';
import { canonicalJson } from '../audit/entries';
import { leafHash } from './leaf';
import type { RewardFeedEntry } from './reward-feed.model';

const BATCH = 100;
const TYPE = 'USER_ERASED';

type ErasedRow = Pick<User, '_id' | 'erasedAt'>;

/** Writes the entries of accounts that were erased. Any number of servers may do it at once, as with requests. */
export async function relayErasures(database: Pick<Collections, 'users' | 'rewardFeed'>): Promise<void> {
  const { users } = database;
  const owing = await readOwing(owes(TYPE), (scan) =>
    users
      .find<ErasedRow>(
        { due: owes(TYPE) },
        { ...scan, projection: { erasedAt: 1 }, limit: BATCH, maxTimeMS: READ_LIMIT_MS.background },
      )
      .toArray(),
  );
  if (owing.length === 0) return;
  await retry(() => append(database, owing), {
    detail: 'other relays were faster each time',
    errors: () => false,
  });
  const ids = owing.map(({ _id }) => _id);
  await users.updateMany({ _id: { $in: ids } }, { $pull: { due: owes(TYPE) } });
}

async function append(
  database: Pick<Collections, 'rewardFeed'>,
  owing: readonly ErasedRow[],
): Promise<null | typeof AGAIN> {
  const { rewardFeed } = database;
  const rowIds = owing.map(({ _id }) => _id);
  const found = await rewardFeed
    .find({ rowId: { $in: rowIds }, type: TYPE }, { projection: { rowId: 1 } })
    .toArray();
  const there = new Set(found.map(({ rowId }) => String(rowId)));
  const missing = owing.filter(({ _id }) => !there.has(String(_id)));
  if (missing.length === 0) return null;
  const tail = await findTail(database);
  const entries = missing.map((user, place) => erasedEntry(tail + 1 + place, user));
  try {
    await rewardFeed.insertMany(entries, { ordered: true });
    return null;
  } catch (error) {
    if (isCertainDuplicate(error)) return AGAIN;
    throw error;
  }
}

function erasedEntry(sequence: number, user: ErasedRow): RewardFeedEntry {
  const leaf = leafHash(erasedLeafText(sequence, user));
  return { _id: sequence, rowId: user._id, type: TYPE, at: user.erasedAt!, leaf };
}

/** What the entry of an erased account settles. */
export function erasedLeafText(sequence: number, { _id, erasedAt }: ErasedRow): string {
  return canonicalJson({ sequence, type: TYPE, userId: _id, erasedAt });
}
