import type { Collections } from '../database/client-collections';
import { READ_LIMIT_MS } from '../database/read-limits';
import { findTail } from '../reward-feed/entries';
import { findFeedSetting } from '../reward-feed/epoch';
import type { FeedEntry } from './webhook-deliveries';

export interface FeedSlice {
  readonly epoch: string;
  /** With after < sequence <= lastSequence, in order. */
  readonly entries: readonly FeedEntry[];
  /** A reader that has these entries has everything up to here. */
  readonly lastSequence: number;
}

export interface FeedReader {
  read(after: number, limit: number): Promise<FeedSlice>;
  findTail(): Promise<number>;
}

/** The reward feed as endpoints need it: whole, and without what rows say now. */
export class EndpointFeedReader implements FeedReader {
  constructor(private readonly database: Pick<Collections, 'rewardFeed' | 'settings'>) {}

  findTail(): Promise<number> {
    return findTail(this.database);
  }

  async read(after: number, limit: number): Promise<FeedSlice> {
    // The tail first: what is appended later has a higher sequence and is left to the next read.
    const tail = await this.findTail();
    const setting = await findFeedSetting(this.database);
    if (setting === null) return { epoch: '', entries: [], lastSequence: after };
    const rows = await this.database.rewardFeed
      .find({ _id: { $gt: after, $lte: tail } }, { maxTimeMS: READ_LIMIT_MS.background })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const entries = rows.map(({ _id, type, rowId, at }) => ({ sequence: _id, type, rowId, at }));
    const last = entries.length === limit ? entries.at(-1)!.sequence : Math.max(after, tail);
    return { epoch: setting.epoch, entries, lastSequence: last };
  }
}
