import { mongo } from 'mongoose';
import { collectionOf, declaredIndexes, type DeclaredIndex } from './collections';
import { missingRight } from './connect-faults';
import type { Database } from './connection';
import { isDuplicateKey } from './duplicate-key';
import { findLiveDuplicates, requireShapeRight } from './guard-index';
import { isOutage } from './outage';
import { isGuardFault } from './structure';

/** An index that a model declares and that the database would not build. */
export interface BuildFailure {
  readonly collection: string;
  readonly index: string;
  /** Holds ids of rows, and no other stored value. */
  readonly reason: string;
}

/**
 * Builds what is missing of the indexes that the models declare, to the end of each build. One that exists in
 * another form under its name stays as it is. Only a start calls this: a running server never builds.
 */
export async function buildIndexes(database: Database): Promise<BuildFailure[]> {
  const failures: BuildFailure[] = [];
  for (const definition of database.definitions) {
    const { name: collection } = definition;
    for (const declared of declaredIndexes(definition)) {
      try {
        await collectionOf(database, collection).createIndex(declared.key, declared.options);
      } catch (error) {
        // A missing right is no fault of the index.
        if (!(error instanceof mongo.MongoServerError) || isOutage(error) || missingRight(error) !== null)
          throw error;
        const reason = await reasonOf(database, collection, declared, error);
        failures.push({ collection, index: declared.name, reason });
      }
    }
  }
  await requireShapeRight(database);
  return failures;
}

async function reasonOf(
  database: Database,
  collection: string,
  { name, key, options }: DeclaredIndex,
  error: mongo.MongoServerError,
): Promise<string> {
  if (!isDuplicateKey(error)) {
    return `building it failed (${error.codeName ?? error.code}): another index has its name or its keys`;
  }
  if (isGuardFault({ collection, index: name })) {
    const slots = (await findLiveDuplicates(database)).map(({ requestIds }) => requestIds.join(' '));
    return `building it failed (DuplicateKey); requests that share a slot: ${slots.join(', ')}`;
  }
  const { partialFilterExpression: filter } = options;
  const keys = Object.fromEntries(Object.keys(key).map((field) => [field.replace('.', '_'), `$${field}`]));
  const pipeline = [
    ...(filter ? [{ $match: filter }] : []),
    { $group: { _id: keys, ids: { $push: '$_id' } } },
    { $match: { 'ids.1': { $exists: true } } },
  ];
  return (
    'building it failed (DuplicateKey); the rows that share a key: ' +
    `db.${collection}.aggregate(${JSON.stringify(pipeline)}, { allowDiskUse: true })`
  );
}
