import type { Operation } from './call.ts';
import type { Failure, NetworkCode } from './failure.ts';
import type { Operations } from './operations.ts';
import { codeOfAbort } from './transport.ts';

/** How often a call is sent at most. */
export const ATTEMPTS = 4;

const BACKOFF_MS = 200;

/**
 * Mutations without a key that do nothing more when they are done again: the day is checked in already, the
 * role or the state is the same, the login has ended, the grants are acknowledged.
 */
const IDEMPOTENT: ReadonlySet<string> = new Set<keyof Operations>([
  'checkAttendance',
  'changeUserRole',
  'setUserDisabled',
  'logout',
  'acknowledgeGrants',
]);

/**
 * How long to wait before the call is sent again, in milliseconds, or null when it must not be.
 *
 * The API asks for a repeat itself by RATE_LIMITED and SERVICE_UNAVAILABLE. After a lost answer nobody knows
 * whether the call was done, so only what may be done twice is sent again.
 *
 * @param attempt which one failed, from 1
 */
export function waitBeforeRepeat(
  name: keyof Operations,
  operation: Operation,
  error: Failure,
  attempt: number,
): number | null {
  // Callers that failed together come back apart.
  const spread = Math.random() * BACKOFF_MS;
  if (error.kind === 'fault' && (error.code === 'RATE_LIMITED' || error.code === 'SERVICE_UNAVAILABLE')) {
    return error.retryAfterSeconds * 1000 + spread;
  }
  const isSafe = operation.kind === 'query' || operation.keyed || IDEMPOTENT.has(name);
  if (error.kind !== 'network' || error.code === 'ABORTED' || !isSafe) return null;
  return BACKOFF_MS * 2 ** (attempt - 1) + spread;
}

/** Resolves after the time, or earlier when the signal is aborted. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** Resolves like the promise, or rejects with `aborted()` once the signal is aborted; other users of the promise are unaffected. */
export function orAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
  aborted: (code: NetworkCode) => Value,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(aborted(codeOfAbort(signal)));
    if (signal.aborted) return end();
    signal.addEventListener('abort', end);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
