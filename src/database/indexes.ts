import { mongo } from 'mongoose';
import { collectionOf, declaredIndexes, type CollectionDefinition, type DeclaredIndex } from './collections';
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
    if (await buildTogether(database, definition)) continue;
    for (const declared of declaredIndexes(definition)) {
      const failure = await build(database, definition.name, declared);
      if (failure !== null) failures.push(failure);
    }
  }
  await requireShapeRight(database);
  return failures;
}

/**
 * All indexes of a collection by one command, so that the database reads the rows once.
 *
 * @returns false when one of them can't be built: the command then builds none
 */
async function buildTogether(database: Database, definition: CollectionDefinition): Promise<boolean> {
  const indexes = declaredIndexes(definition).map(({ key, options }) => ({ key: { ...key }, ...options }));
  if (indexes.length === 0) return true;
  try {
    await collectionOf(database, definition.name).createIndexes(indexes);
    return true;
  } catch (error) {
    requireIndexFault(error);
    return false;
  }
}

async function build(
  database: Database,
  collection: string,
  declared: DeclaredIndex,
): Promise<BuildFailure | null> {
  try {
    await collectionOf(database, collection).createIndex(declared.key, declared.options);
    return null;
  } catch (error) {
    requireIndexFault(error);
    return {
      collection,
      index: declared.name,
      reason: await reasonOf(database, collection, declared, error),
    };
  }
}

/** A missing right is no fault of the index. */
function requireIndexFault(error: unknown): asserts error is mongo.MongoServerError {
  if (!(error instanceof mongo.MongoServerError) || isOutage(error) || missingRight(error) !== null)
    throw error;
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
