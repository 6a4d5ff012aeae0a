import { setTimeout as sleep } from 'node:timers/promises';
import { DEADLINE_MS, untilAnswered } from '../database/until-answered';
import { ServiceUnavailable } from '../errors';

const LONGEST_WAIT_MS = 50;

/**
 * Repeats a read, judge and write round until it comes to a result; undefined says that another writer
 * was faster. Waits are random, so that those who lost do not meet again. A round that the database left
 * unanswered is repeated too, so it looks for what it did itself first.
 *
 * @throws ServiceUnavailable after 8 s
 */
export function untilDecided<Result>(round: () => Promise<Result | undefined>): Promise<Result> {
  const deadline = performance.now() + DEADLINE_MS;
  return untilAnswered(async () => {
    for (let wait = 2; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const result = await round();
      if (result !== undefined) return result;
      if (performance.now() > deadline) throw new ServiceUnavailable('a record is contended');
      await sleep(Math.random() * wait);
    }
  });
}
