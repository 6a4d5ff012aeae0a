import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Collections } from '../database/client-collections';
import { isDuplicateKey } from '../database/duplicate-key';
import { AGAIN, untilAnswered } from '../database/retry';
import { ENDPOINTS_MAX, type PausedReason } from '../domain/webhook-rules';
import { BadUserInput } from '../errors';
import { EXISTS } from './webhook-reader';
import type { WebhookEndpoint, WebhookReplay } from './webhook-endpoint.model';

interface Parts {
  readonly database: Pick<Collections, 'webhookEndpoints'>;
  readonly chainer: Pick<Chainer, 'drain'>;
}

/** Stores endpoints, and what sending changes about them. */
export class EndpointStore {
  constructor(private readonly parts: Parts) {}

  /** Those that were removed included: what belongs to them is removed after them. */
  findAll(): Promise<WebhookEndpoint[]> {
    return this.parts.database.webhookEndpoints.find().sort({ _id: 1 }).toArray();
  }

  find(_id: Types.ObjectId): Promise<WebhookEndpoint | null> {
    return this.parts.database.webhookEndpoints.findOne({ _id, ...EXISTS });
  }

  /**
   * Inserts an endpoint into a free slot, so that there are never more endpoints than slots, even if several are
   * created at once.
   *
   * @throws BadUserInput when no slot is free
   */
  async insert(endpoint: WebhookEndpoint): Promise<void> {
    const { webhookEndpoints } = this.parts.database;
    await untilAnswered(async () => {
      const existing = await webhookEndpoints
        .find(EXISTS, { projection: { slot: 1 } })
        .sort({ _id: 1 })
        .toArray();
      if (existing.some(({ _id }) => _id.equals(endpoint._id))) return;
      const taken = new Set(existing.map(({ slot }) => slot));
      const slot = Array.from({ length: ENDPOINTS_MAX }, (_, place) => place).find(
        (each) => !taken.has(each),
      );
      if (slot === undefined)
        throw new BadUserInput({ path: 'input', message: `there are ${ENDPOINTS_MAX} endpoints already` });
      try {
        await webhookEndpoints.insertOne({ ...endpoint, slot });
        return;
      } catch (error) {
        // Another endpoint took the slot, or our own first attempt arrived.
        if (isDuplicateKey(error)) return AGAIN;
        throw error;
      }
    });
  }

  /** @returns the first failure since the last success */
  async failed(_id: Types.ObjectId, now: Date): Promise<Date | null> {
    const endpoint = await this.parts.database.webhookEndpoints.findOneAndUpdate(
      { _id },
      [{ $set: { failingSince: { $ifNull: ['$failingSince', now] } } }],
      { returnDocument: 'after', projection: { failingSince: 1 } },
    );
    return endpoint?.failingSince ?? null;
  }

  async succeeded(_id: Types.ObjectId): Promise<void> {
    await this.parts.database.webhookEndpoints.updateOne(
      { _id, failingSince: { $type: 'date' } },
      { $set: { failingSince: null } },
    );
  }

  /** An act of the platform, unless somebody changes the endpoint at the same moment. */
  async deactivate({ _id, n }: WebhookEndpoint, reason: PausedReason, now: Date): Promise<void> {
    const entry = outboxEntry({
      at: now,
      actor: null,
      action: 'deactivateWebhookEndpoint',
      targetType: 'WebhookEndpoint',
      targetId: _id,
      before: { active: true, pausedReason: null },
      after: { active: false, pausedReason: reason },
    });
    const { matchedCount } = await this.parts.database.webhookEndpoints.updateOne(
      { _id, n, active: true },
      { $set: { active: false, pausedReason: reason }, $inc: { n: 1 }, $push: { outbox: entry } },
    );
    if (matchedCount === 1) await this.parts.chainer.drain('webhookEndpoints', _id);
  }

  /** The range before `next` has been prepared. */
  async passReplay(_id: Types.ObjectId, { id, next: read, to }: WebhookReplay, next: number): Promise<void> {
    const { webhookEndpoints } = this.parts.database;
    if (next > to) await webhookEndpoints.updateOne({ _id }, { $pull: { replays: { id } } });
    else
      await webhookEndpoints.updateOne(
        { _id, replays: { $elemMatch: { id, next: read } } },
        { $set: { 'replays.$.next': next } },
      );
  }

  async remove(_id: Types.ObjectId): Promise<void> {
    // Its last entry must have reached the chain.
    await this.parts.database.webhookEndpoints.deleteOne({
      _id,
      removedAt: { $type: 'date' },
      'outbox.id': { $exists: false },
    });
  }
}
