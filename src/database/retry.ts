import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailable } from '../errors';
import { isOutage } from './outage';

/** Callers wait this long for a write. Then they receive SERVICE_UNAVAILABLE, and may send the operation again. */
export const DEADLINE_MS = 8_000;

/** The result of an attempt that decided nothing, such as a conditional update that another writer overtook. */
export const AGAIN = Symbol('again');

/** Milliseconds before the next attempt. @param count of earlier attempts that ended in the same way */
type Delay = (count: number) => number;

/** 20 ms to 1 s: what a database needs to come back. At least half of it, so that servers do not return in step. */
export const OUTAGE_DELAY: Delay = (count) => Math.min(1_000, 20 * 2 ** count) * (0.5 + Math.random() / 2);

/** Up to 2 ms, growing to 50 ms: random, so that those who lost to each other do not meet again. */
export const CONTENTION_DELAY: Delay = (count) => Math.random() * Math.min(50, 2 * 2 ** count);

export interface RetryPolicy {
  /** Private detail of the SERVICE_UNAVAILABLE that ends the attempts. */
  readonly detail: string;
  /** By `performance.now()`: from then on no attempt begins. Default: 8 s from now. */
  readonly deadline?: number;
  /** At most this many attempts; the last one's error is thrown as it is. Default: as many as the deadline allows. */
  readonly attempts?: number;
  /** Whether another attempt may succeed after an error. Default: after outages. */
  readonly errors?: (error: unknown) => boolean;
  /** Before the attempt after AGAIN. Default: CONTENTION_DELAY. After errors it is always OUTAGE_DELAY. */
  readonly delay?: Delay;
}

/**
 * Attempts something repeatable until it has a result. A lost connection or a write concern error leaves open what
 * was done, so whatever identifies the work, ids above all, is made before the first attempt.
 *
 * @param work returns AGAIN when it has to begin from the start, on what is stored by then
 * @throws ServiceUnavailable when the policy's time or attempts are used up; the work may be done or not
 */
export async function retry<Result>(
  work: () => Promise<Result | typeof AGAIN>,
  { detail, errors = isOutage, delay = CONTENTION_DELAY, ...limits }: RetryPolicy,
): Promise<Result> {
  const { deadline = performance.now() + DEADLINE_MS, attempts = Infinity } = limits;
  let failed = 0;
  let undecided = 0;
  let lastError: unknown;
  while (performance.now() < deadline && failed + undecided < attempts) {
    let pauseMs: number;
    try {
      const result = await work();
      if (result !== AGAIN) return result;
      pauseMs = delay(undecided++);
    } catch (error) {
      if (!errors(error) || failed + undecided + 1 >= attempts) throw error;
      lastError = error;
      pauseMs = OUTAGE_DELAY(failed++);
    }
    // A timer may fire up to a millisecond early.
    await sleep(Math.min(pauseMs, Math.max(0, Math.ceil(deadline - performance.now())) + 1));
  }
  throw new ServiceUnavailable(detail, lastError);
}

const UNANSWERED = 'a write went unanswered';

/**
 * `retry` for something that a caller waits for: through outages, and until no other writer is faster.
 *
 * @throws ServiceUnavailable after 8 s, also when a call hangs; the work may be done or not
 */
export function untilAnswered<Result>(work: () => Promise<Result | typeof AGAIN>): Promise<Result> {
  return withinDeadline(retry(work, { detail: UNANSWERED }), UNANSWERED);
}

/**
 * A write that waits for a majority may hang for longer than a caller should.
 *
 * @throws ServiceUnavailable with that detail after 8 s; the work goes on
 */
export function withinDeadline<T>(work: Promise<T>, detail: string): Promise<T> {
  return new Promise((resolve, reject) => {
    // A timer that is cleared; one that is aborted makes an error for each call, a tenth of what a claim costs.
    const timer = setTimeout(() => reject(new ServiceUnavailable(detail)), DEADLINE_MS);
    // A late result has no caller any more.
    work.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}
