import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import { collectionOf, type DeclaredIndex } from './collections';
import type { Database } from './connection';
import { READ_LIMIT_MS } from './read-limits';

/** An index as the database describes it. */
export type LiveIndex = Readonly<Record<string, unknown>>;

/** None where the collection does not exist. */
export async function listIndexes(database: Database, name: string): Promise<LiveIndex[]> {
  try {
    return await collectionOf(database, name).listIndexes({ timeoutMS: READ_LIMIT_MS.page }).toArray();
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.codeName === 'NamespaceNotFound') return [];
    throw error;
  }
}

/** Everything of a live index that changes what it guarantees; its name and versions are left out. */
function shapeOf(index: LiveIndex): LiveIndex {
  const { v: _version, name: _name, ns: _namespace, background: _background, ...shape } = index;
  return shape;
}

/** Whether a live index has these keys in their order, these options, and no others. */
export function hasShape(index: LiveIndex, { key, options }: Omit<DeclaredIndex, 'name'>): boolean {
  // The order of an index's keys is part of its meaning; that of its options is not.
  return (
    JSON.stringify(index.key) === JSON.stringify(key) &&
    isDeepStrictEqual(shapeOf(index), { key, ...options })
  );
}

/** For a person. */
export function describe(index: LiveIndex | undefined): string {
  return index === undefined ? 'none' : mongo.BSON.EJSON.stringify(shapeOf(index), { relaxed: true });
}
