import { Types } from 'mongoose';
import type { Database } from '../../src/database/connection';
import { RequestRewardDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createPoolEvent, importCodes } from '../support/codes';
import { createEvent } from '../support/events';
import type { TestServer } from '../support/server';
import type { Random } from './random';

type Kind =
  | 'audience'
  | 'payout'
  | 'event'
  | 'draft'
  | 'condition'
  | 'reward'
  | 'pending'
  | 'request'
  | 'user'
  | 'serviceKey'
  | 'webhook'
  | 'series';
/** A page that was given: its cursor fits these arguments alone. */
interface Page {
  readonly args: Readonly<Record<string, unknown>>;
  readonly cursor: string;
}

/** What stands in the database and may be named: ids by kind, versions, cursors, names and tokens. */
export class LiveValues {
  private readonly ids: Record<Kind, string[]> = {
    audience: [],
    payout: [],
    event: [],
    draft: [],
    condition: [],
    reward: [],
    pending: [],
    request: [],
    user: [],
    serviceKey: [],
    webhook: [],
    series: [],
  };
  private versions = new Map<string, number>();
  private readonly pages = new Map<string, Page[]>();
  /** A fresh token of the identity provider that the server trusts, for this subject. */
  identityToken: (subject: string) => string = () => 'none';
  /** By the server's clock, when the values were set up. */
  now = '';
  /** A grant of a code pool. */
  coded = { requestId: '', grantId: '' };
  /** Accounts that are no callers: theirs may be disabled, demoted and logged out. */
  bystanders: Array<{ id: string; username: string; refreshToken: string }> = [];

  /**
   * Sets up what each operation can be served with: events to claim, by the one way and the other, requests to
   * decide, and drafts to edit.
   *
   * @param users who has met the conditions
   * @param bystanders the accounts among them that are no callers
   */
  async prepare(
    server: TestServer,
    operator: Actor,
    users: readonly Actor[],
    bystanders: readonly Actor[],
  ): Promise<void> {
    const { database, clock, services } = server;
    this.now = clock.now().toISOString();
    const conditions = [{ kind: 'TOTAL_ATTENDANCE' as const, target: 1 }];
    await createEvent(operator, { conditions });
    const manual = await createEvent(operator, { payout: 'MANUAL', conditions });
    const rewards = [{ type: 'ITEM' as const, name: 'Mug', stock: 100 }];
    for (let n = 0; n < 5; n++) await createEvent(operator, { active: false, conditions, rewards });
    const yesterday = lastDays(clock.now(), 2).slice(0, 1);
    for (const { id } of [...users, ...bystanders]) await attend(database, id, yesterday);
    for (const each of bystanders) await each.run(RequestRewardDocument, { input: { eventId: manual.id } });
    const pool = await createPoolEvent(operator);
    await importCodes(server, pool.poolId, [pool.poolId]);
    const won = await bystanders[0]!.run(RequestRewardDocument, { input: { eventId: pool.id } });
    const { id: requestId, grants } = won.requestReward!.request!;
    this.coded = { requestId, grantId: grants[0]!.id };
    // More than are removed before the other operations on them are served.
    const by = { viewer: { id: operator.id, role: 'ADMIN' as const, sessionId: '' }, now: clock.now() };
    const wanted = 8 - (await database.webhookEndpoints.countDocuments({ removedAt: { $exists: false } }));
    for (let n = 0; n < wanted; n++)
      await services.webhooks.create({ url: 'https://example.com/hook', types: ['USER_ERASED'] }, by);
    const staff = { id: operator.id, role: 'OPERATOR' as const, sessionId: '' };
    for (const name of ['open', 'to be sealed']) {
      const { _id } = await services.audiences.create(staff, { name }, clock.now());
      const members = bystanders.map(({ id }) => new Types.ObjectId(id));
      await services.audienceMembers.add(_id, members, staff);
      if (name !== 'open') await services.audienceSeals.seal(staff, _id);
    }
    this.bystanders = bystanders.map(({ id, username, tokens: { refreshToken } }) => {
      return { id, username, refreshToken };
    });
    await this.reload(database);
  }

