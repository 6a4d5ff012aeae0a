import type { Log } from './log';

const INTERVAL_MS = 1_000;

/**
 * What every server does each second for all of them: finishing what a server that died left behind. One
 * round at a time; a round that fails is tried again by the next.
 */
export class Background {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly chores: Readonly<Record<string, () => Promise<void>>>,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => {
      this.round ??= this.run().finally(() => {
        this.round = undefined;
      });
    }, INTERVAL_MS).unref();
  }

  /** Ends the rounds and waits for the one that runs. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.round;
  }

  private async run(): Promise<void> {
    await Promise.all(
      Object.entries(this.chores).map(async ([chore, work]) => {
        try {
          await work();
        } catch (error) {
          this.log.warn({ chore, err: error }, 'a chore of the background failed and is tried again');
        }
      }),
    );
  }
}
