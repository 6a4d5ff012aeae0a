import type { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import type { Clock } from '../../clock';
import type { GaugeTable } from '../../telemetry/metric-definitions';
import { inProgressFilter } from '../event-filter';

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

export function stockGauges(database: Pick<Database, 'events'>, clock: Clock): GaugeTable {
  return {
    labelNames: ['event', 'event_title', 'reward', 'reward_name'],
    gauges: [
      { name: 'stock', help: 'Stock of a limited reward of a running event: initial + deltas.' },
      { name: 'stock_remaining', help: 'Units of a limited reward that are neither paid nor held.' },
    ],
    read: async () =>
      (await readStockLeft(database, clock())).map(
        ({ eventId, eventTitle, rewardId, rewardName, stock, remaining }) => ({
          labels: { event: eventId, event_title: eventTitle, reward: rewardId, reward_name: rewardName },
          values: [stock, remaining],
        }),
      ),
  };
}
