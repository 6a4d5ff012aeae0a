import type { mongo } from 'mongoose';
import { declaredIndexes } from './collections';
import type { Database } from './connection';
import { listIndexes } from './live-indexes';

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

/** Compares the live indexes with those that the models declare; the unique ones have a proof of their own. */
export async function compareIndexes(database: Database): Promise<IndexComparison[]> {
  const comparisons: IndexComparison[] = [];
  for (const definition of database.definitions) {
    const { name: collection } = definition;
    const declared = declaredIndexes(definition);
    if (declared.length === 0) continue;
    const proved = new Set(declared.filter(({ options }) => options.unique).map(({ name }) => name));
    const wanted = declared
      .filter(({ name }) => !proved.has(name))
      .map(({ key, options }) => shapeOf(key, options));
    const live = (await listIndexes(database, collection))
      .filter(({ name }) => name !== '_id_' && !proved.has(String(name)))
      .map(({ key, ...options }) => shapeOf(key as object, options));
    comparisons.push({
      collection,
      missing: keysWithout(wanted, live),
      foreign: keysWithout(live, wanted),
    });
  }
  return comparisons;
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
