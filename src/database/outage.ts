import { mongo } from 'mongoose';

/**
 * Codes of a node that can't serve now: shutting down, not primary or only just, out of time or room; and of a
 * read that took so long that its cursor (43, 237) or its snapshot (239, 246) is gone.
 */
const PASSING_CODES = new Set([
  6, 7, 24, 43, 50, 64, 89, 91, 134, 189, 202, 237, 239, 246, 262, 317, 358, 9001, 10107, 11600, 11602, 13435,
  13436, 14031,
]);

/** Whether the database could not be reached or could not serve: the same call may succeed later. */
export function isOutage(error: unknown): boolean {
  if (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoClientClosedError ||
    error instanceof mongo.MongoOperationTimeoutError ||
    error instanceof mongo.MongoServerClosedError ||
    error instanceof mongo.MongoStalePrimaryError ||
    // Thrown too when the driver repeats a write and the node that it chose has gone since.
    error instanceof mongo.MongoUnexpectedServerResponseError ||
    error instanceof mongo.MongoWriteConcernError
  ) {
    return true;
  }
  // Pool exhaustion and cleared pools have classes of their own, without a common base.
  if (error instanceof Error && /^Mongo(WaitQueueTimeout|Pool|ConnectionPool)/.test(error.name)) return true;
  if (error instanceof Error && error.name === 'MongooseServerSelectionError') return true;
  return error instanceof mongo.MongoServerError && PASSING_CODES.has(Number(error.code));
}
