import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { AGAIN, untilAnswered } from '../database/retry';
import { EXCUSED_DAYS_LISTED_MAX, isExcusable } from '../domain/excused-days';
import {
  addDays,
  daysBetween,
  serviceDayOf,
  type ServiceCalendar,
  type ServiceDay,
} from '../domain/service-calendar';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput } from '../errors';
import type { ExcuseDayInput, ExcusedDaysArgs, RemoveExcusedDayInput } from './excused-day.inputs';
import type { ExcusedDay } from './excused-day.model';

interface Parts {
  readonly database: Database;
  readonly calendar: ServiceCalendar;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly skew: { requireRightClock(): void };
}

/** Excuses days for everybody and ends excusals. Whatever reads them after the answer sees the change. */
export class ExcusedDayService {
  constructor(private readonly parts: Parts) {}

  /**
   * The days that are excused, ascending.
   *
   * @throws BadUserInput for a longer range than a list covers
   */
  async list({ from, to }: ExcusedDaysArgs, now: Date, signal: AbortSignal): Promise<ExcusedDay[]> {
    const range = rangeOf(from ?? null, to ?? null, serviceDayOf(this.parts.calendar, now));
    return this.parts.database.reads.excusedDays
      .find(
        { day: { $gte: range.from, $lte: range.to }, removedAt: null },
        { projection: { outbox: 0 }, signal },
      )
      .sort({ day: 1 })
      .limit(EXCUSED_DAYS_LISTED_MAX)
      .toArray();
  }

  /**
   * Excuses a day; one that is excused already keeps its excusal.
   *
   * @throws BadUserInput for a day that is not today and not one of the last 30
   */
  async excuse(actor: Viewer, { day, reason }: ExcuseDayInput, now: Date): Promise<ExcusedDay> {
    const { calendar, chainer, database, skew } = this.parts;
    skew.requireRightClock();
    if (!isExcusable(day, serviceDayOf(calendar, now))) {
      throw new BadUserInput({ path: 'input.day', message: 'must be today or one of the last 30 days' });
    }
    const _id = new Types.ObjectId();
    const row: ExcusedDay = {
      _id,
      day,
      reason,
      excusedAt: now,
      excusedById: new Types.ObjectId(actor.id),
      removedAt: null,
      outbox: [
        outboxEntry({
          ...{ at: now, actor, action: 'excuseDay', targetType: 'ExcusedDay', targetId: _id },
          ...{ after: { day }, reason },
        }),
      ],
    };
    const excused = await untilAnswered(async () => {
      try {
        await database.excusedDays.insertOne(row);
        return row;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      // An earlier attempt of ours, or another call. One that is not committed yet is read again.
      const found =
        (await database.excusedDays.findOne({ _id })) ??
        (await database.excusedDays.findOne({ day, removedAt: null }));
      return found ?? AGAIN;
    });
    // Even if another call excused it, its entry is in the chain before the answer.
    await chainer.drain('excusedDays', excused._id);
    return excused;
  }

  /**
   * Ends the excusal of a day; its record stays. A day whose excusal has ended already stays as it is.
   *
   * @throws AppError NOT_FOUND for a day that was never excused
   */
  async remove(actor: Viewer, { day, reason }: RemoveExcusedDayInput, now: Date): Promise<ServiceDay> {
    const { chainer, database } = this.parts;
    const excusedDay = await untilAnswered(
      async () =>
        (await database.excusedDays.findOne({ day, removedAt: null })) ??
        (await database.excusedDays.findOne({ day }, { sort: { excusedAt: -1 } })),
    );
    if (excusedDay === null) throw new AppError('NOT_FOUND');
    const { _id } = excusedDay;
    const entry = outboxEntry({
      ...{ at: now, actor, action: 'removeExcusedDay', targetType: 'ExcusedDay', targetId: _id },
      ...{ before: { day, removedAt: null }, after: { day, removedAt: now }, reason },
    });
    await untilAnswered(() =>
      database.excusedDays.updateOne(
        { _id, removedAt: null },
        { $set: { removedAt: now }, $push: { outbox: entry } },
      ),
    );
    await chainer.drain('excusedDays', _id);
    return day;
  }
}

function rangeOf(
  from: ServiceDay | null,
  to: ServiceDay | null,
  today: ServiceDay,
): { readonly from: ServiceDay; readonly to: ServiceDay } {
  const days = EXCUSED_DAYS_LISTED_MAX - 1;
  if (from === null) return { from: shifted(to ?? today, -days), to: to ?? today };
  if (to === null) {
    const latest = shifted(from, days);
    return { from, to: latest < today ? latest : today };
  }
  if (daysBetween(from, to) > days) {
    throw new BadUserInput({ path: 'to', message: `must be at most ${days} days after from` });
  }
  return { from, to };
}

/** The first and the last day of the calendar have none before or after them. */
function shifted(day: ServiceDay, count: number): ServiceDay {
  try {
    return addDays(day, count);
  } catch {
    return day;
  }
}
