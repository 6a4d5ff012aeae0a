import type { mongo } from 'mongoose';

/**
 * How long the database may work on one read, in milliseconds; then it ends the read (`MaxTimeMSExpired`), which
 * a client sees as SERVICE_UNAVAILABLE. A cursor's limit covers all of its answers together.
 */
export const READ_LIMIT_MS = {
  /** Every read that does not name another limit. */
  page: 5_000,
  /** What no caller waits for: chores, the start, the metrics. */
  background: 30_000,
  /** Whole collections: exports, verification, invariants, commands. */
  whole: 600_000,
} as const;

interface ReadOptions {
  readonly maxTimeMS?: number;
  /** The driver makes a `maxTimeMS` from it. */
  readonly timeoutMS?: number;
}

/**
 * Gives every read of every collection of `db` a deadline, in the one place that all of them pass, so that a new
 * read can't lack one.
 */
export function limitReads(db: mongo.Db): void {
  const collectionOf = db.collection.bind(db);
  db.collection = <Row extends mongo.Document>(name: string, options?: mongo.CollectionOptions) =>
    withReadLimit(collectionOf<Row>(name, options));
}

function withReadLimit<Row extends mongo.Document>(collection: mongo.Collection<Row>): mongo.Collection<Row> {
  // Only methods that the others don't call: findOne is a find.
  const find = collection.find.bind(collection);
  collection.find = (filter: mongo.Filter<Row> = {}, options?: mongo.FindOptions) =>
    find(filter, limited(options));
  const aggregate = collection.aggregate.bind(collection);
  collection.aggregate = (pipeline?: mongo.Document[], options?: mongo.AggregateOptions) =>
    aggregate(pipeline, limited(options));
  const countDocuments = collection.countDocuments.bind(collection);
  collection.countDocuments = (filter, options) => countDocuments(filter, limited(options));
  const estimatedDocumentCount = collection.estimatedDocumentCount.bind(collection);
  collection.estimatedDocumentCount = (options) => estimatedDocumentCount(limited(options));
  const distinct = collection.distinct.bind(collection) as (...args: unknown[]) => Promise<never[]>;
  collection.distinct = ((key: string, filter: mongo.Filter<Row> = {}, options?: mongo.DistinctOptions) =>
    distinct(key, filter, limited(options))) as typeof collection.distinct;
  return collection;
}

function limited<Options extends ReadOptions>(options?: Options): Options {
  if (options?.maxTimeMS !== undefined || options?.timeoutMS !== undefined) return options;
  return { ...options, maxTimeMS: READ_LIMIT_MS.page } as Options;
}
