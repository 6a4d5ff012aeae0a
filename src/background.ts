import { withinDeadline } from './database/retry';
import type { Log } from './log';

const INTERVAL_MS = 1_000;

/**
 * What every server does each second for all of them: finishing what a server that died left behind. One
 * round of each chore at a time, so that a slow one holds up none of the others; a round that fails, or hangs
 * for 8 s, is tried again by the next.
 */
export class Background {
  private timer: NodeJS.Timeout | undefined;
  private readonly rounds = new Map<string, Promise<void>>();

  constructor(
    private readonly chores: Readonly<Record<string, () => Promise<void>>>,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => {
      for (const chore of Object.keys(this.chores)) {
        if (!this.rounds.has(chore)) this.rounds.set(chore, this.run(chore));
      }
    }, INTERVAL_MS).unref();
  }

  /** Ends the rounds and waits for those that run. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await Promise.all(this.rounds.values());
  }

  private async run(chore: string): Promise<void> {
    try {
      const work = this.chores[chore]?.() ?? Promise.resolve();
      await withinDeadline(work, 'a background job received no answer');
    } catch (error) {
      this.log.warn({ chore, err: error }, 'a background job failed and will be retried');
    } finally {
      this.rounds.delete(chore);
    }
  }
}
