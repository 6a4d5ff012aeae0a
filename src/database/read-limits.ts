import { mongo } from 'mongoose';
import { OPERATION_LIMIT_MS, readsOf } from './operation-reads';

/**
 * How long the database may work on one read, in milliseconds; then it ends the read (`MaxTimeMSExpired`), which
 * a client sees as SERVICE_UNAVAILABLE. A cursor's limit covers all of its answers together.
 */
export const READ_LIMIT_MS = {
  /** Every read that does not name another limit. */
  page: 5_000,
  /** All reads of one operation together. */
  operation: OPERATION_LIMIT_MS,
  /** Reads that no caller waits for: background jobs, the start, the metrics. */
  background: 30_000,
  /** Whole collections: exports, verification, invariants, commands. */
  whole: 600_000,
} as const;

/** Whether the database stopped a call at its `maxTimeMS`. */
export function isOverdue(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.codeName === 'MaxTimeMSExpired';
}

interface ReadOptions {
  readonly maxTimeMS?: number;
  /** The driver makes a `maxTimeMS` from it. */
  readonly timeoutMS?: number;
  /** Of an operation's context. */
  readonly signal?: AbortSignal;
}

/**
 * Gives every read of every collection of `db` a deadline, in the one place that all of them pass, so that a new
 * read can't lack one. Reads with an operation's signal run one after another, in the time that the operation has left.
 */
export function limitReads(db: mongo.Db): void {
  const collectionOf = db.collection.bind(db);
  /** By name: those without options are made once. */
  const made = new Map<string, mongo.Collection<never>>();
  db.collection = <Row extends mongo.Document>(name: string, options?: mongo.CollectionOptions) => {
    if (options !== undefined) return withReadLimit(collectionOf<Row>(name, options));
    const known = made.get(name) as mongo.Collection<Row> | undefined;
    if (known !== undefined) return known;
    const collection = withReadLimit(collectionOf<Row>(name));
    made.set(name, collection as unknown as mongo.Collection<never>);
    return collection;
  };
}

function withReadLimit<Row extends mongo.Document>(collection: mongo.Collection<Row>): mongo.Collection<Row> {
  const find = collection.find.bind(collection);
  collection.find = (filter: mongo.Filter<Row> = {}, options?: mongo.FindOptions) =>
    inTurn(options, (limits) => find(filter, limits));
  const findOne = collection.findOne.bind(collection);
  collection.findOne = (filter: mongo.Filter<Row> = {}, options?: mongo.FindOneOptions) =>
    inOperation(options, (limits) => findOne(filter, limits));
  const aggregate = collection.aggregate.bind(collection);
  collection.aggregate = <Result extends mongo.Document>(
    pipeline?: mongo.Document[],
    options?: mongo.AggregateOptions,
  ) => inTurn(options, (limits) => aggregate<Result>(pipeline, limits));
  const countDocuments = collection.countDocuments.bind(collection);
  collection.countDocuments = (filter, options) =>
    inOperation(options, (limits) => countDocuments(filter, limits));
  const estimatedDocumentCount = collection.estimatedDocumentCount.bind(collection);
  collection.estimatedDocumentCount = (options) => estimatedDocumentCount(limited(options));
  const distinct = collection.distinct.bind(collection) as (...args: unknown[]) => Promise<never[]>;
  collection.distinct = ((key: string, filter: mongo.Filter<Row> = {}, options?: mongo.DistinctOptions) =>
    distinct(key, filter, limited(options))) as typeof collection.distinct;
  return collection;
}

/** The time of an operation's cursor begins with its turn. */
function inTurn<
  Options extends ReadOptions,
  Cursor extends mongo.FindCursor<unknown> | mongo.AggregationCursor<unknown>,
>(options: Options | undefined, open: (limits: Options) => Cursor): Cursor {
  if (options?.signal === undefined) return open(limited(options));
  // As an option it would win over what is set on the cursor.
  const cursor = open({ ...options, maxTimeMS: undefined });
  cursor.maxTimeMS(limited(options).maxTimeMS!);
  const toArray = cursor.toArray.bind(cursor);
  cursor.toArray = () =>
    inOperation(options, ({ maxTimeMS }) => {
      cursor.maxTimeMS(maxTimeMS!);
      return toArray();
    });
  return cursor;
}

function inOperation<Options extends ReadOptions, Result>(
  options: Options | undefined,
  read: (limits: Options) => Promise<Result>,
): Promise<Result> {
  const limits = limited(options);
  if (limits.signal === undefined) return read(limits);
  return readsOf(limits.signal).run((leftMs) =>
    read({ ...limits, maxTimeMS: Math.min(limits.maxTimeMS ?? leftMs, leftMs) }),
  );
}

function limited<Options extends ReadOptions>(options?: Options): Options {
  if (options?.maxTimeMS !== undefined || options?.timeoutMS !== undefined) return options;
  return { ...options, maxTimeMS: READ_LIMIT_MS.page } as Options;
}
