import { Types, type mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { findPage } from '../database/keyset-page';
import { filterId } from '../database/object-ids';
import type { Page } from '../domain/page';
import type { WebhookDelivery } from './webhook-delivery.model';
import type { WebhookEndpoint } from './webhook-endpoint.model';
import type { WebhookDeliveriesArgs } from './webhook.inputs';

/** Endpoints that were not removed: a removed one gives its slot back. */
export const EXISTS = { slot: { $gte: 0 } } as const;

/** Reads endpoints and their messages for ADMINs and AUDITORs. */
export class WebhookReader {
  constructor(private readonly database: Collections) {}

  findEndpoints(): Promise<WebhookEndpoint[]> {
    return this.database.webhookEndpoints.find(EXISTS).sort({ _id: 1 }).toArray();
  }

  async findByIds(ids: readonly string[]): Promise<Array<WebhookEndpoint | null>> {
    const endpoints = await this.findEndpoints();
    return ids.map((id) => endpoints.find(({ _id }) => _id.toHexString() === id) ?? null);
  }

  /** @throws BadUserInput for a cursor of another list, filter or order */
  findDeliveries(args: WebhookDeliveriesArgs, signal: AbortSignal): Promise<Page<WebhookDelivery>> {
    const { endpointId, states, sequence } = args.filter ?? {};
    const filter: mongo.Filter<WebhookDelivery> = {
      ...(endpointId != null && { endpointId: filterId(endpointId) }),
      ...(states && { state: { $in: states } }),
      ...(sequence != null && { sequence }),
    };
    const { webhookDeliveries } = this.database;
    return findPage(
      webhookDeliveries,
      { name: 'webhookDeliveries', filter, sortKey: 'sequence' },
      args,
      signal,
    );
  }

  /** By their endpoints' ids; null: nobody has taken messages of it yet. */
  async findCursors(ids: readonly string[]): Promise<Array<number | null>> {
    const leases = await this.database.webhookLeases
      .find({ _id: { $in: ids.map((id) => new Types.ObjectId(id)) } }, { projection: { cursor: 1 } })
      .toArray();
    const cursors = new Map(leases.map(({ _id, cursor }) => [_id.toHexString(), cursor]));
    return ids.map((id) => cursors.get(id) ?? null);
  }
}
