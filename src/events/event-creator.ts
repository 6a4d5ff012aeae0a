import { Types } from 'mongoose';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import type { Chainer } from '../audit/chainer';
import { derivedId, inputHashOf, outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { requireObjectId } from '../database/object-ids';
import { AGAIN, untilAnswered } from '../database/retry';
import { windowDays } from '../domain/event-window';
import type { ServiceCalendar } from '../domain/service-calendar';
import { exceedsManualCap } from '../domain/stock';
import type { Viewer } from '../domain/viewer';
import { refusal, type Refusal } from '../errors';
import { requireClaimWindow } from './claim-window';
import { audienceRefusals, defineConditions } from './conditions/condition-definition';
import { auditedCopy, copiedParts } from './event-copy';
import { circularityOf, incompleteness, manualCapExceeded, type EventEditor } from './event-editor';
import type { CreateEventInput, DuplicateEventInput } from './event.inputs';
import type { Event } from './event.model';
import { findReplay, type ActKey } from './keyed-act';
import { requireKeptActivities } from './kept-activities';
import { requireKnown } from './require-known';
import { defineReward } from './rewards/reward-definition';

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly zoneRules: Pick<ZoneRulesWatch, 'requireSameRules'>;
  readonly chainer: Chainer;
  readonly editor: EventEditor;
}

interface Created {
  readonly event: Event | null;
  readonly refusals: Refusal[];
}

/** One call that creates an event. */
interface Creation {
  /** Name of the mutation. */
  readonly action: 'createEvent' | 'duplicateEvent';
  readonly viewer: Viewer;
  readonly now: Date;
  readonly key: ActKey | null;
}

type Definition = Pick<
  Event,
  | ('title' | 'description' | 'startAt' | 'endAt' | 'claimUntil' | 'active' | 'payout')
  | ('conditions' | 'rewards' | 'copiedFromId')
>;

/** Inserts new events, each with its audit entry, and once for each idempotency key. */
export class EventCreator {
  constructor(private readonly parts: Parts) {}

  /** @throws BadUserInput for a required event that does not exist, or beyond the cap of MANUAL events */
  async create(viewer: Viewer, now: Date, input: CreateEventInput): Promise<Created> {
    const creation: Creation = { action: 'createEvent', viewer, now, key: keyOfCreation(input) };
    const { idempotencyKey: _key, ...given } = input;
    return this.once(creation, async (_id) => {
      requireClaimWindow(windowOf(input), 'input.claimUntil');
      const orders = input.conditions.map((condition, place) => ({
        input: condition,
        path: `input.conditions.${place}`,
      }));
      const conditions = await defineConditions(this.parts.database, orders, null);
      const unusable = await audienceRefusals(this.parts.database, conditions, orders);
      if (unusable.length > 0) return unusable;
      const event = this.newEvent(_id, creation, {
        ...given,
        ...windowOf(input),
        conditions,
        rewards: input.rewards.map(defineReward),
      });
      const missing = incompleteness(event);
      if (missing.length > 0) return missing.map((name) => refusal('EVENT_INCOMPLETE', ['input', name]));
      const circular = await circularityOf(this.parts.database, event, ['input']);
      if (circular.length > 0) return circular;
      if (exceedsManualCap(event.payout, event.rewards)) throw manualCapExceeded('input.rewards');
      return event;
    });
  }

  /**
   * Copies an event as it is now, also an archived one: inactive, with the given window, and with the stock that
   * the source's rewards were defined with.
   *
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable for an event that only a newer server can read
   */
  async duplicate(viewer: Viewer, now: Date, input: DuplicateEventInput): Promise<Created> {
    const sourceId = requireObjectId(input.id);
    const creation: Creation = { action: 'duplicateEvent', viewer, now, key: keyOfCopy(input) };
    return this.once(creation, async (_id) => {
      requireClaimWindow(windowOf(input), 'input.claimUntil');
      const source = await this.parts.editor.find({ _id: sourceId });
      requireKnown(source);
      return this.newEvent(_id, creation, {
        title: input.title ?? source.title,
        ...copiedParts(source),
        ...windowOf(input),
        active: false,
        copiedFromId: sourceId,
      });
    });
  }

