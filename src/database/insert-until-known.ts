import type { mongo } from 'mongoose';
import { ServiceUnavailable } from '../errors';
import { BackOff } from './back-off';
import { settleInsert } from './settle-insert';
import { DEADLINE_MS } from './until-answered';

/** The final outcome of a document: stored, replaced by another one with its key, or impossible to store. */
export type Stored = 'inserted' | 'taken' | 'refused';

/**
 * Inserts documents that bring their ids, many by one call, and sends those again whose fate is unknown: the
 * same documents, so that an attempt that had arrived is found by its id.
 *
 * @returns one for each, in order
 * @throws ServiceUnavailable after 8 s without an answer; the same documents may be sent again later
 */
export async function insertUntilKnown<T extends { _id: mongo.ObjectId }>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<Stored[]> {
  const stored = new Map<T, Stored>();
  const deadline = performance.now() + DEADLINE_MS;
  const backOff = new BackOff();
  for (let open = documents; open.length > 0;) {
    const outcomes = await settleInsert(collection, open);
    // A call that was refused as a whole does not name the culprit, so each document is sent by itself.
    if (open.length > 1 && outcomes.every(({ kind }) => kind === 'failed')) {
      for (const document of open) stored.set(document, (await insertUntilKnown(collection, [document]))[0]!);
      break;
    }
    const refusedByIndex = open.filter((_document, place) => outcomes[place]?.kind === 'duplicate');
    const own = await findOwn(collection, refusedByIndex);
    const unknown: T[] = [];
    let fault: Error | undefined;
    open.forEach((document, place) => {
      const outcome = outcomes[place]!;
      if (outcome.kind === 'inserted') stored.set(document, 'inserted');
      else if (outcome.kind === 'failed') stored.set(document, 'refused');
      else if (outcome.kind === 'duplicate') {
        stored.set(document, own.has(document._id.toHexString()) ? 'inserted' : 'taken');
      } else {
        unknown.push(document);
        fault = outcome.error;
      }
    });
    if (unknown.length > 0) {
      if (performance.now() > deadline) throw new ServiceUnavailable('an insert went unanswered', fault);
      await backOff.pause();
    }
    open = unknown;
  }
  return documents.map((document) => stored.get(document)!);
}

async function findOwn<T extends { _id: mongo.ObjectId }>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
): Promise<ReadonlySet<string>> {
  if (documents.length === 0) return new Set();
  const filter = { _id: { $in: documents.map(({ _id }) => _id) } } as mongo.Filter<T>;
  const found = await collection.find(filter).project<{ _id: mongo.ObjectId }>({ _id: 1 }).toArray();
  return new Set(found.map(({ _id }) => _id.toHexString()));
}
