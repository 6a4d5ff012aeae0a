import { ServiceUnavailable } from '../errors';
import { BackOff } from './back-off';
import { isOutage } from './outage';

/** After it nobody waits for a write any more: the caller repeats it. */
export const DEADLINE_MS = 8_000;

/**
 * Does something repeatable again until the database answers: a lost connection or a write concern error
 * says nothing about what was done. Whatever is made for it, ids above all, is made before the first time.
 *
 * @throws ServiceUnavailable after 8 s, also when a call hangs; it may be done or not
 */
export function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  const backOff = new BackOff();
  const repeat = async (): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isOutage(error)) throw error;
        if (performance.now() >= deadline) throw new ServiceUnavailable('a write went unanswered', error);
        await backOff.pause();
      }
    }
  };
  return withinDeadline(repeat(), 'a write went unanswered');
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
