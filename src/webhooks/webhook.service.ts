import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import { findAct } from '../audit/find-act';
import type { Viewer } from '../domain/viewer';
import type { Database } from '../database/connection';
import { AGAIN, untilAnswered } from '../database/retry';
import { FORMER_SECRET_MS } from '../domain/webhook-rules';
import { AppError, BadUserInput } from '../errors';
import { requireObjectId } from '../database/object-ids';
import type { Secrets } from '../secrets/secrets';
import type { AddressRules } from './address-rules';
import type { WebhookDeliveries } from './webhook-deliveries';
import { secretRecord } from './endpoint-secrets';
import type { EndpointStore } from './endpoint-store';
import type { FeedReader } from './feed-reader';
import type { WebhookReader } from './webhook-reader';
import { newWebhookSecret } from './signature';
import type {
  CreateWebhookEndpointInput,
  ReplayWebhookInput,
  UpdateWebhookEndpointInput,
} from './webhook.inputs';
import type { WebhookEndpoint, WebhookSecret } from './webhook-endpoint.model';

/** Former secrets that still sign, with the current one: more than anybody needs in a day. */
const SECRETS_MAX = 5;
const REPLAYS_MAX = 10;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly reader: WebhookReader;
  readonly deliveries: WebhookDeliveries;
  readonly endpoints: EndpointStore;
  readonly feed: FeedReader;
  readonly secrets: Secrets;
  readonly rules: AddressRules;
}

interface By {
  readonly viewer: Viewer;
  readonly now: Date;
}

interface Change {
  readonly action: string;
  readonly set: Partial<WebhookEndpoint>;
  readonly unset?: readonly ['slot'];
  readonly before: object | null;
  readonly after: object | null;
}

/** What ADMINs do with endpoints; each change is audited. */
export class WebhookService {
  constructor(private readonly parts: Parts) {}

  /** @throws BadUserInput for a URL that is not allowed, a sequence beyond the feed, or when 20 endpoints exist */
  async create(
    { url, types, fromSequence }: CreateWebhookEndpointInput,
    { viewer, now }: By,
  ): Promise<{ readonly endpoint: WebhookEndpoint; readonly secret: string }> {
    this.requireAllowed(url);
    const tail = await this.parts.feed.findTail();
    if (fromSequence != null && fromSequence > tail + 1)
      throw new BadUserInput({ path: 'input.fromSequence', message: 'is beyond the end of the feed' });
    const _id = new Types.ObjectId();
    const secret = newWebhookSecret();
    const start = fromSequence == null ? tail : Math.max(0, fromSequence - 1);
    const current = this.newSecret(_id, secret);
    const entry = outboxEntry({
      at: now,
      actor: viewer,
      action: 'createWebhookEndpoint',
      targetType: 'WebhookEndpoint',
      targetId: _id,
      after: { url, types, fromSequence: start + 1, secretId: current.id },
    });
    const endpoint: WebhookEndpoint = {
      _id,
      url,
      types,
      active: true,
      createdAt: now,
      failingSince: null,
      pausedReason: null,
      secrets: [current],
      replays: [],
      start,
      n: 0,
      outbox: [entry],
    };
    await this.parts.endpoints.insert(endpoint);
    await this.parts.chainer.drain('webhookEndpoints', _id);
    return { endpoint, secret };
  }

  /** @throws AppError NOT_FOUND @throws BadUserInput for a URL that is not allowed */
  async update(input: UpdateWebhookEndpointInput, by: By): Promise<WebhookEndpoint> {
    if (input.url != null) this.requireAllowed(input.url);
    const changed = await this.change(input.id, by, (endpoint) => {
      const wanted = { url: input.url, types: input.types, active: input.active };
      const fields = Object.entries(wanted).filter(
        ([name, value]) => value != null && String(value) !== String(endpoint[name as 'url']),
      );
      const revives = input.active === true && (endpoint.pausedReason ?? endpoint.failingSince) !== null;
      if (fields.length === 0 && !revives) return null;
      const before = Object.fromEntries(fields.map(([name]) => [name, endpoint[name as 'url']]));
      return {
        action: 'updateWebhookEndpoint',
        set: {
          ...Object.fromEntries(fields),
          ...(input.active === true && { pausedReason: null, failingSince: null }),
        },
        before: revives ? { ...before, pausedReason: endpoint.pausedReason } : before,
        after: revives ? { ...Object.fromEntries(fields), pausedReason: null } : Object.fromEntries(fields),
      };
    });
    if (input.active === true) await this.parts.deliveries.hasten(changed._id, by.now);
    return changed;
  }

