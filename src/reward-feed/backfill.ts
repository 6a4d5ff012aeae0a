import { setTimeout as sleep } from 'node:timers/promises';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { RequestStatus } from '../domain/request-status';
import { owes } from '../domain/reward-feed';
import { newNonces } from '../reward-requests/nonces';
import type { RewardRequest } from '../reward-requests/reward-request.model';

const BATCH_ROWS = 1_000;
const GRANTED = owes('REWARD_GRANTED');

type Row = Pick<RewardRequest, '_id' | 'decidedAt' | 'due' | 'decidedById' | 'nonces'>;

export interface BackfillCounts {
  /** Paid requests. */
  read: number;
  /** Of them those that neither owed an entry nor had one, and owe it now. */
  added: number;
}

interface Options {
  /** Asked between batches. */
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: BackfillCounts) => void;
  /** Between batches, so that nothing else has to wait. */
  readonly pauseMs?: number;
}

/**
 * Makes every paid request owe its entry that neither owes nor has one: requests of older releases and of copies.
 * The oldest come first. Servers and other passes may run meanwhile: whatever is owed twice has one entry.
 */
export async function backfillFeed(
  database: Pick<Collections, 'requests' | 'rewardFeed'>,
  { signal, onProgress = () => undefined, pauseMs = 0 }: Options,
): Promise<BackfillCounts & { readonly complete: boolean }> {
  const counts: BackfillCounts = { read: 0, added: 0 };
  let last: Row | undefined;
  while (!signal.aborted) {
    const rows = await readAfter(database, last);
    counts.read += rows.length;
    // A row is read before its entry: one that no longer owes had its entry in the feed, by majority, before.
    counts.added += await addMissing(
      database,
      rows.filter(({ due = [] }) => !due.includes(GRANTED)),
    );
    onProgress(counts);
    if (rows.length < BATCH_ROWS) return { ...counts, complete: true };
    last = rows.at(-1);
    await sleep(pauseMs, undefined, { ref: false });
  }
  return { ...counts, complete: false };
}

function readAfter({ requests }: Pick<Collections, 'requests'>, last: Row | undefined): Promise<Row[]> {
  const after = last && [
    { decidedAt: { $gt: last.decidedAt! } },
    { decidedAt: last.decidedAt, _id: { $gt: last._id } },
  ];
  return requests
    .find(
      { status: RequestStatus.SUCCESS, ...(after && { $or: after }) },
      { maxTimeMS: READ_LIMIT_MS.background },
    )
    .project<Row>({ decidedAt: 1, due: 1, decidedById: 1, nonces: 1 })
    .sort({ decidedAt: 1, _id: 1 })
    .limit(BATCH_ROWS)
    .toArray();
}

async function addMissing(
  { requests, rewardFeed }: Pick<Collections, 'requests' | 'rewardFeed'>,
  rows: readonly Row[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const entries = await rewardFeed
    .find(
      { rowId: { $in: rows.map(({ _id }) => _id) }, type: 'REWARD_GRANTED' },
      { projection: { rowId: 1 } },
    )
    .toArray();
  const there = new Set(entries.map(({ rowId }) => rowId.toHexString()));
  const updates = rows
    .filter(({ _id }) => !there.has(_id.toHexString()))
    .map(({ _id, decidedById, nonces }) => ({
      updateOne: {
        filter: { _id, status: RequestStatus.SUCCESS, due: { $ne: GRANTED } },
        update: {
          $push: { due: GRANTED },
          ...(decidedById !== null && nonces === undefined && { $set: { nonces: newNonces() } }),
        },
      },
    }));
  if (updates.length === 0) return 0;
  const { modifiedCount } = await requests.bulkWrite(updates, { ordered: false });
  return modifiedCount;
}
