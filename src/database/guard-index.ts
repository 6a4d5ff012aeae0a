import { mongo } from 'mongoose';
import { collectionOf } from './collections';
import type { Database } from './connection';
import { hasShape, type LiveIndex } from './live-indexes';
import { READ_LIMIT_MS } from './read-limits';

/** The collection whose rows it guards. */
export const GUARDED = 'rewardrequests';

/** The guard's default name; every claim's read hints it. */
export const GUARD_INDEX = 'userId_1_eventId_1';

/** What its model declares, for reads that prove it. */
export const GUARD = {
  key: { userId: 1, eventId: 1 },
  options: { unique: true, partialFilterExpression: { status: { $in: [0, 1] } } },
} as const;

/**
 * For a read that hints the guard: the hint proves its name and that it is complete, this stage brings its shape
 * of the same moment, as a row of kind `guard`, and any index that removes rows after a time. The database wants
 * the right `indexStats` for it.
 */
export const GUARD_SHAPE_STAGE: mongo.Document = {
  $unionWith: {
    coll: GUARDED,
    pipeline: [
      { $indexStats: {} },
      { $match: { $or: [{ name: GUARD_INDEX }, { 'spec.expireAfterSeconds': { $exists: true } }] } },
      { $project: { _id: 0, kind: 'guard', spec: 1 } },
    ],
  },
};

/** Fails at the start, by its name, where every claim would fail: the account lacks the right. */
export async function requireShapeRight(database: Database): Promise<void> {
  await collectionOf(database, GUARDED)
    .aggregate([{ $indexStats: {} }])
    .toArray();
}

/** The index under the guard's name is another one, or another index removes rows that it guards. */
export class WrongGuard extends Error {
  override readonly name = 'WrongGuard';
}

/** @throws WrongGuard unless there are specs, all of the guard: a sharded collection has one on each shard */
export function requireGuardShape(specs: readonly LiveIndex[]): void {
  if (specs.length === 0 || !specs.every((spec) => hasShape(spec, GUARD)))
    throw new WrongGuard('the guard index has another shape');
}

export interface LiveDuplicate {
  readonly userId: string;
  readonly eventId: string;
  readonly requestIds: string[];
}

/** Pairs of user and event with more than one live row: what a missing guard let through. At most 100. */
export async function findLiveDuplicates(database: Database): Promise<LiveDuplicate[]> {
  const pairs = await collectionOf(database, GUARDED)
    .aggregate<{ _id: { userId: unknown; eventId: unknown }; ids: unknown[] }>(
      [
        { $match: { status: { $in: [0, 1] } } },
        {
          $group: { _id: { userId: '$userId', eventId: '$eventId' }, ids: { $push: '$_id' }, n: { $sum: 1 } },
        },
        { $match: { n: { $gt: 1 } } },
        { $limit: 100 },
      ],
      { allowDiskUse: true, maxTimeMS: READ_LIMIT_MS.whole },
    )
    .toArray();
  return pairs.map((pair) => ({
    userId: String(pair._id.userId),
    eventId: String(pair._id.eventId),
    requestIds: pair.ids.map(String),
  }));
}

/**
 * Whether a read found no guard: the hint of an index that is gone or not yet built is refused with BadValue, by
 * its text.
 */
export function isRefusedHint(error: unknown): boolean {
  if (error instanceof WrongGuard) return true;
  return error instanceof mongo.MongoServerError && error.code === 2 && /hint/.test(error.message);
}
