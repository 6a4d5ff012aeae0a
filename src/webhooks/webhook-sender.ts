import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { READ_LIMIT_MS } from '../database/read-limits';
import { EndpointSender, type SenderParts } from './endpoint-sender';
import type { WebhookEndpoint } from './webhook-endpoint.model';

/** How often a server looks for deliveries that have been kept for long enough, or whose endpoint is gone. */
const EXPIRY_INTERVAL_MS = 3_600_000;
/** There are far fewer endpoints than this, so each pass removes some of the leases that belong to none. */
const LEASES_AT_ONCE = 1_000;
/** How long a sweep waits for the turns that it began; they go on after it. */
const TURNS_LIMIT_MS = 500;

export interface EndpointCounts {
  readonly active: number;
  readonly failing: number;
  readonly deactivated: number;
}

/** Sends the messages of all endpoints: every server does each second, and each endpoint has one sender at a time. */
export class WebhookSender {
  private readonly owner = randomUUID();
  private readonly senders = new Map<string, EndpointSender>();
  private expiredAt = -Infinity;
  private known: readonly WebhookEndpoint[] = [];
  private stopped = false;

  constructor(private readonly parts: SenderParts) {}

  /** Begins what is due; attempts go on after it. */
  async sweep(): Promise<void> {
    if (this.stopped) return;
    const endpoints = await this.parts.endpoints.findAll();
    this.known = endpoints.filter(({ removedAt }) => removedAt === undefined);
    const turns = this.known.map((endpoint) => this.turn(endpoint));
    // An endpoint with a long backlog is never done, and must not hold up those that others wait for.
    const enough = new AbortController();
    const wait = sleep(TURNS_LIMIT_MS, undefined, { ref: false, signal: enough.signal });
    await Promise.race([Promise.all(turns), wait]).finally(() => enough.abort());
    for (const endpoint of endpoints) {
      if (endpoint.removedAt !== undefined) await this.cleanUp(endpoint);
    }
    if (performance.now() - this.expiredAt >= EXPIRY_INTERVAL_MS) {
      await this.parts.deliveries.removeExpired(this.parts.clock());
      await this.removeOrphans();
      this.expiredAt = performance.now();
    }
  }

  /** At the last sweep, for the metrics. */
  get counts(): EndpointCounts {
    const active = this.known.filter((endpoint) => endpoint.active);
    return {
      active: active.length,
      failing: active.filter(({ failingSince }) => failingSince !== null).length,
      deactivated: this.known.filter(({ pausedReason }) => pausedReason !== null).length,
    };
  }

  /** Resolves when no attempt is under way. */
  async idle(): Promise<void> {
    await Promise.all([...this.senders.values()].map((sender) => sender.idle()));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled([...this.senders.values()].map((sender) => sender.stop()));
  }

  private async turn(endpoint: WebhookEndpoint): Promise<void> {
    try {
      await this.senderOf(endpoint).turn();
    } catch (error) {
      const { _id: endpointId } = endpoint;
      this.parts.log.warn({ endpointId, err: error }, 'messages of a webhook endpoint could not be prepared');
    }
  }

  private senderOf({ _id }: WebhookEndpoint): EndpointSender {
    const id = String(_id);
    const sender = this.senders.get(id) ?? new EndpointSender(this.parts, _id, this.owner);
    this.senders.set(id, sender);
    return sender;
  }

  /**
   * Removes what a server that was paused stored after its endpoint had been removed. Ids are never given again, so an
   * endpoint that is looked for after its messages and not found is gone.
   */
  private async removeOrphans(): Promise<void> {
    const { database, deliveries } = this.parts;
    const leases = await database.webhookLeases
      .find(
        {},
        {
          projection: { _id: 1 },
          sort: { _id: 1 },
          limit: LEASES_AT_ONCE,
          maxTimeMS: READ_LIMIT_MS.background,
        },
      )
      .toArray();
    const ids = [...(await deliveries.findEndpointIds()), ...leases.map(({ _id }) => _id)];
    const endpoints = await database.webhookEndpoints
      .find({ _id: { $in: ids } }, { projection: { _id: 1 }, maxTimeMS: READ_LIMIT_MS.background })
      .toArray();
    const there = new Set(endpoints.map(({ _id }) => String(_id)));
    for (const _id of ids.filter((id) => !there.has(String(id)))) {
      await deliveries.removeAllOf(_id);
      await database.webhookLeases.deleteOne({ _id });
    }
  }

  /** Removes the messages and the lease of a removed endpoint and, last, the endpoint itself. Any server may do it. */
  private async cleanUp({ _id }: WebhookEndpoint): Promise<void> {
    const { database, deliveries, endpoints } = this.parts;
    const id = String(_id);
    await this.senders.get(id)?.stop();
    this.senders.delete(id);
    await deliveries.removeAllOf(_id);
    await database.webhookLeases.deleteOne({ _id });
    await endpoints.remove(_id);
  }
}
