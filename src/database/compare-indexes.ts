import { mongo } from 'mongoose';
import type { Database } from './connection';
import { indexesOf, isGuard } from './indexes';

export interface IndexComparison {
  readonly collection: string;
  /** Declared and not there, or there in another form; by their keys. */
  readonly missing: readonly string[];
  /** There and not declared: they promise nothing that anything relies on. */
  readonly foreign: readonly string[];
}

interface Shape {
  readonly keys: string;
  readonly meaning: string;
}

/** Compares the live indexes of each collection with those that its model declares; the guard has its own proof. */
export async function compareIndexes(database: Database): Promise<IndexComparison[]> {
  return Promise.all(
    indexesOf(database).map(async ({ collection, declared }) => {
      const wanted = declared
        .filter(({ key, options }) => !isGuard(key, options.unique))
        .map(({ key, options }) => shapeOf(key, options));
      const live = (await listIndexes(collection))
        .filter(({ name, key, unique }) => name !== '_id_' && !isGuard(key, unique))
        .map(({ key, ...options }) => shapeOf(key, options));
      return {
        collection: collection.collectionName,
        missing: keysWithout(wanted, live),
        foreign: keysWithout(live, wanted),
      };
    }),
  );
}

/** What changes what an index promises: its keys in their order, unique, and which rows it holds. */
function shapeOf(key: object, options: mongo.CreateIndexesOptions): Shape {
  const { unique = false, sparse = false, partialFilterExpression = {} } = options;
  const keys = JSON.stringify(key);
  return { keys, meaning: `${keys} ${JSON.stringify([unique, sparse, partialFilterExpression])}` };
}

function keysWithout(shapes: readonly Shape[], others: readonly Shape[]): string[] {
  return shapes
    .filter(({ meaning }) => !others.some((other) => other.meaning === meaning))
    .map(({ keys }) => keys);
}

type LiveIndex = mongo.CreateIndexesOptions & { readonly name: string; readonly key: Record<string, 1 | -1> };

async function listIndexes(collection: mongo.Collection): Promise<LiveIndex[]> {
  try {
    return (await collection.listIndexes().toArray()) as LiveIndex[];
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.codeName === 'NamespaceNotFound') return [];
    throw error;
  }
}
