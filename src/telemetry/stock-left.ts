import type { Types } from 'mongoose';
import type { Database } from '../database/connection';
import { inProgressFilter } from '../events/event-filter';

export interface StockLeft {
  readonly eventId: string;
  readonly eventTitle: string;
  readonly rewardId: string;
  readonly rewardName: string;
  readonly stock: number;
  readonly remaining: number;
}

interface Row {
  readonly eventId: Types.ObjectId;
  readonly title: string;
  readonly reward: {
    readonly id: Types.ObjectId;
    readonly name: string;
    readonly stock: number;
    readonly remaining: number;
  };
}

/** More series than this would cost more to store than they are worth. */
const REWARDS_MAX = 100;
/** Also for the driver; the other metrics report an unreachable database. */
const TIME_MAX_MS = 1_000;

/** The limited rewards of events that are in progress, the scarcest first, at most 100. */
export async function readStockLeft(database: Pick<Database, 'events'>, now: Date): Promise<StockLeft[]> {
  const rows = await database.events
    .aggregate<Row>(
      [
        { $match: inProgressFilter(now) },
        { $project: { eventId: '$_id', title: 1, reward: '$rewards' } },
        { $unwind: '$reward' },
        { $match: { 'reward.remaining': { $gte: 0 } } },
        { $sort: { 'reward.remaining': 1, 'reward.id': 1 } },
        { $limit: REWARDS_MAX },
      ],
      { timeoutMS: TIME_MAX_MS },
    )
    .toArray();
  return rows.map(({ eventId, title, reward }) => ({
    eventId: eventId.toHexString(),
    eventTitle: title,
    rewardName: reward.name,
    rewardId: reward.id.toHexString(),
    stock: reward.stock,
    remaining: reward.remaining,
  }));
}
