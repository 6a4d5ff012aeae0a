import type { mongo } from 'mongoose';
import type { Database } from './connection';
import { buildMissingGuard, GUARD_INDEX, requireShapeRight } from './guard-index';

const INDEXED = ['users', 'attendances', 'events', 'requests', 'auditEntries'] as const;

interface Declared {
  readonly key: Record<string, 1 | -1>;
  readonly options: mongo.CreateIndexesOptions;
}

interface Indexed {
  readonly collection: mongo.Collection;
  readonly declared: readonly Declared[];
}

/** What the models declare, collection by collection. */
export function indexesOf(database: Database): Indexed[] {
  return INDEXED.map((name) => {
    const declared: Declared[] = [];
    for (const [key, { unique, partialFilterExpression }] of database.models[name].schema.indexes()) {
      const filter = partialFilterExpression && { ...partialFilterExpression };
      const options = {
        ...(unique === true && { unique }),
        ...(filter !== undefined && { partialFilterExpression: filter }),
      };
      declared.push({ key: key as Record<string, 1 | -1>, options });
    }
    return { collection: database[name] as unknown as mongo.Collection, declared };
  });
}

/** By the name that its keys give it: other names of the same index are refused by the database. */
export function isGuard(key: object, unique: boolean | undefined): boolean {
  return Object.keys(key).join('_1_') + '_1' === GUARD_INDEX && unique === true;
}

/**
 * Builds what is missing of the indexes that the models declare, to the end of each build. The guard comes
 * first and by itself: a wrong one stays as it is and is reported, whatever else can be built.
 *
 * @returns why the guard could not be built; null when it stands under its name
 */
export async function buildIndexes(database: Database): Promise<string | null> {
  const fault = await buildMissingGuard(database);
  for (const { collection, declared } of indexesOf(database)) {
    for (const { key, options } of declared) {
      if (!isGuard(key, options.unique)) await collection.createIndex(key, options);
    }
  }
  await requireShapeRight(database);
  return fault;
}
