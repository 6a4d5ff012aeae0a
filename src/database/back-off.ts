import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 20;
const LAST_MS = 1_000;

/** Growing pauses between attempts, 20 ms to 1 s, with jitter so that servers do not come back in step. */
export class BackOff {
  private next = FIRST_MS;

  async pause(): Promise<void> {
    const span = this.next;
    this.next = Math.min(LAST_MS, this.next * 2);
    await sleep(span / 2 + (Math.random() * span) / 2);
  }
}
