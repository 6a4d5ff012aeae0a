import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { isOverdue } from '../database/read-limits';
import { RequestStatus } from '../domain/request-status';
import { isRunningOut, isSoldOut } from '../domain/stock';
import type { ServiceCalendar } from '../domain/service-calendar';
import { EVENT_PROJECTION } from '../events/event-editor';
import type { Event, StoredReward } from '../events/event.model';
import { EVENT_ORDERS, inProgressFilter } from '../events/event-filter';
import { COUNT_LIMIT_MS } from '../database/keyset-page';
import type { RewardRequest } from '../reward-requests/reward-request.model';
import { RequestActivityReader } from './request-activity';

/** Events whose stock is looked at: the latest that are in progress. */
const EVENTS_MAX = 1_000;

export const ENDING_HOURS = 48;
const HOUR_MS = 3_600_000;

export interface EndingEvents {
  /** 1,000 at most. */
  readonly count: number;
  readonly events: Event[];
}

/** A reward and its event. */
export interface PlacedReward {
  readonly eventId: Types.ObjectId;
  readonly reward: StoredReward;
}

/** Reads the first page of people who run events. */
export class OverviewService {
  readonly activity: RequestActivityReader;
  private readonly database: Collections;

  constructor(parts: { readonly database: Collections; readonly calendar: ServiceCalendar }) {
    this.database = parts.database;
    this.activity = new RequestActivityReader(parts);
  }

  /** Rewards of events in progress whose stock is about to run out, then those that are sold out. */
  async lowStock(now: Date, first: number, signal: AbortSignal): Promise<PlacedReward[]> {
    const events = await this.database.events
      .find(inProgressFilter(now), { projection: { rewards: 1 }, hint: EVENT_ORDERS.START_AT.hint, signal })
      .sort({ startAt: -1, _id: -1 })
      .limit(EVENTS_MAX)
      .toArray();
    return events
      .flatMap(({ _id, rewards }) => rewards.map((reward) => ({ eventId: _id, reward })))
      .filter(({ reward }) => isSoldOut(reward) || isRunningOut(reward))
      .sort((a, b) => urgency(a.reward) - urgency(b.reward) || a.reward.remaining! - b.reward.remaining!)
      .slice(0, first);
  }

  /** Events in progress that end within the next hours, the soonest first. */
  async ending(now: Date, first: number, signal: AbortSignal): Promise<EndingEvents> {
    const until = new Date(now.getTime() + ENDING_HOURS * HOUR_MS);
    const endsSoon: mongo.Filter<Event> = { endAt: { $type: 'date', $lte: until } };
    const filter = { $and: [inProgressFilter(now), endsSoon] };
    const events = await this.database.events
      .find(filter, { projection: EVENT_PROJECTION, hint: EVENT_ORDERS.END_AT.hint, signal })
      .sort({ endAt: 1, _id: 1 })
      .limit(first)
      .toArray();
    const count = await this.database.events.countDocuments(filter, { limit: EVENTS_MAX, signal });
    return { count, events };
  }

  /** Requests that wait for a decision; null when they can't be counted within a second. */
  async countWaiting(signal: AbortSignal): Promise<number | null> {
    try {
      return await this.database.requests.countDocuments(WAITING, { maxTimeMS: COUNT_LIMIT_MS, signal });
    } catch (error) {
      if (isOverdue(error)) return null;
      throw error;
    }
  }

  /** The request that has waited longest for a decision. */
  findOldestWaiting(signal: AbortSignal): Promise<RewardRequest | null> {
    return this.database.requests.findOne(WAITING, { sort: { requestedAt: 1, _id: 1 }, signal });
  }
}

const WAITING: mongo.Filter<RewardRequest> = { status: RequestStatus.PENDING };

/** By the share that is left; what is sold out already comes last, for it can't run out any more. */
function urgency(reward: StoredReward): number {
  return isSoldOut(reward) ? 1 : reward.remaining! / reward.stock!;
}
