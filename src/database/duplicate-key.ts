import { mongo } from 'mongoose';

const DUPLICATE_KEY = 11_000;

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** An upsert by a unique key. Of two that make the row at once one is refused: the row is there for its repeat. */
export async function upserting<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return upsert();
  }
}

/**
 * Name of the unique index that refused a write; null for another error. Bulk errors drop `keyPattern`, so
 * the name is read from the message, which every server version writes the same way.
 */
export function violatedIndex(error: { readonly code?: unknown; readonly message?: unknown }): string | null {
  if (error.code !== DUPLICATE_KEY) return null;
  return /index: (\S+) (?:collation: \{.*?\} )?dup key/.exec(String(error.message))?.[1] ?? 'unknown';
}

/** A write concern error beside a duplicate says that nothing is certain yet: everything is read again. */
export function isCertainDuplicate(error: unknown): boolean {
  if (!isDuplicateKey(error)) return false;
  return !(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError() === undefined;
}
