import { mongo } from 'mongoose';
import { violatedIndex } from './duplicate-key';
import { isOutage } from './outage';

/** The outcome of one attempt for one document. */
export type InsertOutcome =
  | { readonly kind: 'inserted' }
  /** A unique index refused it: by another document, or by itself when an earlier attempt had arrived. */
  | { readonly kind: 'duplicate'; readonly index: string }
  /**
   * Refused by the driver or the server, and will be again. Of several documents nothing is known about
   * each: send them one by one. A single one was not written.
   */
  | { readonly kind: 'failed'; readonly error: Error }
  /** It may be stored or not: only sending the same document again, or reading, decides. */
  | { readonly kind: 'unknown'; readonly error: Error };

/** Server errors that end an operation at any moment; outages are listed with the outages. */
const INTERRUPTED_CODES = new Set([279, 11_601, 46_841]);

/**
 * Inserts the documents by one call, unordered, and says what became of each, in order. One attempt of
 * ours; it never throws. Each document has its `_id`, so that the same document can be sent again.
 */
export async function settleInsert<T extends { _id: unknown }>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
  options: Omit<mongo.BulkWriteOptions, 'ordered'> = {},
): Promise<InsertOutcome[]> {
  if (documents.length === 0) return [];
  const rows = documents as unknown as mongo.OptionalUnlessRequiredId<T>[];
  try {
    if (rows.length === 1) {
      await collection.insertOne(rows[0]!, options);
      return [{ kind: 'inserted' }];
    }
    const { insertedCount } = await collection.insertMany(rows, { ...options, ordered: false });
    if (insertedCount === rows.length) return rows.map(() => ({ kind: 'inserted' }));
    return forAll(rows.length, { kind: 'unknown', error: new Error('an insert was acknowledged in part') });
  } catch (error) {
    return outcomesOf(error as Error, rows.length);
  }
}

/** Documents of a refused call that are sent at the same time. */
const ONE_BY_ONE_WIDTH = 8;

/**
 * As `settleInsert`, but a call that was refused as a whole does not decide about each document: one invalid document
 * may have been the reason. So each of them is sent by itself.
 */
export async function settleEach<T extends { _id: unknown }>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<InsertOutcome[]> {
  const outcomes = await settleInsert(collection, documents);
  if (documents.length === 1 || !outcomes.every(({ kind }) => kind === 'failed')) return outcomes;
  const each: InsertOutcome[] = [];
  for (let from = 0; from < documents.length; from += ONE_BY_ONE_WIDTH) {
    const few = documents.slice(from, from + ONE_BY_ONE_WIDTH);
    each.push(...(await Promise.all(few.map((document) => settleInsert(collection, [document])))).flat());
  }
  return each;
}

/**
 * The outcome of each of `count` documents of a failed insert.
 *
 * "Not among the write errors" does not mean inserted: a lost connection gives a bulk error without write
 * errors, and a write concern error hides duplicates. So documents are told apart only when there is no
 * write concern error and write errors and inserted ones add up.
 */
export function outcomesOf(error: Error, count: number): InsertOutcome[] {
  if (!(error instanceof mongo.MongoBulkWriteError)) {
    // insertOne throws the document's own write error.
    return forAll(count, count === 1 ? outcomeOfWriteError(error) : outcomeOfCall(error));
  }
  const writeErrors = [error.writeErrors].flat();
  if (error.result.getWriteConcernError() !== undefined) return forAll(count, { kind: 'unknown', error });
  if (writeErrors.length === 0) return forAll(count, outcomeOfCall(originOf(error)));
  if (error.insertedCount + writeErrors.length !== count) return forAll(count, { kind: 'unknown', error });

  const outcomes = forAll(count, { kind: 'inserted' });
  for (const { index, code, errmsg } of writeErrors) {
    outcomes[index] = outcomeOfWriteError(new mongo.MongoServerError({ message: errmsg ?? '', code }));
  }
  return outcomes;
}

function outcomeOfWriteError(error: Error): InsertOutcome {
  const index = violatedIndex(error);
  return index === null ? outcomeOfCall(error) : { kind: 'duplicate', index };
}

function outcomeOfCall(error: Error): InsertOutcome {
  return { kind: isRefusal(error) ? 'failed' : 'unknown', error };
}

/** Whether the call was refused because of its content; any other failure leaves its effect unknown. */
function isRefusal(error: Error): boolean {
  if (isOutage(error)) return false;
  if (error instanceof mongo.MongoServerError) {
    return (
      typeof error.code === 'number' &&
      !INTERRUPTED_CODES.has(error.code) &&
      !error.hasErrorLabel('RetryableWriteError')
    );
  }
  // Never sent: the driver could not make bytes of it.
  return error instanceof mongo.MongoAPIError || error instanceof mongo.BSON.BSONError;
}

/**
 * The driver wraps whatever ended a bulk call in its own class, a lost connection too; what it was stands
 * in `errorResponse`. The server's own errors are copied into the wrapper instead.
 */
function originOf(error: mongo.MongoBulkWriteError): Error {
  const origin: unknown = error.errorResponse;
  return origin instanceof Error ? origin : error;
}

function forAll(count: number, outcome: InsertOutcome): InsertOutcome[] {
  return Array.from({ length: count }, () => outcome);
}
