import { mongo } from 'mongoose';

/** Whether the database stopped a call at its `maxTimeMS`. */
export function isOverdue(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.codeName === 'MaxTimeMSExpired';
}