  /** Reads what stands now. */
  async reload(database: Database): Promise<void> {
    const { audiences, events, eventSeries, payouts, requests, users, serviceKeys, webhookEndpoints } =
      database;
    const stored = await events.find({ archivedAt: null }).sort({ _id: -1 }).limit(100).toArray();
    // Conditions and rewards of an event with requests are frozen; those of an active one must stay complete.
    const drafts = stored.filter(({ frozenAt, active }) => frozenAt === null && !active);
    const rows = await requests.find().sort({ _id: -1 }).limit(200).project({ status: 1 }).toArray();
    const accounts = await users.find().sort({ _id: -1 }).limit(50).project({ _id: 1 }).toArray();
    const keys = await serviceKeys.find().sort({ _id: -1 }).limit(50).project({ _id: 1 }).toArray();
    const hex = (row: { _id?: unknown; id?: unknown }) => String(row._id ?? row.id);
    this.ids.event = stored.filter(({ active }) => active).map(hex);
    this.ids.draft = drafts.map(hex);
    this.ids.condition = drafts.flatMap(({ conditions }) => conditions.map(hex));
    this.ids.reward = drafts.flatMap(({ rewards }) => rewards.map(hex));
    this.ids.pending = rows.filter(({ status }) => status === 0).map(hex);
    this.ids.request = rows.map(hex);
    this.ids.user = accounts.map(hex);
    this.ids.serviceKey = keys.map(hex);
    const webhooks = await webhookEndpoints
      .find({ slot: { $gte: 0 } })
      .sort({ _id: -1 })
      .limit(50)
      .toArray();
    this.ids.webhook = webhooks.map(hex);
    const lists = await audiences.find().sort({ _id: -1 }).limit(50).project({ _id: 1 }).toArray();
    this.ids.audience = lists.map(hex);
    const started = await payouts.find().sort({ _id: -1 }).limit(50).project({ _id: 1 }).toArray();
    this.ids.payout = started.map(hex);
    const series = await eventSeries.find({ endedAt: null }).sort({ _id: -1 }).limit(50).toArray();
    this.ids.series = series.map(hex);
    this.versions = new Map([
      ...stored.flatMap((event) =>
        [event, ...event.conditions, ...event.rewards].map((part) => [hex(part), event.version] as const),
      ),
      ...series.map((each) => [hex(each), each.version] as const),
    ]);
  }

  /** The id of something that the argument of this root field can mean; one of nothing when there is none. */
  id(random: Random, field: string, name: string): string {
    const ids = this.ids[kindOf(field, name)];
    return ids.length > 0 ? random.oneOf(ids) : '0'.repeat(24);
  }

  anyId(random: Random): string {
    const kind = random.oneOf(Object.keys(this.ids) as Kind[]);
    return this.ids[kind].length > 0 ? random.oneOf(this.ids[kind]) : '0'.repeat(24);
  }

  /** The version that an edit of an event, or of a part of it, has to expect. */
  versionOf(id: unknown): number {
    return this.versions.get(String(id)) ?? 1;
  }

  learnPage(field: string, args: Page['args'], cursor: string): void {
    const pages = this.pages.get(field) ?? [];
    this.pages.set(field, [...pages.slice(-20), { args, cursor }]);
  }

  /** The arguments of a page that follows one that was given. */
  nextPage(random: Random, field: string): Record<string, unknown> | null {
    const pages = this.pages.get(field);
    if (!pages) return null;
    const { args, cursor } = random.oneOf(pages);
    return { ...args, after: cursor };
  }

  anyCursor(random: Random): string | null {
    const all = [...this.pages.values()].flat();
    return all.length > 0 ? random.oneOf(all).cursor : null;
  }
}

function kindOf(field: string, name: string): Kind {
  const isQuery = /^Query\./.test(field);
  if (/user|actor|decided|target/i.test(name)) return 'user';
  if (/template/i.test(name)) return 'draft';
  if (/series$/i.test(field)) return 'series';
  if (/event/i.test(name)) return /\.add/.test(field) ? 'draft' : 'event';
  if (/request/i.test(name) || /revokeRewardRequest$/.test(field)) return 'request';
  if (/audience/i.test(name) || /audience$/i.test(field)) return 'audience';
  if (/payout$/i.test(field)) return 'payout';
  if (/RewardRequest$/i.test(field)) return isQuery ? 'request' : 'pending';
  if (/serviceKey$/i.test(field)) return 'serviceKey';
  if (/webhook/i.test(field)) return 'webhook';
  if (/condition$/i.test(field)) return 'condition';
  if (/reward(Stock)?$/i.test(field)) return 'reward';
  if (/user$/i.test(field)) return 'user';
  return isQuery ? 'event' : 'draft';
}
