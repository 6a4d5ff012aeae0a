import { setMaxListeners } from 'node:events';
import type { Types } from 'mongoose';
import type { Clock } from '../clock';
import type { Collections } from '../database/client-collections';
import { isGivenUp, isStalled, nextAttempt, ATTEMPTS_MAX } from '../domain/webhook-rules';
import { reached } from '../fault-points';
import type { Log } from '../log';
import type { Secrets } from '../secrets/secrets';
import type { AddressRules } from './address-rules';
import { WAITING_MAX, type WebhookDeliveries } from './webhook-deliveries';
import { EndpointLease } from './endpoint-lease';
import type { EndpointStore } from './endpoint-store';
import type { FeedReader } from './feed-reader';
import { messageBody } from './message-body';
import { postMessage, type PostOutcome } from './post-message';
import { signingSecrets } from './endpoint-secrets';
import { signedHeaders } from './signature';
import type { WebhookDelivery } from './webhook-delivery.model';
import { webhookSignals } from './webhook-signals';
import type { WebhookEndpoint } from './webhook-endpoint.model';

export const IN_FLIGHT_MAX = 16;
/** Entries that are taken from the feed at once. */
const PAGE = 100;
/** With so many messages that could be sent at once, no more are taken from the feed. */
const READY_ENOUGH = 2 * IN_FLIGHT_MAX;

export interface SenderParts {
  readonly database: Collections;
  readonly endpoints: EndpointStore;
  readonly deliveries: WebhookDeliveries;
  readonly feed: FeedReader;
  readonly secrets: Secrets;
  readonly rules: AddressRules;
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Sends the messages of one endpoint while this server holds its lease. Everything that is sent is stored as a
 * delivery first, and the cursor passes an entry only after that, so a server may end at any step: the next one
 * finds what waits, and sends again what was not recorded.
 */
export class EndpointSender {
  private readonly lease: EndpointLease;
  /** Deliveries of attempts under way, with the row that each is about. */
  private readonly inFlight = new Map<string, { readonly rowId: string; readonly done: Promise<void> }>();
  /** Attempts that ended during this turn: what it has read of them is out of date. */
  private readonly ended = new Set<string>();
  private turning: Promise<void> | null = null;
  private again = false;
  private readonly stopping = new AbortController();

  constructor(
    private readonly parts: SenderParts,
    private readonly endpointId: Types.ObjectId,
    owner: string,
  ) {
    // One listener for each attempt.
    setMaxListeners(2 * IN_FLIGHT_MAX, this.stopping.signal);
    this.lease = new EndpointLease(parts.database.webhookLeases, endpointId, owner, parts.clock);
  }

  /** Does what is to be done now; attempts go on after it. */
  async turn(): Promise<void> {
    this.again = true;
    this.turning ??= this.turns().finally(() => (this.turning = null));
    return this.turning;
  }

  /** Resolves when no attempt is under way. */
  async idle(): Promise<void> {
    while (this.inFlight.size > 0 || this.turning !== null) {
      await this.turning?.catch(() => undefined);
      await Promise.all([...this.inFlight.values()].map(({ done }) => done));
    }
  }

  /** Begins no further attempt, waits for those under way, and lets another server go on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.idle();
    await this.lease.release();
  }

  private async turns(): Promise<void> {
    while (this.again && !this.stopping.signal.aborted) {
      this.again = false;
      await this.once();
    }
  }

  private async once(): Promise<void> {
    const { endpoints, deliveries, clock } = this.parts;
    this.ended.clear();
    const endpoint = await endpoints.find(this.endpointId);
    if (endpoint === null || !endpoint.active) return this.lease.release();
    if (!(await this.lease.hold(endpoint.start))) return;
    reached('webhook.leased');
    if (isGivenUp(endpoint.failingSince, clock()))
      return endpoints.deactivate(endpoint, 'NO_SUCCESS_FOR_5_DAYS', clock());
    let waiting = await deliveries.findWaiting(this.endpointId);
    if (await this.replay(endpoint, waiting.length)) waiting = await deliveries.findWaiting(this.endpointId);
    const stalled = isStalled(endpoint.failingSince, clock());
    let ready = this.readyOf(waiting, stalled);
    // Without a message to try, a stalled endpoint would never be tried again.
    const mayAdvance = stalled ? waiting.length === 0 : waiting.length <= WAITING_MAX - PAGE;
    if (mayAdvance && ready.length < READY_ENOUGH) {
      const added = await this.advance(endpoint);
      waiting = [...waiting, ...added];
      ready = this.readyOf(waiting, stalled);
    }
    const free = IN_FLIGHT_MAX - this.inFlight.size;
    for (const delivery of ready.slice(0, Math.max(0, free))) this.launch(endpoint, delivery);
  }

  /** What may be sent now: of each row the first message, if it is due. */
  private readyOf(waiting: readonly WebhookDelivery[], stalled: boolean): WebhookDelivery[] {
    const now = this.parts.clock().getTime();
    const isDue = ({ nextAttemptAt }: WebhookDelivery) => (nextAttemptAt?.getTime() ?? 0) <= now;
    if (stalled) return waiting.slice(0, this.inFlight.size === 0 ? 1 : 0).filter(isDue);
    const busy = new Set([...this.inFlight.values()].map(({ rowId }) => rowId));
    return waiting.filter((delivery) => {
      const id = String(delivery._id);
      const row = String(delivery.rowId);
      const isFirst = !busy.has(row);
      busy.add(row);
      return isFirst && isDue(delivery) && !this.ended.has(id);
    });
  }

