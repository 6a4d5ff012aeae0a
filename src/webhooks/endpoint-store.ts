import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Collections } from '../database/client-collections';
import type { PausedReason } from '../domain/webhook-rules';
import { EXISTS } from './webhook-reader';
import type { WebhookEndpoint, WebhookReplay } from './webhook-endpoint.model';

interface Parts {
  readonly database: Pick<Collections, 'webhookEndpoints'>;
  readonly chainer: Pick<Chainer, 'drain'>;
}

/** The endpoints as those read and change them that send. */
export class EndpointStore {
  constructor(private readonly parts: Parts) {}

  /** Those that were removed included: what belongs to them is removed after them. */
  findAll(): Promise<WebhookEndpoint[]> {
    return this.parts.database.webhookEndpoints.find().sort({ _id: 1 }).toArray();
  }

  find(_id: Types.ObjectId): Promise<WebhookEndpoint | null> {
    return this.parts.database.webhookEndpoints.findOne({ _id, ...EXISTS });
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
      ...{ at: now, actor: null, action: 'deactivateWebhookEndpoint' },
      ...{ targetType: 'WebhookEndpoint', targetId: _id },
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
