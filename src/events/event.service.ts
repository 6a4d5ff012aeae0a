import { Types, type mongo } from 'mongoose';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import type { Chainer } from '../audit/chainer';
import { derivedId, inputHashOf, outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { AGAIN, untilAnswered } from '../database/retry';
import { mayReadEvent } from '../domain/event-visibility';
import { windowDays } from '../domain/event-window';
import { mayRead } from '../domain/reading-rights';
import type { ServiceCalendar } from '../domain/service-calendar';
import { exceedsManualCap } from '../domain/stock';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal } from '../errors';
import { requireObjectId } from '../database/object-ids';
import { Listing } from '../database/cursor';
import { afterPlace, COUNT_LIMIT_MS, pageOf } from '../database/keyset-page';
import type { Page } from '../domain/page';
import { auditedReward, defineReward } from './rewards/reward-definition';
import { defineConditions } from './conditions/condition-definition';
import {
  circularityOf,
  EVENT_PROJECTION,
  incompleteness,
  manualCapExceeded,
  type Edited,
  type EventEditor,
  editOrder,
} from './event-editor';
import { eventFilter } from './event-filter';
import type { ArchiveEventInput, CreateEventInput, EventsArgs, UpdateEventInput } from './event.inputs';
import type { Event } from './event.model';
import { changesOf } from './event-changes';
import { findReplay, type ActKey } from './keyed-act';

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

export class EventService {
  constructor(private readonly parts: Parts) {}

  /** @throws AppError NOT_FOUND, also for an event that the viewer may not read */
  async get(viewer: Viewer, id: string): Promise<Event> {
    return this.getBy(viewer, { _id: requireObjectId(id) });
  }

  /** The event that the filter selects. @throws AppError NOT_FOUND, also when the viewer may not read it */
  async getBy(viewer: Viewer, filter: mongo.Filter<Event>): Promise<Event> {
    const event = await this.parts.database.reads.events.findOne(filter, { projection: EVENT_PROJECTION });
    if (event === null || !mayReadEvent(viewer, event)) throw new AppError('NOT_FOUND');
    return event;
  }

  async list(viewer: Viewer, now: Date, args: EventsArgs, signal: AbortSignal): Promise<Page<Event>> {
    const { states = null, titleContains = null } = args.filter ?? {};
    const filter = eventFilter({ states, titleContains }, viewer, now);
    // Not the filter itself: it holds the instant, and a page is followed by the next one later.
    const asked = {
      everything: mayRead(viewer, 'hiddenEvents'),
      states: states && [...states].sort(),
      titleContains,
    };
    const listing = new Listing('events', asked, args);
    const place = args.after == null ? null : listing.read(args.after);
    const from = (start: typeof place) => ({ $and: [filter, afterPlace('startAt', start, args.reverse)] });
    const direction = args.reverse ? 1 : -1;
    const { events } = this.parts.database.reads;
    const rows = await events
      .find(from(place), { projection: EVENT_PROJECTION, signal })
      .sort({ startAt: direction, _id: direction })
      .limit(args.first + 1)
      .toArray();
    return pageOf({
      listing,
      args,
      rows,
      placeOf: ({ startAt, _id }) => ({ key: startAt, id: _id }),
      count: () => events.countDocuments(from(null), { maxTimeMS: COUNT_LIMIT_MS, signal }),
    });
  }

  /** @throws BadUserInput for a required event that is not there, or beyond the cap of MANUAL events */
  async create(viewer: Viewer, now: Date, input: CreateEventInput): Promise<Created> {
    const { database, chainer } = this.parts;
    this.parts.zoneRules.requireSameRules();
    const key = keyOf(input);
    const _id = key ? derivedId('createEvent', viewer.id, key.idempotencyKey) : new Types.ObjectId();
    const replay = key && (await this.replay(viewer, key));
    if (replay) return replay;

    const conditions = await defineConditions(
      database,
      input.conditions.map((condition, place) => ({ input: condition, path: `input.conditions.${place}` })),
      null,
    );
    const event = newEvent(_id, this.parts.calendar, viewer, now, {
      ...input,
      endAt: input.endAt ?? null,
      conditions,
      rewards: input.rewards.map(defineReward),
    });
    const missing = incompleteness(event);
    if (missing.length > 0) {
      return { event: null, refusals: missing.map((name) => refusal('EVENT_INCOMPLETE', ['input', name])) };
    }
    const circular = await circularityOf(database, event, ['input']);
    if (circular.length > 0) return { event: null, refusals: circular };
    if (exceedsManualCap(event.payout, event.rewards)) throw manualCapExceeded('input.rewards');

    const { title, description, startAt, endAt, active, payout } = event;
    const entry = outboxEntry({
      at: now,
      actor: viewer,
      action: 'createEvent',
      targetType: 'Event',
      targetId: _id,
      after: {
        title,
        description,
        startAt,
        endAt,
        active,
        payout,
        conditions,
        rewards: event.rewards.map(auditedReward),
      },
      ...(key && { key }),
    });
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

  async update(viewer: Viewer, now: Date, input: UpdateEventInput): Promise<Edited> {
    this.parts.zoneRules.requireSameRules();
    const order = editOrder('updateEvent', viewer, now, requireObjectId(input.id), input, 'input.payout');
    return this.parts.editor.edit(order, (event) => changesOf(event, input, this.parts.calendar));
  }

  async archive(viewer: Viewer, now: Date, input: ArchiveEventInput): Promise<Edited> {
    const order = editOrder('archiveEvent', viewer, now, requireObjectId(input.id), input);
    return this.parts.editor.edit(order, (event) => ({
      next: { ...event, archivedAt: now },
      update: { $set: { archivedAt: now } },
      before: { archivedAt: null },
      after: { archivedAt: now },
      frozen: [],
    }));
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
}

/** Null and left out are the same input. */
function keyOf(input: CreateEventInput): ActKey | null {
  const { idempotencyKey, ...given } = input;
  if (idempotencyKey == null) return null;
  const inputHash = inputHashOf('createEvent', {
    ...given,
    endAt: given.endAt ?? null,
    conditions: given.conditions.map(({ kind, target, requiredEventId, activityKind }) => ({
      kind,
      target: target ?? 1,
      requiredEventId: requiredEventId ?? null,
      // Left out, so that inputs of former releases keep their hash.
      ...(activityKind != null && { activityKind }),
    })),
    rewards: given.rewards.map(({ type, name, quantity, externalId, stock }) => ({
      type,
      name,
      quantity,
      externalId: externalId ?? null,
      stock: stock ?? null,
    })),
  });
  return { idempotencyKey, inputHash };
}

type Definition = Pick<
  Event,
  'title' | 'description' | 'startAt' | 'endAt' | 'active' | 'payout' | 'conditions' | 'rewards'
>;

function newEvent(
  _id: Types.ObjectId,
  calendar: ServiceCalendar,
  viewer: Viewer,
  now: Date,
  { title, description, startAt, endAt, active, payout, conditions, rewards }: Definition,
): Event {
  const { first, last } = windowDays(calendar, { startAt, endAt });
  return {
    _id,
    title,
    description,
    startAt,
    endAt,
    active,
    payout,
    conditions,
    rewards,
    firstDay: first,
    lastDay: last,
    archivedAt: null,
    holds: [],
    version: 1,
    deltaN: 0,
    frozenAt: null,
    createdAt: now,
    createdById: new Types.ObjectId(viewer.id),
  };
}
