import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again, soon, until the answer is neither null, undefined nor false; the answer. */
export async function until<T>(
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    await sleep(25);
  }
}
