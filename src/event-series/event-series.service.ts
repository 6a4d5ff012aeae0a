import { Types, type mongo } from 'mongoose';
import { outboxEntry } from '../audit/entries';
import { untilActed } from '../audit/until-acted';
import { findPage } from '../database/keyset-page';
import { requireObjectId } from '../database/object-ids';
import { AGAIN } from '../database/retry';
import type { Page, PageRequest } from '../domain/page';
import type { Viewer } from '../domain/viewer';
import { refusal } from '../errors';
import { EVENT_PROJECTION } from '../events/event-editor';
import type { Event } from '../events/event.model';
import type { UpdateSeriesInput } from './event-series.inputs';
import type { EventSeries } from './event-series.model';
import { findSeries, requireOrder, type ChangedSeries, type SeriesParts } from './series-creator';
import { markTemplate } from './templates';

type Changes = Partial<
  Pick<EventSeries, 'title' | 'templateId' | 'lastDay' | 'paused' | 'pausedReason' | 'endedAt'>
>;

/** Reads and changes series. */
export class EventSeriesService {
  constructor(private readonly parts: SeriesParts) {}

  /** @throws AppError NOT_FOUND */
  get(id: string): Promise<EventSeries> {
    return findSeries(this.parts.database, requireObjectId(id));
  }

  list(args: PageRequest, signal: AbortSignal): Promise<Page<EventSeries>> {
    const list = { name: 'eventSeriesList', filter: {}, sortKey: 'createdAt' } as const;
    return findPage(this.parts.database.reads.eventSeries, { ...list, without: ['outbox'] }, args, signal);
  }

  /** The occurrences that were created, the latest first. */
  events(seriesId: Types.ObjectId, args: PageRequest, signal: AbortSignal): Promise<Page<Event>> {
    const filter: mongo.Filter<Event> = { seriesId };
    return findPage(
      this.parts.database.reads.events,
      { name: 'seriesEvents', filter, sortKey: 'startAt', without: Object.keys(EVENT_PROJECTION) },
      args,
      signal,
    );
  }

  /**
   * Refuses with SERIES_ENDED or STALE_VERSION, or with what keeps an event from being its template.
   *
   * @throws AppError NOT_FOUND
   * @throws BadUserInput for an active event, or a last day before the first one
   */
  async update(viewer: Viewer, now: Date, input: UpdateSeriesInput): Promise<ChangedSeries> {
    const { chainer, database, editor, zoneRules } = this.parts;
    zoneRules.requireSameRules();
    const _id = requireObjectId(input.id);
    if (input.templateEventId !== undefined) {
      const series = await findSeries(database, _id);
      const refused = refusalOf(series, input);
      if (refused !== null) return { series, refusals: [refused] };
      const templateId = requireObjectId(input.templateEventId);
      if (!templateId.equals(series.templateId)) {
        const refusals = await markTemplate(editor, { viewer, now }, templateId);
        if (refusals.length > 0) return { series, refusals };
      }
    }
    const changed = await untilActed<ChangedSeries>(database, 'eventSeries', async ({ entryId, isDone }) => {
      const series = await findSeries(database, _id);
      if (await isDone()) return { series: await findSeries(database, _id), refusals: [] };
      const refused = refusalOf(series, input);
      if (refused !== null) return { series, refusals: [refused] };
      const after = changesOf(series, input, now);
      if (Object.keys(after).length === 0) return { series, refusals: [] };
      return (await this.write(series, after, { viewer, now, entryId })) ?? AGAIN;
    });
    if (changed.refusals.length === 0) await chainer.drain('eventSeries', _id);
    return changed;
  }

  /** Null when the series changed since it was read. */
  private async write(
    series: EventSeries,
    after: Changes,
    {
      viewer,
      now,
      entryId,
    }: { readonly viewer: Viewer; readonly now: Date; readonly entryId: Types.ObjectId },
  ): Promise<ChangedSeries | null> {
    const { _id, version } = series;
    const next = { ...series, ...after };
    const isRunning = !next.paused && next.endedAt === null;
    const before = Object.fromEntries(
      Object.keys(after).map((name) => [name, series[name as keyof Changes]]),
    );
    const target = { targetType: 'EventSeries', targetId: _id } as const;
    const entry = outboxEntry({
      ...{ id: entryId, at: now, actor: viewer, action: 'updateSeries', ...target, before, after },
    });
    const changed = await this.parts.database.eventSeries.findOneAndUpdate(
      { _id, version },
      {
        // The next occurrence is computed anew.
        $set: { ...after, dueAt: isRunning ? now : null },
        ...(next.endedAt !== null && { $unset: { slot: true } }),
        $inc: { version: 1 },
        $push: { outbox: entry },
      },
      { returnDocument: 'after', projection: { outbox: 0 } },
    );
    return changed && { series: changed, refusals: [] };
  }
}

function refusalOf({ endedAt, version }: EventSeries, { expectedVersion }: UpdateSeriesInput) {
  if (endedAt !== null) return refusal('SERIES_ENDED');
  if (version !== expectedVersion) return refusal('STALE_VERSION', ['input', 'expectedVersion']);
  return null;
}

/** A field that was omitted, or that has its value already, is no change. */
function changesOf(series: EventSeries, input: UpdateSeriesInput, now: Date): Changes {
  const { title, templateEventId, lastDay, paused, ended } = input;
  if (lastDay !== undefined) requireOrder(series.firstDay, lastDay);
  return {
    ...(title !== undefined && title !== series.title && { title }),
    ...(templateEventId !== undefined &&
      templateEventId !== series.templateId.toHexString() && {
        templateId: new Types.ObjectId(templateEventId),
      }),
    ...(lastDay !== undefined && lastDay !== series.lastDay && { lastDay }),
    ...(paused !== undefined && paused !== series.paused && { paused, pausedReason: null }),
    ...(ended === true && { endedAt: now }),
  };
}