  /** Stores the next entries as deliveries, then moves the cursor past them. */
  private async advance(endpoint: WebhookEndpoint): Promise<WebhookDelivery[]> {
    const { feed, deliveries, clock } = this.parts;
    const { entries, epoch, lastSequence } = await feed.read(this.lease.cursor, PAGE);
    reached('webhook.read');
    if (lastSequence <= this.lease.cursor) return [];
    const wanted = entries.filter(({ type }) => endpoint.types.includes(type));
    const stored = await deliveries.store(this.endpointId, epoch, wanted, clock());
    reached('webhook.stored');
    if (!(await this.lease.moveCursor(lastSequence))) return [];
    reached('webhook.cursorMoved');
    if (entries.length === PAGE) this.again = true;
    return stored;
  }

  /** Prepares the next part of a range that is to be sent again. @returns whether there was one */
  private async replay({ types, replays }: WebhookEndpoint, waiting: number): Promise<boolean> {
    const [replay] = replays;
    if (replay === undefined || waiting > WAITING_MAX - PAGE) return false;
    const { feed, deliveries, endpoints, clock } = this.parts;
    const { entries, epoch, lastSequence } = await feed.read(replay.next - 1, PAGE);
    const to = Math.min(replay.to, Math.max(lastSequence, replay.next));
    const wanted = entries.filter(({ type, sequence }) => types.includes(type) && sequence <= to);
    await deliveries.restart(this.endpointId, replay.next, to, clock());
    await deliveries.store(this.endpointId, epoch, wanted, clock());
    reached('webhook.replayed');
    await endpoints.passReplay(this.endpointId, replay, to + 1);
    this.again = true;
    return true;
  }

  private launch(endpoint: WebhookEndpoint, delivery: WebhookDelivery): void {
    const id = String(delivery._id);
    const done = this.attempt(endpoint, delivery)
      .catch((error: unknown) => {
        this.parts.log.warn({ err: error }, 'a webhook could not be sent or recorded and will be retried');
      })
      .finally(() => {
        this.ended.add(id);
        this.inFlight.delete(id);
        void this.turn().catch(() => undefined);
      });
    this.inFlight.set(id, { rowId: String(delivery.rowId), done });
  }

  private async attempt(endpoint: WebhookEndpoint, delivery: WebhookDelivery): Promise<void> {
    const { database, clock, rules } = this.parts;
    const body = await messageBody(database, delivery);
    const at = clock();
    const id = `${delivery.epoch}.${String(this.endpointId)}.${delivery.sequence}`;
    const headers = signedHeaders({ id, at, body }, signingSecrets(this.parts.secrets, endpoint, at));
    // Another server may have taken over while this one was paused; what it sends would be sent twice.
    if (!this.lease.isHeld || this.stopping.signal.aborted) return;
    const { signal } = this.stopping;
    const outcome = await postMessage({ url: endpoint.url, headers, body }, { rules, signal });
    reached('webhook.sent');
    if (signal.aborted && outcome.status === null) return;
    webhookSignals.attempt.emit(outcome.error ?? 'OK');
    await this.record(endpoint, delivery, outcome);
    reached('webhook.recorded');
  }

  private async record(
    endpoint: WebhookEndpoint,
    delivery: WebhookDelivery,
    { status, error, retryAfterMs }: PostOutcome,
  ): Promise<void> {
    const { deliveries, endpoints, clock, random } = this.parts;
    const now = clock();
    const seen = { lastStatus: status, lastError: error, lastAttemptAt: now };
    const attempts = delivery.attempts + 1;
    if (error === null) {
      await deliveries.record(delivery, {
        ...seen,
        state: 'DELIVERED',
        attempts,
        nextAttemptAt: null,
        settledAt: now,
      });
      return endpoints.succeeded(this.endpointId);
    }
    const failingSince = await endpoints.failed(this.endpointId, now);
    if (error === 'GONE') {
      await deliveries.record(delivery, seen);
      return endpoints.deactivate(endpoint, 'GONE', now);
    }
    // Before the message whose attempts count there is an older one.
    const counts = !isStalled(failingSince, now) || (await deliveries.isOldest(delivery));
    if (!counts) await deliveries.record(delivery, seen);
    else {
      const nextAttemptAt = nextAttempt(attempts, now, retryAfterMs, random());
      const exhausted = attempts >= ATTEMPTS_MAX || nextAttemptAt === null;
      await deliveries.record(delivery, {
        ...seen,
        attempts,
        nextAttemptAt,
        ...(exhausted && { state: 'EXHAUSTED', settledAt: now }),
      });
      if (exhausted) webhookSignals.exhausted.emit();
    }
  }
}
