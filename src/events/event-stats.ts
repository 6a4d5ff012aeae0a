import { Types } from 'mongoose';
import { bucketOf } from '../database/bucket-expression';
import type { Database } from '../database/connection';
import { RequestStatus } from '../domain/request-status';
import { serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';
import { daysBetweenInstants } from '../domain/time-buckets';
import type { RefusalCode } from '../errors';

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

/** Counts events' attendees and requests in the database: three calls for a page, no row is loaded. */
export class EventStatsReader {
  private readonly database: Database;
  private readonly calendar: ServiceCalendar;

  constructor({ database, calendar }: { readonly database: Database; readonly calendar: ServiceCalendar }) {
    this.database = database;
    this.calendar = calendar;
  }

  /** @param ids of events, as hex; @returns one per id, in their order */
  async findStats(ids: readonly string[]): Promise<EventStats[]> {
    const eventIds = ids.map((id) => new Types.ObjectId(id));
    const [attendees, requesters] = await Promise.all([
      this.countAttendees(eventIds),
      this.findRequesters(eventIds),
    ]);
    const rows = requesters.length === 0 ? [] : await this.countRows(eventIds, requesters);
    const rowsByEvent = new Map<string, Rows[]>(ids.map((id) => [id, []]));
    for (const row of rows) rowsByEvent.get(row._id.eventId.toHexString())?.push(row);
    const requestersByEvent = new Map(requesters.map(({ _id, count }) => [_id.toHexString(), count]));
    return ids.map((id) => ({
      attendees: attendees.get(id) ?? 0,
      requesters: requestersByEvent.get(id) ?? 0,
      ...this.summarize(rowsByEvent.get(id) ?? []),
    }));
  }

  /** Distinct users with a check-in on a day of the window, covered by the index of days and users. */
  private async countAttendees(eventIds: Types.ObjectId[]): Promise<Map<string, number>> {
    const events = await this.database.events
      .aggregate<{ _id: Types.ObjectId; attendees: Array<{ count: number }> }>([
        { $match: { _id: { $in: eventIds } } },
        {
          $lookup: {
            from: 'userattendances',
            let: { first: '$firstDay', last: { $ifNull: ['$lastDay', '9999-12-31'] } },
            pipeline: [
              { $match: { $expr: { $and: [{ $gte: ['$day', '$$first'] }, { $lte: ['$day', '$$last'] }] } } },
              { $group: { _id: '$userId' } },
              { $count: 'count' },
            ],
            as: 'attendees',
          },
        },
        { $project: { attendees: 1 } },
      ])
      .toArray();
    return new Map(events.map(({ _id, attendees }) => [_id.toHexString(), attendees[0]?.count ?? 0]));
  }

  private findRequesters(eventIds: Types.ObjectId[]): Promise<Requesters[]> {
    return this.database.requests
      .aggregate<Requesters>([
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
      ])
      .toArray();
  }

  private countRows(eventIds: Types.ObjectId[], requesters: readonly Requesters[]): Promise<Rows[]> {
    const from = new Date(Math.min(...requesters.map(({ firstAt }) => firstAt.getTime())));
    const to = new Date(Math.max(...requesters.map(({ lastAt }) => lastAt.getTime())));
    return this.database.requests
      .aggregate<Rows>([
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
      ])
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
