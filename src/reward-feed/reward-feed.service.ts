import type { Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { isKnownStatus } from '../domain/request-status';
import type { FeedType } from '../domain/reward-feed';
import { BadUserInput, ServiceUnavailable } from '../errors';

import type { RewardRequest } from '../reward-requests/reward-request.model';
import { findTail } from './entries';
import { findFeedSetting } from './epoch';
import type { RewardFeedEntry } from './reward-feed.model';

/** Sequences that one page looks through for the types that it is asked for. */
const LOOKED_THROUGH_MAX = 10_000;

export interface FeedQuery {
  /** The last sequence that the reader has read. */
  readonly after: number;
  readonly first: number;
  /** Null: all. */
  readonly types: readonly FeedType[] | null;
}

/** Entries that come with or after the one that pays their request. */
const PAID: readonly FeedType[] = ['REWARD_GRANTED', 'REWARD_REVOKED'];

/** A request as an entry shows it: an entry that pays it is in the feed, whatever the request still owes. */
export type FedRequest = RewardRequest & { readonly fed?: true };

export interface FeedEntryNode {
  readonly entry: RewardFeedEntry;
  /** Null without one, and for a status that only newer servers know. */
  readonly request: FedRequest | null;
  readonly userId: Types.ObjectId;
}

export interface FeedPage {
  readonly entries: FeedEntryNode[];
  readonly epoch: string;
  readonly lastSequence: number;
  readonly hasMore: boolean;
}

/** Reads the feed. */
export class RewardFeedService {
  constructor(private readonly database: Collections) {}

  /**
   * The entries after a sequence, in their order. The tail is read first, so a page never skips an entry that arrives
   * while it is read, whatever the types that it is asked for.
   *
   * @throws BadUserInput when `after` is beyond the tail: the feed was restored
   * @throws ServiceUnavailable while that can't be known
   */
  async page({ after, first, types }: FeedQuery, signal: AbortSignal): Promise<FeedPage> {
    const { rewardFeed } = this.database;
    const setting = await findFeedSetting(this.database);
    if (setting === null) throw new ServiceUnavailable('the feed has no epoch');
    const tail = await findTail(this.database);
    if (after > tail) await this.requireEntry(after);
    const upTo = types === null ? tail : Math.min(tail, after + LOOKED_THROUGH_MAX);
    const found =
      after >= upTo
        ? []
        : await rewardFeed
            .find(
              { _id: { $gt: after, $lte: upTo }, ...(types && { type: { $in: [...types] } }) },
              { signal },
            )
            .sort({ _id: 1 })
            .limit(first + 1)
            .toArray();
    const entries = found.slice(0, first);
    const last = entries.length === first ? entries.at(-1) : undefined;
    return {
      entries: await this.withRequests(entries, signal),
      epoch: setting.epoch,
      lastSequence: last?._id ?? Math.max(after, upTo),
      hasMore: found.length > first || upTo < tail,
    };
  }

  /** A primary that was deposed and does not know it yet would report a tail of the past. @throws BadUserInput */
  private async requireEntry(sequence: number): Promise<void> {
    const entry = await this.database.rewardFeed.findOne(
      { _id: sequence },
      {
        projection: { _id: 1 },
        readConcern: { level: 'linearizable' },
        maxTimeMS: READ_LIMIT_MS.page,
      },
    );
    if (entry !== null) return;
    const message = 'is beyond the last entry; if the epoch has changed, the database was restored';
    throw new BadUserInput({ path: 'after', message });
  }

  private async withRequests(
    entries: readonly RewardFeedEntry[],
    signal: AbortSignal,
  ): Promise<FeedEntryNode[]> {
    if (entries.length === 0) return [];
    const rows = await this.database.requests
      .find(
        { _id: { $in: entries.map(({ rowId }) => rowId) } },
        { projection: { outbox: 0, rewards: 0 }, signal },
      )
      .toArray();
    const byId = new Map(rows.map((row) => [String(row._id), row]));
    return entries.map((entry) => {
      const row = byId.get(String(entry.rowId));
      if (row === undefined) return { entry, request: null, userId: entry.rowId };
      const { userId } = row;
      if (!isKnownStatus(row.status)) return { entry, request: null, userId };
      return { entry, request: PAID.includes(entry.type) ? { ...row, fed: true } : row, userId };
    });
  }
}
