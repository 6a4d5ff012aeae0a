import type { Database } from './connection';
import { buildMissingGuard, GUARD_INDEX } from './guard-index';

/**
 * Builds what is missing of the indexes that the models declare, to the end of each build. The guard comes
 * first and by itself: a wrong one stays as it is and is reported, whatever else can be built.
 *
 * @returns why the guard could not be built; null when it stands under its name
 */
export async function buildIndexes(database: Database): Promise<string | null> {
  const fault = await buildMissingGuard(database);
  const collections = [
    [database.models.users, database.users],
    [database.models.attendances, database.attendances],
    [database.models.events, database.events],
    [database.models.requests, database.requests],
    [database.models.auditEntries, database.auditEntries],
  ] as const;
  for (const [model, collection] of collections) {
    for (const [key, options] of model.schema.indexes()) {
      const { unique, partialFilterExpression } = options;
      const isGuard = Object.keys(key).join('_1_') + '_1' === GUARD_INDEX && unique === true;
      if (isGuard) continue;
      await collection.createIndex(key as Record<string, 1 | -1>, {
        ...(unique === true && { unique }),
        ...(partialFilterExpression !== undefined && {
          partialFilterExpression: { ...partialFilterExpression },
        }),
      });
    }
  }
  return fault;
}
