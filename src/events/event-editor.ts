import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import { untilActed } from '../audit/until-acted';
import type { Database } from '../database/connection';
import { AGAIN } from '../database/retry';
import { missingForActivation } from '../domain/event-window';
import { exceedsManualCap } from '../domain/stock';
import { MANUAL_CLAIMS_MAX } from '../domain/limits';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, refusal, type Refusal } from '../errors';
import { circularConditions } from './conditions/circular-conditions';
import type { Event } from './event.model';
import { requireKeptActivities } from './kept-activities';
import { requireKnown } from './require-known';

/** Of an event as the driver gives it back: without what whole events are read without. */
export const EVENT_PROJECTION = { holds: 0, outbox: 0, payouts: 0 } as const;

export interface EditOrder {
  readonly eventId: Types.ObjectId;
  readonly expectedVersion: number;
  /** Name of the mutation. */
  readonly action: string;
  readonly viewer: Viewer;
  readonly now: Date;
  readonly reason?: string | null;
  /** Path of the input field to blame when a MANUAL event would hold too many requests open. */
  readonly capPath?: string;
}

/** The order of a mutation whose input names the event's version. */
export function editOrder(
  action: string,
  viewer: Viewer,
  now: Date,
  eventId: Types.ObjectId,
  { expectedVersion, reason = null }: { readonly expectedVersion: number; readonly reason?: string | null },
  capPath?: string,
): EditOrder {
  return { eventId, expectedVersion, action, viewer, now, reason, ...(capPath !== undefined && { capPath }) };
}

/** One change of an event, worked out on the event as it was read. */
export interface Edit {
  /** The event as it will be: what its rules are checked on. */
  readonly next: Event;
  /** The same as an update that names fields; version and audit entry are added to it. */
  readonly update: {
    readonly $set?: Readonly<Record<string, unknown>>;
    readonly $push?: Readonly<Record<string, unknown>>;
    readonly $pull?: Readonly<Record<string, unknown>>;
    readonly $unset?: Readonly<Record<string, true>>;
  };
  readonly arrayFilters?: mongo.Document[];
  /** Only the changed fields, for the audit; null where there was, or is, no record. */
  readonly before: object | null;
  readonly after: object | null;
  /** Input paths of the changes that a live request forbids. */
  readonly frozen: readonly string[][];
}

export interface Edited {
  /** The event after the change, or at the time of the refusal. */
  readonly event: Event;
  readonly refusals: Refusal[];
}

/** Changes one event by one conditional update, with its audit entry. */
export class EventEditor {
  constructor(private readonly parts: { readonly database: Database; readonly chainer: Chainer }) {}

  /** @throws AppError NOT_FOUND */
  async find(filter: mongo.Filter<Event>): Promise<Event> {
    const event = await this.parts.database.events.findOne(filter, { projection: EVENT_PROJECTION });
    if (event === null) throw new AppError('NOT_FOUND');
    return event;
  }

  /**
   * Refuses with EVENT_ARCHIVED, STALE_VERSION, EVENT_HAS_REQUESTS or EVENT_INCOMPLETE, in this order.
   *
   * @param workOut the change, or null when the input changes nothing, which leaves version and audit unchanged
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable for an event that only a newer server can change
   * @throws BadUserInput when a MANUAL event could hold too many requests open
   */
  async edit(order: EditOrder, workOut: (event: Event) => Edit | null): Promise<Edited> {
    return untilActed(this.parts.database, 'events', async ({ entryId, isDone }) => {
      const findOwn = async () =>
        (await isDone()) ? { event: await this.find({ _id: order.eventId }), refusals: [] } : null;
      let edited = (await findOwn()) ?? (await this.attempt(order, entryId, workOut));
      if (edited === null) return AGAIN;
      // A majority read may not see an own earlier write yet. The event that was judged since then shows it.
      if (edited.refusals.length > 0) edited = (await findOwn()) ?? edited;
      if (edited.refusals.length === 0) await this.parts.chainer.drain('events', order.eventId);
      return edited;
    });
  }

  /** Null when the event changed since it was read. */
  private async attempt(
    order: EditOrder,
    entryId: Types.ObjectId,
    workOut: (event: Event) => Edit | null,
  ): Promise<Edited | null> {
    const { eventId, action, viewer, now } = order;
    const event = await this.find({ _id: eventId });
    requireKnown(event);
    if (event.archivedAt !== null) return { event, refusals: [refusal('EVENT_ARCHIVED')] };
    if (event.version !== order.expectedVersion) {
      return { event, refusals: [refusal('STALE_VERSION', ['input', 'expectedVersion'])] };
    }
    const edit = workOut(event);
    if (edit === null) return { event, refusals: [] };
    if (edit.next.active && event.isTemplate) {
      throw new BadUserInput({ path: 'input.active', message: 'must be false for the template of a series' });
    }
    const refusals = refusalsOf(edit, event);
    if (refusals.length > 0) return { event, refusals };
    const circular = await circularityOf(this.parts.database, edit.next);
    if (circular.length > 0) return { event, refusals: circular };
    await requireKeptActivities(this.parts.database, edit.next, event, 'input');
    if (exceedsManualCap(edit.next.payout, edit.next.rewards))
      throw manualCapExceeded(order.capPath ?? 'input');

    const entry = outboxEntry({
      id: entryId,
      at: now,
      actor: viewer,
      action,
      targetType: 'Event',
      targetId: eventId,
      before: edit.before,
      after: edit.after,
      reason: order.reason ?? null,
    });
    const changed = await this.parts.database.events.findOneAndUpdate(
      {
        _id: eventId,
        version: event.version,
        // Claims freeze and deltas change stock without raising the version.
        ...(edit.frozen.length > 0 && { frozenAt: null, deltaN: event.deltaN }),
      },
      {
        ...edit.update,
        $push: { ...edit.update.$push, outbox: entry },
        $inc: { version: 1 },
      },
      { arrayFilters: edit.arrayFilters, returnDocument: 'after', projection: EVENT_PROJECTION },
    );
    return changed ? { event: changed, refusals: [] } : null;
  }
}

function refusalsOf(edit: Edit, event: Event): Refusal[] {
  if (event.frozenAt !== null && edit.frozen.length > 0) {
    return edit.frozen.map((path) => refusal('EVENT_HAS_REQUESTS', path));
  }
  return incompleteness(edit.next).map((missing) =>
    // Conditions and rewards are no fields of an update's input: there the name alone says what is missing.
    refusal('EVENT_INCOMPLETE', missing === 'endAt' ? ['input', missing] : [missing]),
  );
}

/**
 * The refusals of an event that is to be active and that nobody could ever be rewarded for.
 *
 * @param prefix of the conditions' path: they are a field of a new event's input, not of an update's
 */
export async function circularityOf(
  database: Database,
  event: Event,
  prefix: readonly string[] = [],
): Promise<Refusal[]> {
  const places = await circularConditions(database, event);
  return places.map((place) =>
    refusal('EVENT_INCOMPLETE', [...prefix, 'conditions', String(place), 'requiredEventId']),
  );
}

/** What an event that is to be active lacks; empty for an inactive one. */
export function incompleteness(event: Event): ReturnType<typeof missingForActivation> {
  return event.active ? missingForActivation(event) : [];
}

export function manualCapExceeded(path: string): BadUserInput {
  return new BadUserInput({
    path,
    message: `allows more than ${MANUAL_CLAIMS_MAX} pending requests of a MANUAL event: reduce the stock of a limited reward, or make all rewards unlimited`,
  });
}
