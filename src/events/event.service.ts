import type { mongo } from 'mongoose';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import type { Database } from '../database/connection';
import { mayReadEvent } from '../domain/event-visibility';
import { mayRead } from '../domain/reading-rights';
import type { ServiceCalendar } from '../domain/service-calendar';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import { requireObjectId } from '../database/object-ids';
import { Listing } from '../database/cursor';
import { afterPlace, COUNT_LIMIT_MS, pageOf } from '../database/keyset-page';
import type { Page } from '../domain/page';
import { editOrder, EVENT_PROJECTION, type Edited, type EventEditor } from './event-editor';
import { EVENT_ORDERS, eventFilter } from './event-filter';
import type { ArchiveEventInput, EventsArgs, UpdateEventInput } from './event.inputs';
import type { Event } from './event.model';
import { changesOf } from './event-changes';

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly zoneRules: Pick<ZoneRulesWatch, 'requireSameRules'>;
  readonly editor: EventEditor;
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
    const { states = null, phases = null, titleContains = null } = args.filter ?? {};
    const order = EVENT_ORDERS[args.orderBy];
    const filter = { $and: [eventFilter({ states, phases, titleContains }, viewer, now), order.filter] };
    // Not the filter itself: it holds the instant, and a page is followed by the next one later.
    const asked = {
      everything: mayRead(viewer, 'hiddenEvents'),
      states: states && [...states].sort(),
      titleContains,
      // As cursors were made before there were phases and another order.
      ...(phases && { phases: [...phases].sort() }),
      ...(args.orderBy !== 'START_AT' && { orderBy: args.orderBy }),
    };
    const listing = new Listing('events', asked, args);
    const place = args.after == null ? null : listing.read(args.after);
    const from = (start: typeof place) => ({ $and: [filter, afterPlace(order.key, start, args.reverse)] });
    const direction = args.reverse ? 1 : -1;
    const { events } = this.parts.database.reads;
    const rows = await events
      .find(from(place), { projection: EVENT_PROJECTION, signal, hint: order.hint })
      .sort({ [order.key]: direction, _id: direction })
      .limit(args.first + 1)
      .toArray();
    return pageOf({
      listing,
      args,
      rows,
      placeOf: (event) => ({ key: event[order.key]!, id: event._id }),
      count: () => events.countDocuments(from(null), { maxTimeMS: COUNT_LIMIT_MS, signal }),
    });
  }

  async update(viewer: Viewer, now: Date, input: UpdateEventInput): Promise<Edited> {
    this.parts.zoneRules.requireSameRules();
    const order = editOrder('updateEvent', viewer, now, requireObjectId(input.id), input, 'input.payout');
    return this.parts.editor.edit(order, (event) => changesOf(event, input, this.parts.calendar, now));
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
}