  /**
   * Inserts an event, or finds the one that the same key and input created earlier.
   *
   * @param define the event, or why there will be none
   */
  private async once(
    creation: Creation,
    define: (id: Types.ObjectId) => Promise<Event | Refusal[]>,
  ): Promise<Created> {
    const { action, viewer, key } = creation;
    const { database, chainer, zoneRules } = this.parts;
    zoneRules.requireSameRules();
    const _id = key ? derivedId(action, viewer.id, key.idempotencyKey) : new Types.ObjectId();
    const replay = key && (await this.replay(viewer, key));
    if (replay) return replay;

    const event = await define(_id);
    if (Array.isArray(event)) return { event: null, refusals: event };
    await requireKeptActivities(database, event, null, 'input.startAt');
    const entry = entryOf(event, creation);
    try {
      await untilAnswered(() => database.events.insertOne({ ...event, outbox: [entry] }));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The same key won meanwhile; what it wrote is found once a majority has it.
      if (key) return untilAnswered(async () => (await this.replay(viewer, key)) ?? AGAIN);
      // An id that was made just now is there by an earlier attempt of ours.
    }
    await chainer.drain('events', _id);
    return { event, refusals: [] };
  }

  private async replay(viewer: Viewer, key: ActKey): Promise<Created | null> {
    const found = await findReplay(this.parts.database, viewer, key);
    if (found === null) return null;
    if (found === 'REUSED') {
      return { event: null, refusals: [refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey'])] };
    }
    await this.parts.chainer.drain('events', found.targetId);
    return { event: await this.parts.editor.find({ _id: found.targetId }), refusals: [] };
  }

  private newEvent(_id: Types.ObjectId, { viewer, now }: Creation, definition: Definition): Event {
    const { first, last } = windowDays(this.parts.calendar, definition);
    return {
      _id,
      ...definition,
      firstDay: first,
      lastDay: last,
      firstActivatedAt: definition.active ? now : null,
      archivedAt: null,
      holds: [],
      version: 1,
      deltaN: 0,
      frozenAt: null,
      createdAt: now,
      createdById: new Types.ObjectId(viewer.id),
    };
  }
}

function entryOf(event: Event, { action, viewer, now, key }: Creation) {
  return outboxEntry({
    at: now,
    actor: viewer,
    action,
    targetType: 'Event',
    targetId: event._id,
    after: auditedCopy(event),
    ...(key && { key }),
  });
}

function windowOf({ startAt, endAt, claimUntil }: CreateEventInput | DuplicateEventInput) {
  return { startAt, endAt: endAt ?? null, claimUntil: claimUntil ?? null };
}

/** Null and left out are the same input. Fields that former releases lack are left out, so that hashes stay. */
function keyOfCreation(input: CreateEventInput): ActKey | null {
  const { idempotencyKey, claimUntil, ...given } = input;
  if (idempotencyKey == null) return null;
  const inputHash = inputHashOf('createEvent', {
    ...given,
    endAt: given.endAt ?? null,
    ...(claimUntil != null && { claimUntil }),
    conditions: given.conditions.map(({ kind, target, requiredEventId, activityKind, audienceId }) => ({
      kind,
      target: target ?? 1,
      requiredEventId: requiredEventId ?? null,
      ...(activityKind != null && { activityKind }),
      ...(audienceId != null && { audienceId }),
    })),
    rewards: given.rewards.map(({ type, name, quantity, externalId, stock, codePool }) => ({
      type,
      name,
      quantity,
      externalId: externalId ?? null,
      stock: stock ?? null,
      ...(codePool && { codePool }),
    })),
  });
  return { idempotencyKey, inputHash };
}

function keyOfCopy(input: DuplicateEventInput): ActKey | null {
  const { idempotencyKey, id, title } = input;
  if (idempotencyKey == null) return null;
  const inputHash = inputHashOf('duplicateEvent', { id, title: title ?? null, ...windowOf(input) });
  return { idempotencyKey, inputHash };
}
