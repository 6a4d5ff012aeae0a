import type { mongo } from 'mongoose';
import { ServiceUnavailable } from '../errors';
import { AGAIN, DEADLINE_MS, OUTAGE_DELAY, retry } from './retry';
import { settleEach } from './settle-insert';

/** The final outcome of a document: stored, replaced by another one with its key, or impossible to store. */
export type Stored = 'inserted' | 'taken' | 'refused';

interface Row {
  readonly _id: mongo.ObjectId;
  /** Of rows that are a user's. */
  readonly userId?: mongo.ObjectId | null;
}

const UNANSWERED = 'an insert went unanswered';

/**
 * Inserts documents that bring their ids, many by one call, and sends those again whose fate is unknown: the
 * same documents, so that an attempt that had arrived is found by its id.
 *
 * @returns one for each, in order
 * @throws ServiceUnavailable after 8 s without an answer; the same documents may be sent again later
 */
export async function insertUntilKnown<T extends Row>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<Stored[]> {
  const outcomes = await insertUntil(performance.now() + DEADLINE_MS, collection, documents);
  return outcomes.map((outcome) => {
    if (outcome instanceof ServiceUnavailable) throw outcome;
    return outcome instanceof Error ? 'refused' : outcome;
  });
}

/**
 * As `insertUntilKnown`, but each document has its own outcome at the deadline.
 *
 * @param deadline by `performance.now()`; after it nothing is sent
 * @returns of a document that is not stored the reason: ServiceUnavailable if its fate is still unknown
 */
export async function insertUntil<T extends Row>(
  deadline: number,
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<Array<'inserted' | 'taken' | Error>> {
  const stored = new Map<T, 'inserted' | 'taken' | Error>();
  let open = documents;
  let fault: unknown;
  const attempt = async () => {
    const outcomes = await settleEach(collection, open);
    const refusedByIndex = open.filter((_document, place) => outcomes[place]?.kind === 'duplicate');
    const own = await findOwn(collection, refusedByIndex);
    const unknown: T[] = [];
    open.forEach((document, place) => {
      const outcome = outcomes[place]!;
      if (outcome.kind === 'inserted') stored.set(document, 'inserted');
      else if (outcome.kind === 'failed') stored.set(document, outcome.error);
      else if (outcome.kind === 'duplicate') {
        stored.set(document, own.has(document._id.toHexString()) ? 'inserted' : 'taken');
      } else {
        unknown.push(document);
        fault = outcome.error;
      }
    });
    open = unknown;
    return open.length > 0 ? AGAIN : null;
  };
  if (documents.length > 0) {
    try {
      await retry(attempt, { detail: UNANSWERED, deadline, delay: OUTAGE_DELAY });
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      fault ??= error.cause;
    }
  }
  return documents.map((document) => stored.get(document) ?? new ServiceUnavailable(UNANSWERED, fault));
}

async function findOwn<T extends Row>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<ReadonlySet<string>> {
  if (documents.length === 0) return new Set();
  const userIds = documents.flatMap(({ userId }) => userId ?? []);
  const filter = {
    _id: { $in: documents.map(({ _id }) => _id) },
    // Of users' rows: a router asks only the shards of these users.
    ...(userIds.length === documents.length && { userId: { $in: userIds } }),
  } as mongo.Filter<T>;
  const found = await collection.find(filter).project<{ _id: mongo.ObjectId }>({ _id: 1 }).toArray();
  return new Set(found.map(({ _id }) => _id.toHexString()));
}
