import { Types } from 'mongoose';
import type { ZoneRulesWatch } from '../attendance/zone-rules-watch';
import type { Chainer } from '../audit/chainer';
import { derivedId, inputHashOf, outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { requireObjectId } from '../database/object-ids';
import { AGAIN, untilAnswered } from '../database/retry';
import { SERIES_MAX } from '../domain/event-series';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, refusal, type Refusal } from '../errors';
import type { EventEditor } from '../events/event-editor';
import { findReplay, type ActKey } from '../events/keyed-act';
import { reached } from '../fault-points';
import type { CreateSeriesInput } from './event-series.inputs';
import type { EventSeries } from './event-series.model';
import { markTemplate } from './templates';

export interface SeriesParts {
  readonly database: Database;
  readonly zoneRules: Pick<ZoneRulesWatch, 'requireSameRules'>;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly editor: EventEditor;
}

export interface ChangedSeries {
  readonly series: EventSeries | null;
  readonly refusals: readonly Refusal[];
}

/** Creates series, once for each idempotency key. */
export class SeriesCreator {
  constructor(private readonly parts: SeriesParts) {}

  /**
   * Makes the event a template first, so that no series has an event that could be active. A retry of a call that was
   * cut short after that creates the series.
   *
   * @throws AppError NOT_FOUND
   * @throws BadUserInput for an active event, a last day before the first one, or more series than there may be
   */
  async create(viewer: Viewer, now: Date, input: CreateSeriesInput): Promise<ChangedSeries> {
    const { editor, zoneRules } = this.parts;
    zoneRules.requireSameRules();
    const { firstDay, lastDay = null } = input;
    requireOrder(firstDay, lastDay);
    const key = keyOf(input);
    const replay = key && (await this.replay(viewer, key));
    if (replay) return replay;

    const templateId = requireObjectId(input.templateEventId);
    // Before the event is marked, which can't be undone.
    await this.findFreeSlot();
    const refusals = await markTemplate(editor, { viewer, now }, templateId);
    if (refusals.length > 0) return { series: null, refusals };
    reached('series.templateMarked');
    const series = seriesOf(input, templateId, viewer, now, key);
    if (!(await this.insert(series, key))) {
      // The same key won meanwhile; what it wrote is found once a majority has it.
      return untilAnswered(async () => (key && (await this.replay(viewer, key))) ?? AGAIN);
    }
    reached('series.inserted');
    await this.parts.chainer.drain('eventSeries', series._id);
    return { series, refusals: [] };
  }

  /**
   * Inserts a series into a free slot.
   *
   * @returns false if its key has created one
   * @throws BadUserInput when no slot is free
   */
  private async insert(series: EventSeries, key: ActKey | null): Promise<boolean> {
    const { eventSeries } = this.parts.database;
    return untilAnswered(async () => {
      const isThere = await eventSeries.findOne({ _id: series._id }, { projection: { _id: 1 } });
      // An id that was made just now is there by an earlier attempt of ours.
      if (isThere !== null) return key === null;
      const slot = await this.findFreeSlot();
      try {
        await eventSeries.insertOne({ ...series, slot });
        return true;
      } catch (error) {
        // Another series took the slot, or the id is there by an earlier attempt or by the same key.
        if (isDuplicateKey(error)) return AGAIN;
        throw error;
      }
    });
  }

  /** @throws BadUserInput when no slot is free */
  private async findFreeSlot(): Promise<number> {
    const present = await this.parts.database.eventSeries
      .find({ slot: { $exists: true } }, { projection: { slot: 1 } })
      .limit(SERIES_MAX)
      .toArray();
    const taken = new Set(present.map(({ slot }) => slot));
    const free = Array.from({ length: SERIES_MAX }, (_, slot) => slot).find((slot) => !taken.has(slot));
    if (free !== undefined) return free;
    throw new BadUserInput({
      path: 'input',
      message: `must not exceed ${SERIES_MAX} series that have not ended: end one that is no longer needed`,
    });
  }

  private async replay(viewer: Viewer, key: ActKey): Promise<ChangedSeries | null> {
    const { chainer, database } = this.parts;
    const found = await findReplay(database, viewer, key);
    if (found === null) return null;
    if (found === 'REUSED') {
      return { series: null, refusals: [refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey'])] };
    }
    await chainer.drain('eventSeries', found.targetId);
    return { series: await findSeries(database, found.targetId), refusals: [] };
  }
}

/** @throws AppError NOT_FOUND */
export async function findSeries({ eventSeries }: Database, _id: Types.ObjectId): Promise<EventSeries> {
  const series = await eventSeries.findOne({ _id }, { projection: { outbox: 0 } });
  if (series === null) throw new AppError('NOT_FOUND');
  return series;
}

/** @throws BadUserInput */
export function requireOrder(firstDay: string, lastDay: string | null): void {
  if (lastDay !== null && lastDay < firstDay) {
    throw new BadUserInput({ path: 'input.lastDay', message: 'must not be before the first day' });
  }
}

function seriesOf(
  { title, recurrence, firstDay, lastDay = null, claimGraceHours }: CreateSeriesInput,
  templateId: Types.ObjectId,
  viewer: Viewer,
  now: Date,
  key: ActKey | null,
): EventSeries {
  const _id = key ? derivedId('createSeries', viewer.id, key.idempotencyKey) : new Types.ObjectId();
  const fields = { title, recurrence, firstDay, lastDay, templateId, claimGraceHours };
  return {
    _id,
    ...fields,
    paused: false,
    pausedReason: null,
    endedAt: null,
    version: 1,
    createdAt: now,
    createdById: new Types.ObjectId(viewer.id),
    dueAt: now,
    outbox: [
      outboxEntry({
        at: now,
        actor: viewer,
        action: 'createSeries',
        targetType: 'EventSeries',
        targetId: _id,
        after: fields,
        ...(key && { key }),
      }),
    ],
  };
}

/** Null and left out are the same input. */
function keyOf({ idempotencyKey, lastDay = null, ...input }: CreateSeriesInput): ActKey | null {
  if (idempotencyKey == null) return null;
  return { idempotencyKey, inputHash: inputHashOf('createSeries', { ...input, lastDay }) };
}
