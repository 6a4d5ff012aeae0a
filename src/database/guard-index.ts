import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import { missingRight } from './connect-faults';
import type { Database } from './connection';
import { READ_LIMIT_MS } from './read-limits';

/** The guard's default name; every claim's read hints it. */
export const GUARD_INDEX = 'userId_1_eventId_1';

const EXPECTED = {
  key: { userId: 1, eventId: 1 },
  unique: true,
  partialFilterExpression: { status: { $in: [0, 1] } },
} as const;

/** Everything of a live index that changes what it guarantees; its name and versions are left out. */
function shapeOf(index: Record<string, unknown>): Record<string, unknown> {
  const { v: _version, name: _name, ns: _namespace, background: _background, ...shape } = index;
  return shape;
}

function describe(index: Record<string, unknown> | undefined): string {
  return index === undefined ? 'none' : mongo.BSON.EJSON.stringify(shapeOf(index), { relaxed: true });
}

/** Whether a live index is the guard: keys in their order, unique, filter, and nothing else. */
function isGuardShape(index: Record<string, unknown>): boolean {
  // The order of an index's keys is part of its meaning; that of its options is not.
  return (
    JSON.stringify(index.key) === JSON.stringify(EXPECTED.key) && isDeepStrictEqual(shapeOf(index), EXPECTED)
  );
}

/**
 * For a read that hints the guard: the hint proves its name and that it is complete, this stage brings its shape
 * of the same moment, as a row of kind `guard`. The database wants the right `indexStats` for it.
 */
export const GUARD_SHAPE_STAGE: mongo.Document = {
  $unionWith: {
    coll: 'rewardrequests',
    pipeline: [
      { $indexStats: {} },
      { $match: { name: GUARD_INDEX } },
      { $project: { _id: 0, kind: 'guard', spec: 1 } },
    ],
  },
};

/** Fails at the start, by its name, where every claim would fail: the account lacks the right. */
export async function requireShapeRight(database: Database): Promise<void> {
  await database.requests.aggregate([{ $indexStats: {} }]).toArray();
}

/** The index under the guard's name is another one. */
export class WrongGuard extends Error {
  override readonly name = 'WrongGuard';
}

/** @throws WrongGuard unless there are specs, all of the guard: a sharded collection has one on each shard */
export function requireGuardShape(specs: ReadonlyArray<Record<string, unknown>>): void {
  if (specs.length === 0 || !specs.every(isGuardShape))
    throw new WrongGuard('the guard index has another shape');
}

export interface GuardProof {
  readonly ok: boolean;
  readonly expected: string;
  readonly found: string;
}

/**
 * Compares the live guard index with the expected one: keys in order, unique, filter, nothing else, and
 * that the filtered field exists in the schema (a renamed field would leave an index that guards nothing).
 */
export async function proveGuardIndex(database: Database): Promise<GuardProof> {
  const live = await listIndexes(database);
  const found = live.find((index) => index.name === GUARD_INDEX);
  const same = found !== undefined && isGuardShape(found);
  const fieldExists = database.models.requests.schema.path('status') !== undefined;
  return {
    ok: same && fieldExists,
    expected: describe(EXPECTED),
    found: fieldExists ? describe(found) : `${describe(found)}, but the schema has no field status`,
  };
}

async function listIndexes(database: Database): Promise<Array<Record<string, unknown>>> {
  try {
    return await database.requests.listIndexes().toArray();
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.codeName === 'NamespaceNotFound') return [];
    throw error;
  }
}

/**
 * Builds the guard, to its end, when there is none under its name; a wrong one is never dropped by us.
 * Only a start calls this: a running server never builds.
 *
 * @returns what stands in the way: null, or why the build failed (duplicates name the pair's ids only)
 */
export async function buildMissingGuard(database: Database): Promise<string | null> {
  const live = await listIndexes(database);
  if (live.some((index) => index.name === GUARD_INDEX)) return null;
  try {
    await database.requests.createIndex(EXPECTED.key, {
      unique: EXPECTED.unique,
      partialFilterExpression: EXPECTED.partialFilterExpression,
    });
    return null;
  } catch (error) {
    // What the account may not do is no fault of the index.
    if (missingRight(error) !== null) throw error;
    if (error instanceof mongo.MongoServerError) return `${error.codeName ?? error.code}: ${error.message}`;
    throw error;
  }
}

export interface LiveDuplicate {
  readonly userId: string;
  readonly eventId: string;
  readonly requestIds: string[];
}

/** Pairs of user and event with more than one live row: what a missing guard let through. At most 100. */
export async function findLiveDuplicates(database: Database): Promise<LiveDuplicate[]> {
  const pairs = await database.requests
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
