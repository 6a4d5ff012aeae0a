import type { Database } from '../database/connection';
import type { Log } from '../log';
import { backfillFeed } from './backfill';
import { endPass, renewPass, takePass } from './epoch';

const INTERVAL_HOURS = 24;
/** How often a server asks whether a pass is due. */
const ASK_INTERVAL_MS = 600_000;
/** Between batches: a million paid requests take a few minutes and nobody notices. */
const PAUSE_MS = 50;

/**
 * Once a day one server makes paid requests owe the entries that they lack, but for those from before the feed; see
 * backfillFeed.
 */
export class DailyPass {
  private askedAt = -Infinity;
  private running: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly feed: { wake(): void };
      readonly log: Log;
    },
  ) {}

  /** Starts the pass if it is due, and returns without waiting for its end. */
  async startIfDue(): Promise<void> {
    if (this.running !== null || performance.now() - this.askedAt < ASK_INTERVAL_MS) return;
    if (await takePass(this.parts.database, INTERVAL_HOURS)) this.running = this.run();
    this.askedAt = performance.now();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { database, feed, log } = this.parts;
    try {
      const { signal } = this.stopping;
      const result = await backfillFeed(database, {
        signal,
        pauseMs: PAUSE_MS,
        leavesOutOlder: true,
        onProgress: async () => {
          feed.wake();
          await renewPass(database);
        },
      });
      await endPass(database, result.complete);
      if (result.added > 0) log.info(result, 'paid requests without a feed entry were found');
      if (result.older > 0)
        log.info(result, 'payments from before the reward feed have no entry; feed-backfill adds them');
    } catch (error) {
      await endPass(database, false).catch(() => undefined);
      log.warn({ err: error }, 'the daily pass of the reward feed failed and will be repeated soon');
    } finally {
      this.running = null;
    }
  }
}
