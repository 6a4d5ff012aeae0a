import type { Types } from 'mongoose';
import type { Clock } from '../clock';
import type { Collections } from '../database/client-collections';
import { isLowPool } from '../domain/reward-codes';
import { inProgressFilter } from '../events/event-filter';
import type { GaugeTable } from '../telemetry/metric-definitions';

interface Pool {
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
const POOLS_MAX = 100;
/** Also for the driver; the other metrics report an unreachable database. */
const TIME_MAX_MS = 1_000;

/** The code pools of events that are in progress, the scarcest first, at most 100. */
export function poolGauges(database: Pick<Collections, 'events'>, clock: Clock): GaugeTable {
  return {
    labelNames: ['event', 'event_title', 'reward', 'reward_name'],
    gauges: [
      {
        name: 'code_pool_low',
        help: '1 if fewer than a tenth of the codes of a running event, or fewer than 100, can still be won.',
      },
    ],
    read: async () => {
      const pools = await database.events
        .aggregate<Pool>(
          [
            { $match: { ...inProgressFilter(clock()), 'rewards.codePool': true } },
            { $project: { eventId: '$_id', title: 1, reward: '$rewards' } },
            { $unwind: '$reward' },
            { $match: { 'reward.codePool': true } },
            { $sort: { 'reward.remaining': 1, 'reward.id': 1 } },
            { $limit: POOLS_MAX },
          ],
          { timeoutMS: TIME_MAX_MS },
        )
        .toArray();
      return pools.map(({ eventId, title, reward: { id, name, stock, remaining } }) => ({
        labels: {
          event: eventId.toHexString(),
          event_title: title,
          reward: id.toHexString(),
          reward_name: name,
        },
        values: [Number(isLowPool({ imported: stock, remaining }))],
      }));
    },
  };
}
