import { AsyncLocalStorage } from 'node:async_hooks';
import { currentTracing, type TraceSpan } from './tracing';

/** How many calls of the database somebody's work has taken so far. */
export interface CallCount {
  databaseCalls: number;
}

const counts = new AsyncLocalStorage<CallCount>();

/** Runs work; every call of the database that it makes, directly or by a batch, is counted on `count`. */
export function countCalls<T>(count: CallCount, work: () => T): T {
  return counts.run(count, work);
}

/** Called by the database client just before it sends a call for the running operation. */
export function noteDatabaseCall(): void {
  const count = counts.getStore();
  if (count !== undefined) count.databaseCalls += 1;
}

/** Whoever waits for a piece of work that others may share; to be taken when it is asked for. */
export interface Asker {
  readonly count: CallCount | undefined;
  readonly span: TraceSpan | undefined;
}

/** Null when its calls are neither counted nor traced. */
export function currentAsker(): Asker | null {
  const count = counts.getStore();
  const span = currentTracing()?.currentSpan();
  return count === undefined && span === undefined ? null : { count, span };
}

/**
 * Runs work that several asked for at once. Its calls count for each of them in full: each has waited for
 * all of them.
 */
export async function shareWork<T>(
  name: string,
  askers: ReadonlyArray<Asker | null>,
  work: () => Promise<T>,
): Promise<T> {
  if (askers.every((asker) => asker === null)) return work();
  const own: CallCount = { databaseCalls: 0 };
  const counted = () => countCalls(own, work);
  try {
    const spans = askers.map((asker) => asker?.span);
    return await (currentTracing()?.batch(name, spans, counted) ?? counted());
  } finally {
    const waiting = new Set(askers.map((asker) => asker?.count));
    for (const count of waiting) if (count) count.databaseCalls += own.databaseCalls;
  }
}
