import { Types } from 'mongoose';
import type { Database } from '../database/connection';
import { untilAnswered, type AGAIN } from '../database/retry';
import { findAct, type OutboxCollection } from './find-act';

export interface Attempt {
  /** Of the audit entry that the act writes: made before the first attempt, and the same in all of them. */
  readonly entryId: Types.ObjectId;
  /** Whether an earlier attempt took place whose answer was lost. The first attempt asks nothing. */
  readonly isDone: () => Promise<boolean>;
}

/**
 * Attempts a recorded act again until it is answered.
 *
 * @throws ServiceUnavailable past the deadline
 */
export function untilActed<T>(
  database: Database,
  collection: OutboxCollection,
  attempt: (attempt: Attempt) => Promise<T | typeof AGAIN>,
): Promise<T> {
  const entryId = new Types.ObjectId();
  let attempts = 0;
  return untilAnswered(() => {
    const isRepeated = attempts > 0;
    attempts += 1;
    return attempt({
      entryId,
      isDone: async () => isRepeated && (await findAct(database, collection, entryId)),
    });
  });
}
