import { StartupFault } from '../startup-fault';
import { databaseOf, declaredIndexes, type CollectionDefinition } from './collections';
import type { Database } from './connection';
import { GUARD_INDEX, GUARDED } from './guard-index';
import { describe, hasShape, listIndexes } from './live-indexes';
import { READ_LIMIT_MS } from './read-limits';

/** Why rows of a collection may vanish, double, or not be found. */
export interface StructureFault {
  readonly collection: string;
  /** By its name, or null when the collection itself is wrong. */
  readonly index: string | null;
  /** For operators; holds no stored value. */
  readonly problem: string;
}

interface LiveCollection {
  readonly name: string;
  readonly type?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Only a plain collection can be asked for its indexes. */
const isPlain = ({ type = 'collection' }: LiveCollection) => type === 'collection';

export function sentenceOf(fault: StructureFault): string {
  const { collection, index, problem } = fault;
  if (index === null) return `collection ${collection} ${problem}`;
  return `${isGuardFault(fault) ? 'guard index' : `index ${index} of ${collection}`}: ${problem}`;
}

export function isGuardFault({ collection, index }: Omit<StructureFault, 'problem'>): boolean {
  return collection === GUARDED && index === GUARD_INDEX;
}

/**
 * Before anything is written: a view takes no document, and what a capped collection takes it loses again.
 *
 * @throws StartupFault when a collection under one of our names is of another kind than ours
 */
export async function requireCollections(database: Database): Promise<void> {
  const faults = collectionFaults(database, await listCollections(database));
  if (faults.length === 0) return;
  throw new StartupFault(
    `The database can't be used: ${faults.map(sentenceOf).join('; ')}. ` +
      'docs/operations.md, "StructureFault", says how to put it right.',
  );
}

/**
 * Compares the database with what the models declare: the kind and the options of every collection, every unique
 * index exactly, and that no index removes rows after a time. Reads only.
 */
export async function findStructureFaults(database: Database): Promise<StructureFault[]> {
  const live = await listCollections(database);
  const faults = collectionFaults(database, live);
  const unlistable = new Set(live.filter((each) => !isPlain(each)).map(({ name }) => name));
  // One after the other: each takes a connection, and nobody waits for them.
  for (const definition of database.definitions)
    if (!unlistable.has(definition.name)) faults.push(...(await findIndexFaults(database, definition)));
  return faults;
}

async function listCollections(database: Database): Promise<LiveCollection[]> {
  return databaseOf(database)
    .listCollections(
      { name: { $in: database.definitions.map(({ name }) => name) } },
      { timeoutMS: READ_LIMIT_MS.page },
    )
    .toArray();
}

function collectionFaults(
  { definitions }: Database,
  collections: readonly LiveCollection[],
): StructureFault[] {
  return collections.flatMap((live) => {
    const definition = definitions.find(({ name }) => name === live.name);
    return definition === undefined ? [] : kindFaults(definition, live);
  });
}

function kindFaults(
  { name: collection, expires }: CollectionDefinition,
  live: LiveCollection,
): StructureFault[] {
  const { capped, collation, expireAfterSeconds } = live.options ?? {};
  const reasons = [
    !isPlain(live) && `is a ${live.type}, not a plain collection`,
    capped === true && 'is capped: the database removes its oldest rows',
    expireAfterSeconds !== undefined &&
      !expires &&
      'has the option expireAfterSeconds: the database removes rows after a time',
    collation !== undefined && 'has a collation of its own: different texts count as equal',
  ];
  return reasons
    .filter((reason) => reason !== false)
    .map((problem) => ({ collection, index: null, problem }));
}

async function findIndexFaults(
  database: Database,
  definition: CollectionDefinition,
): Promise<StructureFault[]> {
  const { name: collection, expires } = definition;
  const live = await listIndexes(database, collection);
  const expiring = live.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
  const unlike = declaredIndexes(definition).flatMap((declared) => {
    const found = live.find(({ name }) => name === declared.name);
    if (!declared.options.unique || (found !== undefined && hasShape(found, declared))) return [];
    const { name, key, options } = declared;
    const problem = `expected ${describe({ key, ...options })}, found ${describe(found)}`;
    return [{ collection, index: name, problem }];
  });
  if (expires) return unlike;
  const problem = 'has the option expireAfterSeconds: the database removes rows after a time';
  return [...unlike, ...expiring.map(({ name }) => ({ collection, index: String(name), problem }))];
}
