import { setTimeout as sleep } from 'node:timers/promises';
import { CreateServiceKeyDocument, RewardFeedDocument, type FeedEntryType } from '../../generated/documents';
import { Client } from '../../support/client';
import type { World } from './world';

/** A consumer of the reward feed that never forgets what it saw. */
export class FeedReader {
  readonly seen: Array<{ readonly sequence: number; readonly type: string; readonly requestId: string }> = [];
  private readonly stopping = new AbortController();
  private reading: Promise<void> | null = null;
  private after = 0;

  constructor(
    private readonly backend: Client,
    private readonly types: FeedEntryType[] | null = null,
  ) {}

  /** @param everyMs between two polls; 0: without a pause */
  start(everyMs: number): void {
    this.reading = this.read(everyMs);
  }

  /** Ends when it has seen everything up to a sequence, or nothing new can come. */
  async stopAt(sequence: number): Promise<void> {
    while (this.after < sequence) await sleep(20);
    this.stopping.abort();
    await this.reading;
  }

  private async read(everyMs: number): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const variables = { after: this.after, ...(this.types && { types: this.types }) };
      // While there is no primary, and when a server ends, a poll fails: the next one is the same.
      const answer = await this.backend.ask(RewardFeedDocument, variables).catch(() => null);
      const page = answer?.data?.rewardFeed;
      if (page) {
        for (const { sequence, type, request } of page.entries)
          this.seen.push({ sequence, type, requestId: request?.id ?? '' });
        this.after = page.lastSequence;
      }
      await sleep(everyMs);
    }
  }
}

/** A backend that may read the feed; its calls go to one of `urls`. */
export async function feedBackend(
  { admin }: World,
  urls: () => readonly string[],
  place = 0,
): Promise<Client> {
  const input = { name: 'Items', source: `items-${place}`, scopes: ['GRANTS_READ' as const] };
  const { createServiceKey } = await admin.run(CreateServiceKeyDocument, { input });
  return new Client(() => urls()[place % urls().length]!, createServiceKey!.secret);
}
