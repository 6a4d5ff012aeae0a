import type { Client } from './client.ts';
import { CallFailed, type Failure } from './failure.ts';
import type { FeedEntryType, RewardFeedData } from './operations.ts';
import { sleep } from './repeats.ts';

export type FeedEntry = RewardFeedData['entries'][number];

/** What `followRewardFeed` yields. Store `epoch` and `sequence` of the last item that you are done with. */
export type FeedItem =
  | { readonly kind: 'entry'; readonly epoch: string; readonly sequence: number; readonly entry: FeedEntry }
  /** Everything up to `sequence` has been yielded: a good moment to acknowledge and to store the position. */
  | { readonly kind: 'position'; readonly epoch: string; readonly sequence: number }
  /** The database was restored, and the feed is read from the start again. Hand over only what your records lack. */
  | { readonly kind: 'restored'; readonly epoch: string; readonly sequence: 0 };

export interface FollowOptions {
  /** The sequence of the last item that was stored; 0 by default: from the start. */
  readonly after?: number;
  /** The epoch of that item, so that a restore meanwhile is noticed. */
  readonly epoch?: string | null;
  /** Only entries of these types. */
  readonly types?: FeedEntryType[];
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
  /** The wait after the end of the feed, in milliseconds; 1,000 by default. */
  readonly pollMs?: number;
}

const PAGE = 100;
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 30_000;

/**
 * Reads the reward feed from where the reader was, in its order and without end. It holds one page in memory, asks for the
 * next one when that has been consumed, and waits longer after each failure that time may heal.
 *
 * @throws CallFailed for a failure that only a person can end, such as FORBIDDEN
 */
export async function* followRewardFeed(
  client: Pick<Client, 'rewardFeed'>,
  options: FollowOptions = {},
): AsyncGenerator<FeedItem, void, undefined> {
  const { types, pollMs = 1_000, signal = new AbortController().signal } = options;
  let after = options.after ?? 0;
  let epoch = options.epoch ?? null;
  let failures = 0;
  while (!signal.aborted) {
    const result = await client.rewardFeed({ after, first: PAGE, ...(types && { types }) }, { signal });
    if (!result.ok) {
      if (signal.aborted) return;
      if (isBeyondTail(result.error)) {
        // The first page has the new epoch.
        after = 0;
        epoch = '';
        continue;
      }
      if (!mayPass(result.error)) throw new CallFailed(result.error);
      await sleep(waitAfter(result.error, ++failures), signal);
      continue;
    }
    failures = 0;
    const page = result.data;
    if (epoch !== null && page.epoch !== epoch) {
      epoch = page.epoch;
      after = 0;
      yield { kind: 'restored', epoch, sequence: 0 };
      continue;
    }
    epoch = page.epoch;
    for (const entry of page.entries) yield { kind: 'entry', epoch, sequence: entry.sequence, entry };
    if (page.lastSequence > after) yield { kind: 'position', epoch, sequence: page.lastSequence };
    after = page.lastSequence;
    if (!page.hasMore) await sleep(pollMs, signal);
  }
}

/** The feed ends before the position: it was restored. */
function isBeyondTail(error: Failure): boolean {
  return (
    error.kind === 'fault' &&
    error.code === 'BAD_USER_INPUT' &&
    error.fields.some(({ path }) => path === 'after')
  );
}

function mayPass(error: Failure): boolean {
  if (error.kind === 'network') return true;
  return ['RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'].includes(error.code);
}

function waitAfter(error: Failure, failures: number): number {
  const least = 'retryAfterSeconds' in error ? error.retryAfterSeconds * 1_000 : 0;
  const backoff = Math.min(BACKOFF_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
  // Readers that failed together come back apart.
  return Math.max(least, backoff * (0.5 + Math.random() / 2));
}
