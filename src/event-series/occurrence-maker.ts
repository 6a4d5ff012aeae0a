import type { Types } from 'mongoose';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import type { Chainer } from '../audit/chainer';
import { derivedId, outboxEntry } from '../audit/entries';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { READ_LIMIT_MS } from '../database/read-limits';
import { untilAnswered } from '../database/retry';
import { SERIES_MAX, type TemplateFault } from '../domain/event-series';
import { holdsUnknownValue, knownOf, UNKNOWN } from '../domain/known-values';
import { dueOccurrences, RECURRENCES, type Occurrence } from '../domain/recurrence';
import { serviceDayOf, type ServiceCalendar } from '../domain/service-calendar';
import { windowDays } from '../domain/event-window';
import { auditedCopy, copiedParts } from '../events/event-copy';
import { EVENT_PROJECTION } from '../events/event-editor';
import type { Event } from '../events/event.model';
import { reached } from '../fault-points';
import type { EventSeries } from './event-series.model';
import { templateFault } from './templates';

const HOUR_MS = 3_600_000;

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly clock: Clock;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly skew: { requireRightClock(): void };
  readonly zoneRules: Pick<ZoneRulesWatch, 'requireSameRules'>;
}

/**
 * Creates the occurrences of series, on every server. The id of an occurrence is derived from series and day, so
 * whichever server inserts it first creates it, and what a server leaves behind any other one completes.
 */
export class OccurrenceMaker {
  constructor(private readonly parts: Parts) {}

  /** Creates what is due. A series that fails keeps none of the others waiting. */
  async round(): Promise<void> {
    const { database, clock, skew, zoneRules } = this.parts;
    const now = clock();
    const found = await database.eventSeries
      .find(
        // Without $type the planner does not use the partial index.
        { dueAt: { $lte: now, $type: 'date' } },
        { projection: { outbox: 0 }, maxTimeMS: READ_LIMIT_MS.background },
      )
      .limit(SERIES_MAX)
      .toArray();
    if (found.length === 0) return;
    skew.requireRightClock();
    zoneRules.requireSameRules();
    const errors: unknown[] = [];
    for (const series of found) await this.createDue(series, now).catch((error) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }

  private async createDue(series: EventSeries, now: Date): Promise<void> {
    const { database, calendar } = this.parts;
    const recurrence = knownOf(RECURRENCES, series.recurrence);
    if (recurrence === UNKNOWN) return;
    const { due, nextAt } = dueOccurrences(
      { ...series, recurrence },
      calendar,
      serviceDayOf(calendar, now),
      now,
    );
    for (const occurrence of due) {
      if (await this.exists(occurrenceId(series._id, occurrence.day))) continue;
      // Checked for each one, so that after a pause a single occurrence may still appear.
      if (!(await this.isCurrent(series))) return;
      const template = await database.events.findOne(
        { _id: series.templateId },
        { projection: EVENT_PROJECTION },
      );
      if (template === null) throw new Error('the template of a series is missing');
      // Only a newer server can copy it.
      if (holdsUnknownValue(template)) return;
      const event = eventOf(series, template, occurrence, calendar, now);
      const fault = await templateFault(database, template, event);
      if (fault !== null) return this.pause(series, fault, now);
      reached('series.judged');
      await this.insert(series, event, now);
      reached('series.occurrenceInserted');
    }
    // A change of the series in the meantime has set another time.
    await database.eventSeries.updateOne(
      { _id: series._id, version: series.version, dueAt: series.dueAt },
      { $set: { dueAt: nextAt } },
    );
  }

  private async exists(_id: Types.ObjectId): Promise<boolean> {
    return (await this.parts.database.events.findOne({ _id }, { projection: { _id: 1 } })) !== null;
  }

  private async isCurrent({ _id, version }: EventSeries): Promise<boolean> {
    const projection = { _id: 1 } as const;
    return (await this.parts.database.eventSeries.findOne({ _id, version }, { projection })) !== null;
  }

  private async insert(series: EventSeries, event: Event, now: Date): Promise<void> {
    const entry = outboxEntry({
      at: now,
      actor: null,
      action: 'createOccurrence',
      targetType: 'Event',
      targetId: event._id,
      after: {
        ...auditedCopy(event),
        seriesId: series._id,
        occurrence: event.occurrence,
        createdById: event.createdById,
      },
    });
    await untilAnswered(() =>
      this.parts.database.events.insertOne({ ...event, outbox: [entry] }).catch((error: unknown) => {
        // Another server created it, or an earlier attempt of ours did.
        if (!isDuplicateKey(error)) throw error;
      }),
    );
    await this.parts.chainer.drain('events', event._id);
  }

  /** An act of the platform, unless somebody changes the series at the same moment. */
  private async pause({ _id, version }: EventSeries, reason: TemplateFault, now: Date): Promise<void> {
    const { chainer, database } = this.parts;
    const entry = outboxEntry({
      at: now,
      actor: null,
      action: 'pauseSeries',
      targetType: 'EventSeries',
      targetId: _id,
      before: { paused: false, pausedReason: null },
      after: { paused: true, pausedReason: reason },
    });
    const { matchedCount } = await database.eventSeries.updateOne(
      { _id, version, paused: false, endedAt: null },
      {
        $set: { paused: true, pausedReason: reason, dueAt: null },
        $inc: { version: 1 },
        $push: { outbox: entry },
      },
    );
    if (matchedCount === 1) await chainer.drain('eventSeries', _id);
  }
}

export function occurrenceId(seriesId: Types.ObjectId, day: string): Types.ObjectId {
  return derivedId(seriesId.toHexString(), day);
}

/** A copy of the template, active, for the days of the occurrence. */
function eventOf(
  { _id, claimGraceHours, createdById }: EventSeries,
  template: Event,
  { day, startAt, endAt }: Occurrence,
  calendar: ServiceCalendar,
  now: Date,
): Event {
  const { first, last } = windowDays(calendar, { startAt, endAt });
  return {
    _id: occurrenceId(_id, day),
    title: template.title,
    ...copiedParts(template),
    startAt,
    endAt,
    claimUntil: claimGraceHours === 0 ? null : new Date(endAt.getTime() + claimGraceHours * HOUR_MS),
    active: true,
    copiedFromId: template._id,
    seriesId: _id,
    occurrence: day,
    firstDay: first,
    lastDay: last,
    firstActivatedAt: now,
    archivedAt: null,
    holds: [],
    version: 1,
    deltaN: 0,
    frozenAt: null,
    createdAt: now,
    createdById,
  };
}
