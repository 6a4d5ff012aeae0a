import { mongo, Types } from 'mongoose';
import { insertUntilKnown } from '../database/insert-until-known';
import { READ_LIMIT_MS } from '../database/read-limits';
import { DELIVERIES_KEPT_MS } from '../domain/webhook-rules';
import type { WebhookDelivery } from './webhook-delivery.model';

/** More than these wait for one endpoint at no time: until some are settled, its cursor stands still. */
export const WAITING_MAX = 1_000;
const REMOVED_AT_ONCE = 1_000;

export interface FeedEntry {
  readonly sequence: number;
  readonly type: WebhookDelivery['type'];
  /** Request or user. */
  readonly rowId: Types.ObjectId;
  readonly at: Date;
}

/** The messages of endpoints in the database. */
export class WebhookDeliveries {
  constructor(private readonly collection: mongo.Collection<WebhookDelivery>) {}

  /** What is to be sent to an endpoint, in the feed's order. */
  findWaiting(endpointId: Types.ObjectId): Promise<WebhookDelivery[]> {
    return this.collection
      .find({ endpointId, state: 'WAITING' }, { maxTimeMS: READ_LIMIT_MS.background })
      .sort({ sequence: 1 })
      .limit(WAITING_MAX)
      .toArray();
  }

  /** Whether no message with a lower sequence waits. */
  async isOldest({ endpointId, sequence }: WebhookDelivery): Promise<boolean> {
    const older = { endpointId, state: 'WAITING' as const, sequence: { $lt: sequence } };
    return (await this.collection.findOne(older, { projection: { _id: 1 } })) === null;
  }

  /** Stores entries as messages, by majority; those that are stored already stay as they are. */
  async store(
    endpointId: Types.ObjectId,
    epoch: string,
    entries: readonly FeedEntry[],
    now: Date,
  ): Promise<WebhookDelivery[]> {
    const deliveries = entries.map(({ sequence, type, rowId, at }): WebhookDelivery => ({
      _id: new Types.ObjectId(),
      endpointId,
      epoch,
      sequence,
      type,
      rowId,
      at,
      state: 'WAITING',
      attempts: 0,
      lastStatus: null,
      lastError: null,
      lastAttemptAt: null,
      nextAttemptAt: now,
      settledAt: null,
    }));
    if (deliveries.length === 0) return [];
    const outcomes = await insertUntilKnown(this.collection, deliveries);
    const refused = outcomes.indexOf('refused');
    if (refused !== -1) throw new Error('the database refused a webhook delivery');
    return deliveries.filter((_delivery, place) => outcomes[place] === 'inserted');
  }

  /** Makes the stored messages of a range wait again, as if they had never been sent. */
  async restart(endpointId: Types.ObjectId, from: number, to: number, now: Date): Promise<void> {
    await this.collection.updateMany(
      { endpointId, sequence: { $gte: from, $lte: to }, state: { $ne: 'WAITING' } },
      { $set: { state: 'WAITING', attempts: 0, nextAttemptAt: now, settledAt: null } },
    );
  }

  /** Makes everything that waits due now. */
  async hasten(endpointId: Types.ObjectId, now: Date): Promise<void> {
    await this.collection.updateMany({ endpointId, state: 'WAITING' }, { $set: { nextAttemptAt: now } });
  }

  /** Records an attempt, unless another one has been recorded since the delivery was read. */
  async record({ _id, attempts }: WebhookDelivery, set: Partial<WebhookDelivery>): Promise<void> {
    await this.collection.updateOne({ _id, state: 'WAITING', attempts }, { $set: set });
  }

  /** Removes all messages of an endpoint. */
  async removeAllOf(endpointId: Types.ObjectId): Promise<void> {
    await this.remove({ endpointId });
  }

  /** The endpoints that have messages. */
  findEndpointIds(): Promise<Types.ObjectId[]> {
    return this.collection.distinct('endpointId', {}, { maxTimeMS: READ_LIMIT_MS.background });
  }

  /** Removes what was settled longer ago than deliveries are kept. */
  async removeExpired(now: Date): Promise<void> {
    await this.remove({ settledAt: { $lt: new Date(now.getTime() - DELIVERIES_KEPT_MS), $type: 'date' } });
  }

  private async remove(filter: mongo.Filter<WebhookDelivery>): Promise<void> {
    for (;;) {
      const rows = await this.collection
        .find(filter, { projection: { _id: 1 }, maxTimeMS: READ_LIMIT_MS.background })
        .limit(REMOVED_AT_ONCE)
        .toArray();
      if (rows.length === 0) return;
      await this.collection.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
    }
  }
}
