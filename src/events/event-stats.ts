import { mongo, Types } from 'mongoose';
import { bucketOf } from '../database/bucket-expression';
import type { Database } from '../database/connection';
import { RequestStatus } from '../domain/request-status';
import { addDays, serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';
import { daysBetweenInstants } from '../domain/time-buckets';
import type { RefusalCode } from '../errors';

/** Up to so many days a window's check-ins are fewer than two looks for each user. */
const SHORT_WINDOW_DAYS = 7;
const LAST_DAY_EVER = '9999-12-31';

export interface ReasonCount {
  readonly code: RefusalCode;
  count: number;
}

export interface StatsBucket {
  readonly day: ServiceDay;
  requested: number;
  succeeded: number;
  failed: number;
}

export interface EventStats {
  readonly attendees: number;
  readonly requesters: number;
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Most frequent first. */
  readonly failures: readonly ReasonCount[];
  /** Ascending; empty days left out. */
  readonly days: readonly StatsBucket[];
}

interface Requesters {
  readonly _id: Types.ObjectId;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

interface Rows {
  readonly _id: {
    readonly eventId: Types.ObjectId;
    readonly status: RequestStatus;
    readonly failureCode: RefusalCode | null;
    /** An instant of the service day. */
    readonly inDay: Date;
  };
  readonly count: number;
}

/** Counts events' attendees and requests in the database; no row is loaded. */
export class EventStatsReader {
  private readonly database: Database;
  private readonly calendar: ServiceCalendar;

  constructor({ database, calendar }: { readonly database: Database; readonly calendar: ServiceCalendar }) {
    this.database = database;
    this.calendar = calendar;
  }

  /** @param ids of events, as hex; @returns one per id, in their order */
  async findStats(ids: readonly string[], signal: AbortSignal): Promise<EventStats[]> {
    const eventIds = ids.map((id) => new Types.ObjectId(id));
    const [attendees, requesters] = await Promise.all([
      this.countAttendees(eventIds, signal),
      this.findRequesters(eventIds, signal),
    ]);
    const rows = requesters.length === 0 ? [] : await this.countRows(eventIds, requesters, signal);
    const rowsByEvent = new Map<string, Rows[]>(ids.map((id) => [id, []]));
    for (const row of rows) rowsByEvent.get(row._id.eventId.toHexString())?.push(row);
    const requestersByEvent = new Map(requesters.map(({ _id, count }) => [_id.toHexString(), count]));
    return ids.map((id) => ({
      attendees: attendees.get(id) ?? 0,
      requesters: requestersByEvent.get(id) ?? 0,
      ...this.summarize(rowsByEvent.get(id) ?? []),
    }));
  }

  private async countAttendees(
    eventIds: Types.ObjectId[],
    signal: AbortSignal,
  ): Promise<Map<string, number>> {
    const events = await this.database.events
      .find({ _id: { $in: eventIds } }, { projection: { firstDay: 1, lastDay: 1 }, signal })
      .toArray();
    const counts = await Promise.all(
      events.map(async ({ _id, firstDay, lastDay }) => {
        const attendees = await this.countAttendeesOf(firstDay, lastDay ?? LAST_DAY_EVER, signal);
        return [_id.toHexString(), attendees] as const;
      }),
    );
    return new Map(counts);
  }

  /**
   * Distinct users with a check-in on one of the days, from an index alone. A short window reads its check-ins. A long
   * one asks for each user once whether there is one: the database skips the other days (DISTINCT_SCAN), so that the
   * count costs no more after years than after a week.
   */
  private async countAttendeesOf(first: ServiceDay, last: ServiceDay, signal: AbortSignal): Promise<number> {
    const day = { $gte: first, $lte: last };
    const isShort = addDays(first, SHORT_WINDOW_DAYS) > last;
    const [found] = await this.database.attendances
      .aggregate<{ count: number }>(
        [
          // Bounded by nothing: the planner uses the index's further fields only if its first one is asked for.
          { $match: isShort ? { day } : { userId: { $gt: new mongo.BSON.MinKey() }, day } },
          ...(isShort ? [] : [{ $sort: { userId: 1, day: 1 } }]),
          { $group: { _id: '$userId' } },
          { $count: 'count' },
        ],
        { hint: isShort ? { day: 1, userId: 1 } : { userId: 1, day: 1 }, signal },
      )
      .toArray();
    return found?.count ?? 0;
  }

  private findRequesters(eventIds: Types.ObjectId[], signal: AbortSignal): Promise<Requesters[]> {
    return this.database.requests
      .aggregate<Requesters>(
        [
          { $match: { eventId: { $in: eventIds } } },
          {
            $group: {
              _id: { eventId: '$eventId', userId: '$userId' },
              firstAt: { $min: '$requestedAt' },
              lastAt: { $max: '$requestedAt' },
            },
          },
          {
            $group: {
              _id: '$_id.eventId',
              count: { $sum: 1 },
              firstAt: { $min: '$firstAt' },
              lastAt: { $max: '$lastAt' },
            },
          },
        ],
        { signal },
      )
      .toArray();
  }

  private countRows(
    eventIds: Types.ObjectId[],
    requesters: readonly Requesters[],
    signal: AbortSignal,
  ): Promise<Rows[]> {
    const from = new Date(Math.min(...requesters.map(({ firstAt }) => firstAt.getTime())));
    const to = new Date(Math.max(...requesters.map(({ lastAt }) => lastAt.getTime())));
    return this.database.requests
      .aggregate<Rows>(
        [
          { $match: { eventId: { $in: eventIds } } },
          {
            $group: {
              _id: {
                eventId: '$eventId',
                status: '$status',
                failureCode: '$failureCode',
                inDay: bucketOf('$requestedAt', daysBetweenInstants(this.calendar, from, to), 'DAY'),
              },
              count: { $sum: 1 },
            },
          },
        ],
        { signal },
      )
      .toArray();
  }

  private summarize(rows: readonly Rows[]): Omit<EventStats, 'attendees' | 'requesters'> {
    const totals: Record<RequestStatus, number> = { 0: 0, 1: 0, 2: 0 };
    const failures = new Map<RefusalCode, ReasonCount>();
    const days = new Map<ServiceDay, StatsBucket>();
    for (const { _id, count } of rows) {
      totals[_id.status] += count;
      const day = serviceDayOf(this.calendar, _id.inDay);
      const bucket = entryOf(days, day, { day, requested: 0, succeeded: 0, failed: 0 });
      bucket.requested += count;
      if (_id.status === RequestStatus.SUCCESS) bucket.succeeded += count;
      if (_id.status !== RequestStatus.FAILED) continue;
      bucket.failed += count;
      if (_id.failureCode === null) continue;
      entryOf(failures, _id.failureCode, { code: _id.failureCode, count: 0 }).count += count;
    }
    return {
      pending: totals[RequestStatus.PENDING],
      succeeded: totals[RequestStatus.SUCCESS],
      failed: totals[RequestStatus.FAILED],
      failures: [...failures.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
      days: [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    };
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, initial: Value): Value {
  const value = map.get(key) ?? initial;
  map.set(key, value);
  return value;
}