  /** @throws AppError NOT_FOUND */
  async rotateSecret(
    id: string,
    by: By,
  ): Promise<{ readonly endpoint: WebhookEndpoint; readonly secret: string }> {
    const secret = newWebhookSecret();
    const current = this.newSecret(requireObjectId(id), secret);
    const until = new Date(by.now.getTime() + FORMER_SECRET_MS);
    const endpoint = await this.change(id, by, ({ secrets }) => {
      const former = secrets
        .filter((each) => each.until === null || each.until > by.now)
        .map((each) => ({ ...each, until: each.until ?? until }));
      return {
        action: 'rotateWebhookSecret',
        set: { secrets: [current, ...former].slice(0, SECRETS_MAX) },
        before: null,
        after: { secretId: current.id, formerSecretSignsUntil: until },
      };
    });
    return { endpoint, secret };
  }

  /** @throws AppError NOT_FOUND */
  async remove(id: string, by: By): Promise<void> {
    await this.change(id, by, ({ url, types }) => ({
      action: 'removeWebhookEndpoint',
      set: { removedAt: by.now, active: false, secrets: [] },
      unset: ['slot'],
      before: { url, types },
      after: null,
    }));
  }

  /** @throws AppError NOT_FOUND @throws BadUserInput for a range beyond the cursor, or too many at once */
  async replay({ id, fromSequence, toSequence }: ReplayWebhookInput, by: By): Promise<WebhookEndpoint> {
    if (toSequence < fromSequence)
      throw new BadUserInput({ path: 'input.toSequence', message: 'must be at least fromSequence' });
    const [cursor] = await this.parts.reader.findCursors([String(requireObjectId(id))]);
    const replay = { id: new Types.ObjectId(), next: fromSequence, to: toSequence };
    return this.change(id, by, ({ replays, start }) => {
      if (toSequence > (cursor ?? start))
        throw new BadUserInput({ path: 'input.toSequence', message: "is beyond the endpoint's cursor" });
      if (replays.length >= REPLAYS_MAX)
        throw new BadUserInput({
          path: 'input.id',
          message: `has ${REPLAYS_MAX} ranges that are still sent again`,
        });
      return {
        action: 'replayWebhook',
        set: { replays: [...replays, replay] },
        before: null,
        after: { fromSequence, toSequence },
      };
    });
  }

  /** One conditional update with its audit entry; null of `workOut` changes nothing and records nothing. */
  private async change(
    id: string,
    { viewer, now }: By,
    workOut: (endpoint: WebhookEndpoint) => Change | null,
  ): Promise<WebhookEndpoint> {
    const { database, chainer } = this.parts;
    const _id = requireObjectId(id);
    const entryId = new Types.ObjectId();
    const changed = await untilAnswered(async () => {
      const endpoint = await database.webhookEndpoints.findOne({ _id });
      // Our own first attempt may have landed, and its answer been lost.
      if (endpoint !== null && (await findAct(database, 'webhookEndpoints', entryId))) return endpoint;
      if (endpoint === null || endpoint.removedAt !== undefined) throw new AppError('NOT_FOUND');
      const change = workOut(endpoint);
      if (change === null) return endpoint;
      const entry = outboxEntry({
        id: entryId,
        at: now,
        actor: viewer,
        action: change.action,
        targetType: 'WebhookEndpoint',
        targetId: _id,
        before: change.before,
        after: change.after,
      });
      const after = await database.webhookEndpoints.findOneAndUpdate(
        // `replays` is also changed by the server that sends.
        { _id, n: endpoint.n, ...(change.set.replays && { replays: endpoint.replays }) },
        {
          $set: change.set,
          ...(change.unset && { $unset: { slot: 1 as const } }),
          $inc: { n: 1 },
          $push: { outbox: entry },
        },
        { returnDocument: 'after' },
      );
      return after ?? AGAIN;
    });
    await chainer.drain('webhookEndpoints', _id);
    return changed;
  }

  private newSecret(endpointId: Types.ObjectId, secret: string): WebhookSecret {
    const id = new Types.ObjectId();
    const encrypted = this.parts.secrets.encrypt(secret, secretRecord(endpointId, id));
    return { id, encrypted, until: null };
  }

  private requireAllowed(url: string): void {
    const fault = this.parts.rules.faultOf(url);
    if (fault !== null) throw new BadUserInput({ path: 'input.url', message: fault });
  }
}
