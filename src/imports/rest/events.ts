import type { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { missingForActivation, windowDays } from '../../domain/event-window';
import { DESCRIPTION_MAX_CHARACTERS, REWARDS_MAX, TITLE_MAX_CHARACTERS } from '../../domain/limits';
import type { PayoutMode } from '../../domain/reward';
import type { ServiceCalendar } from '../../domain/service-calendar';
import { exceedsManualCap } from '../../domain/stock';
import { characterCount, hasVisibleCharacter } from '../../domain/text';
import type { Event } from '../../events/event.model';
import type { Hold } from '../../events/hold.model';
import { isLimited } from '../../reward-requests/claim/stock';
import { conditionsOf, consecutiveDays, rewardOf, hasSeparateStock, type ForeignReward } from './event-parts';
import {
  idText,
  instantOf,
  madeAt,
  ownId,
  referenceOf,
  textOf,
  valueOf,
  yesNoOf,
  type Foreign,
} from './fields';
import { NOT_STORED, type Ledger } from './ledger';
import type { RestSource } from './source';

export interface EventOptions {
  /** Who the events are recorded as created by. */
  readonly ownerId: Types.ObjectId;
  readonly payout: PayoutMode;
  /** The condition of events whose own conditions are not understood; null imports them paused, without one. */
  readonly consecutiveDays: number | null;
}

/** The totals of an event's requests, computed before any of them is written. */
export interface Takings {
  paid: number;
  pending: number;
  /** Of both, where stock is limited: each is a hold until its row is there. */
  readonly holds: Hold[];
  firstLiveAt: Date | null;
}

/** An event as it will be, before its requests are counted. */
export interface MovedEvent {
  readonly foreignId: unknown;
  readonly event: Event;
  readonly takings: Takings;
}

/** Reads events with their rewards, which are either embedded or in a collection of their own. */
export async function readEvents(
  source: RestSource,
  calendar: ServiceCalendar,
  options: EventOptions,
  ledger: Ledger,
): Promise<ReadonlyMap<string, MovedEvent>> {
  const foreignRewards = new Map<string, Foreign[]>();
  for await (const foreign of source.all('rewards')) {
    ledger.read('rewards');
    const reference = referenceOf(foreign, 'eventRef') ?? '';
    foreignRewards.set(reference, [...(foreignRewards.get(reference) ?? []), foreign]);
  }
  const events = new Map<string, MovedEvent>();
  for await (const foreign of source.all('events')) {
    ledger.read('events');
    const keys = [foreign._id, foreign.event_id as unknown].filter((key) => key != null).map(idText);
    const rewards = [...new Set(keys)].flatMap((key) => {
      const own = foreignRewards.get(key) ?? [];
      foreignRewards.delete(key);
      return own;
    });
    const moved = eventOf(foreign, rewards, calendar, options, ledger);
    if (typeof moved === 'string') ledger.find('leftOut', 'events', foreign._id, moved);
    else for (const key of keys) events.set(key, moved);
  }
  for (const rewards of foreignRewards.values()) {
    for (const { _id } of rewards) ledger.find('leftOut', 'rewards', _id, 'its event does not exist');
  }
  return events;
}

function eventOf(
  foreign: Foreign,
  foreignRewards: readonly Foreign[],
  calendar: ServiceCalendar,
  options: EventOptions,
  ledger: Ledger,
): MovedEvent | string {
  const title = textOf(foreign, 'title') ?? '';
  const description = textOf(foreign, 'description') ?? '';
  const startAt = instantOf(foreign, 'startAt');
  const endAt = instantOf(foreign, 'endAt');
  if (!hasVisibleCharacter(title) || characterCount(title) > TITLE_MAX_CHARACTERS) {
    return `has no visible title of 1 to ${TITLE_MAX_CHARACTERS} characters`;
  }
  if (characterCount(description) > DESCRIPTION_MAX_CHARACTERS) return 'has a description that is too long';
  if (startAt === null) return 'has a start_dt that is not an instant';
  if (endAt === null && valueOf(foreign, 'endAt') !== undefined)
    return 'has an end_dt that is not an instant';

  const rewards = rewardsOf(foreign, foreignRewards, ledger);
  if (typeof rewards === 'string') return rewards;
  const understood = conditionsOf(foreign, foreign._id);
  const conditions =
    understood ??
    (options.consecutiveDays === null ? [] : consecutiveDays(options.consecutiveDays, foreign._id));
  if (understood === null) {
    const given = options.consecutiveDays === null ? 'none' : 'the given conditions';
    ledger.find(
      'changed',
      'events',
      foreign._id,
      `its conditions are not understood: it is imported with ${given}`,
    );
  }
  const { payout } = options;
  const wanted = yesNoOf(foreign, 'active');
  const complete = missingForActivation({ conditions, rewards, payout, startAt, endAt }).length === 0;
  // MANUAL events need no condition here, but these had some that nobody knows.
  const active = wanted === true && complete && conditions.length > 0;
  if (wanted !== active) {
    const reason = wanted === null ? 'has no active_yn of Y or N' : 'is too incomplete to be active';
    ledger.find('changed', 'events', foreign._id, `${reason}: it is imported as paused`);
  }
  const { first, last } = windowDays(calendar, { startAt, endAt });
  const event: Event = {
    _id: ownId('event', foreign._id),
    title,
    description,
    startAt,
    endAt,
    active,
    payout,
    conditions,
    rewards: rewards.map((reward) => ({ ...reward, remaining: reward.stock })),
    firstDay: first,
    lastDay: last,
    archivedAt: null,
    holds: [],
    version: 1,
    deltaN: 0,
    frozenAt: null,
    createdAt: madeAt(foreign, 'createdAt') ?? startAt,
    createdById: options.ownerId,
  };
  return { foreignId: foreign._id, event, takings: { paid: 0, pending: 0, holds: [], firstLiveAt: null } };
}

/** All or a text: an event without one of its rewards would pay something else than it promised. */
function rewardsOf(foreign: Foreign, own: readonly Foreign[], ledger: Ledger): ForeignReward[] | string {
  const eventId = idText(foreign._id);
  const embedded = [foreign.rewards ?? []].flat() as Foreign[];
  const rewards: ForeignReward[] = [];
  const add = (reward: ForeignReward, from: Foreign, id: unknown) => {
    rewards.push(reward);
    if (!hasSeparateStock(from)) return;
    const reason =
      'has both a stock and a remaining quantity: the remaining quantity is imported, and paid units are added to it';
    ledger.find('changed', 'rewards', id, reason);
  };
  for (const reward of own) {
    const judged = rewardOf(reward, reward._id);
    if (typeof judged === 'string') return `its reward ${idText(reward._id)} ${judged}`;
    add(judged, reward, reward._id);
  }
  for (const [place, reward] of embedded.entries()) {
    // References to documents that were found already.
    if (typeof reward !== 'object' || reward === null || '_bsontype' in reward) continue;
    const id = (reward._id as unknown) ?? `${eventId} ${place}`;
    const judged = rewardOf(reward, id);
    if (typeof judged === 'string') return `its reward at place ${place} ${judged}`;
    add(judged, reward, id);
  }
  return rewards.length > REWARDS_MAX ? `has more than ${REWARDS_MAX} rewards` : rewards;
}

/**
 * The events with what their requests took: the source's `stock` is what was left, paid units are out of it
 * and those of PENDING requests are not. Every live request that is counted here is a hold, so that at each
 * moment stock = remaining + held + granted, and a hold is what gives a request the right to come over later.
 */
export async function storeEvents(
  moved: Iterable<MovedEvent>,
  database: Database,
  ledger: Ledger,
): Promise<void> {
  for (const { foreignId, event, takings } of new Set(moved)) {
    const { paid, pending, holds, firstLiveAt } = takings;
    const report = (reason: string) => ledger.find('changed', 'events', foreignId, reason);
    event.frozenAt = firstLiveAt;
    event.holds = isLimited(event) ? holds : [];
    let short = false;
    for (const reward of event.rewards) {
      if (reward.stock === null) continue;
      const held = pending * reward.quantity;
      short ||= reward.stock < held;
      reward.remaining = Math.max(0, reward.stock - held);
      reward.stock = reward.remaining + held + paid * reward.quantity;
    }
    if (short) report('has more open requests than stock: it is imported as sold out');
    if (exceedsManualCap(event.payout, event.rewards)) {
      report('allows more open requests than a MANUAL event may have: it is imported with payout AUTO');
      event.payout = 'AUTO';
    }
    const outcome = (await ledger.store('events', database.events, [event])).get(event);
    // Too many holds for one document, say: its requests then find no event.
    if (outcome === 'refused' || outcome === 'taken') ledger.find('leftOut', 'events', foreignId, NOT_STORED);
    // Rewards are a part of their event: they come with it.
    else ledger.counts.rewards[outcome === 'there' ? 'there' : 'added'] += event.rewards.length;
  }
}
