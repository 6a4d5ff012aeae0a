import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { RequestStatus } from '../domain/request-status';
import { owes } from '../domain/reward-feed';
import { handedOver } from '../reward-requests/handed-over';
import { newNonces } from '../reward-requests/nonces';
import type { RewardRequest } from '../reward-requests/reward-request.model';

const BATCH_ROWS = 1_000;
const GRANTED = owes('REWARD_GRANTED');
/** The reference of deliveries that a backfill records. */
const BEFORE_FEED = 'before-feed';

type Row = Pick<RewardRequest, '_id' | 'decidedAt' | 'due' | 'decidedById' | 'nonces'>;

export interface BackfillCounts {
  /** Paid requests. */
  read: number;
  /** Of them those that neither owed an entry nor had one, and owe it now. */
  added: number;
  /** Those without an entry that were paid before the feed existed. */
  older: number;
  /** Of those that were added, those whose grants are marked as delivered. */
  delivered: number;
}

interface Options {
  /** Asked between batches. */
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: BackfillCounts) => void | Promise<void>;
  /** Between batches, so that nothing else has to wait. */
  readonly pauseMs?: number;
  /** Only counts. */
  readonly dryRun?: boolean;
  /** Nobody knows whether payments from before the feed were handed over: a person decides that. */
  readonly leavesOutOlder?: boolean;
  /** Grants of requests that are added and were paid before the instant are marked as delivered, at `now`. */
  readonly deliveredBefore?: { readonly instant: Date; readonly now: Date };
}

/**
 * Makes every paid request owe its entry that neither owes nor has one: requests of older releases and of copies.
 * The oldest come first. Servers and other passes may run meanwhile: whatever is owed twice has one entry.
 */
export async function backfillFeed(
  database: Pick<Collections, 'requests' | 'rewardFeed'>,
  options: Options,
): Promise<BackfillCounts & { readonly complete: boolean }> {
  const { signal, onProgress = () => undefined, pauseMs = 0 } = options;
  const counts: BackfillCounts = { read: 0, added: 0, older: 0, delivered: 0 };
  let last: Row | undefined;
  while (!signal.aborted) {
    const rows = await readAfter(database, last);
    counts.read += rows.length;
    // A row is read before its entry: one that no longer owes had its entry in the feed, by majority, before.
    const missing = await withoutEntries(
      database,
      rows.filter(({ due = [] }) => !due.includes(GRANTED)),
    );
    counts.older += missing.filter(isOlder).length;
    const added = options.leavesOutOlder ? missing.filter((row) => !isOlder(row)) : missing;
    const delivered = added.filter((row) => isDelivered(row, options));
    counts.added += await addTo(database, added, options);
    counts.delivered += delivered.length;
    await onProgress(counts);
    if (rows.length < BATCH_ROWS) return { ...counts, complete: true };
    last = rows.at(-1);
    await sleep(pauseMs, undefined, { ref: false });
  }
  return { ...counts, complete: false };
}

/** Every release with the feed writes `due` of the requests that it pays, and keeps the empty list. */
function isOlder({ due }: Row): boolean {
  return due === undefined;
}

function isDelivered({ decidedAt }: Row, { deliveredBefore }: Options): boolean {
  return deliveredBefore !== undefined && decidedAt !== null && decidedAt < deliveredBefore.instant;
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

async function withoutEntries(
  { rewardFeed }: Pick<Collections, 'rewardFeed'>,
  rows: readonly Row[],
): Promise<Row[]> {
  if (rows.length === 0) return [];
  const entries = await rewardFeed
    .find(
      { rowId: { $in: rows.map(({ _id }) => _id) }, type: 'REWARD_GRANTED' },
      { projection: { rowId: 1 } },
    )
    .toArray();
  const there = new Set(entries.map(({ rowId }) => rowId.toHexString()));
  return rows.filter(({ _id }) => !there.has(_id.toHexString()));
}

/** @returns how many owe their entry now */
async function addTo(
  { requests }: Pick<Collections, 'requests'>,
  rows: readonly Row[],
  options: Options,
): Promise<number> {
  if (rows.length === 0 || options.dryRun) return rows.length;
  const { modifiedCount } = await requests.bulkWrite(
    rows.map((row) => updateOf(row, options)),
    { ordered: false },
  );
  return modifiedCount;
}

/** One update: a consumer that reads the entry never sees grants that wait although they were handed over. */
function updateOf(row: Row, options: Options): mongo.AnyBulkWriteOperation<RewardRequest> {
  const { _id, decidedById, nonces } = row;
  const { deliveredBefore } = options;
  const delivered = deliveredBefore !== undefined && isDelivered(row, options);
  const lacksNonces = decidedById !== null && nonces === undefined;
  const set = {
    ...(lacksNonces && { nonces: newNonces() }),
    ...(delivered && { 'grants.$[open].delivery': handedOver(BEFORE_FEED, deliveredBefore.now) }),
  };
  return {
    updateOne: {
      filter: {
        ...{ _id, status: RequestStatus.SUCCESS, due: { $ne: GRANTED } },
        // Revoked since it was read: it owes its entries already, perhaps made by its own nonces.
        ...(lacksNonces && { nonces: { $exists: false } }),
      },
      update: { $push: { due: GRANTED }, ...(Object.keys(set).length > 0 && { $set: set }) },
      ...(delivered && { arrayFilters: [{ 'open.delivery.state': null }] }),
    },
  };
}
