import { mongo, Types } from 'mongoose';
import { bucketOf } from '../database/bucket-expression';
import type { Collections } from '../database/client-collections';
import { isKnownStatus, RequestStatus } from '../domain/request-status';
import { addDays, serviceDayOf, type ServiceCalendar, type ServiceDay } from '../domain/service-calendar';
import { daysBetweenInstants } from '../domain/time-buckets';
import { knownRefusal, type RefusalCode } from '../errors';

/** Up to so many days a window's check-ins are fewer than two looks for each user. */
const SHORT_WINDOW_DAYS = 7;
/** Up to so many requests of an event are fewer than one look for each user of the platform. */
const FEW_REQUESTS = 20_000;
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
  /** Of those that succeeded. */
  readonly revoked: number;
  readonly failed: number;
  /** Most frequent first. */
  readonly failures: readonly ReasonCount[];
  /** Ascending; empty days left out. */
  readonly days: readonly StatsBucket[];
}

interface Rows {
  readonly _id: {
    readonly status: RequestStatus;
    readonly failureCode: RefusalCode | null;
    /** An instant of the service day. */
    readonly inDay: Date;
  };
  readonly count: number;
}

/** Counts events' attendees and requests in the database; no row is loaded. */
export class EventStatsReader {
  private readonly database: Collections;
  private readonly calendar: ServiceCalendar;

  constructor({
    database,
    calendar,
  }: {
    readonly database: Collections;
    readonly calendar: ServiceCalendar;
  }) {
    this.database = database;
    this.calendar = calendar;
  }

  /** @param ids of events, as hex; @returns one per id, in their order */
  findStats(ids: readonly string[], signal: AbortSignal): Promise<EventStats[]> {
    return Promise.all(ids.map((id) => this.findStatsOf(new Types.ObjectId(id), signal)));
  }

  private async findStatsOf(eventId: Types.ObjectId, signal: AbortSignal): Promise<EventStats> {
    const attendees = await this.countAttendees(eventId, signal);
    const rows = await this.countRows(eventId, signal);
    const requests = rows.reduce((sum, { count }) => sum + count, 0);
    const requesters = await this.countRequesters(eventId, requests, signal);
    const revoked = await this.countRevoked(eventId, signal);
    return { attendees, requesters, revoked, ...this.summarize(rows) };
  }

  private async countAttendees(eventId: Types.ObjectId, signal: AbortSignal): Promise<number> {
    const event = await this.database.events.findOne(
      { _id: eventId },
      { projection: { firstDay: 1, lastDay: 1 }, signal },
    );
    return event === null ? 0 : this.countAttendeesOf(event.firstDay, event.lastDay ?? LAST_DAY_EVER, signal);
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

  /**
   * Distinct users with a request for the event. Few requests are read. Many are not: the database looks once for each
   * user that has any request, in the keys of the history index.
   */
  private async countRequesters(
    eventId: Types.ObjectId,
    requests: number,
    signal: AbortSignal,
  ): Promise<number> {
    const areFew = requests <= FEW_REQUESTS;
    const [found] = await this.database.requests
      .aggregate<{ count: number }>(
        [
          { $match: areFew ? { eventId } : { userId: { $gt: new mongo.BSON.MinKey() }, eventId } },
          { $group: { _id: '$userId' } },
          { $count: 'count' },
        ],
        { signal, ...(!areFew && { hint: { userId: 1, eventId: 1, requestedAt: -1 } }) },
      )
      .toArray();
    return found?.count ?? 0;
  }

  private async countRows(eventId: Types.ObjectId, signal: AbortSignal): Promise<Rows[]> {
    const [from, to] = await Promise.all([1, -1].map((order) => this.findInstant(eventId, order, signal)));
    if (from === undefined || to === undefined) return [];
    return this.database.requests
      .aggregate<Rows>(
        [
          { $match: { eventId } },
          {
            $group: {
              _id: {
                status: '$status',
                failureCode: '$failureCode',
                inDay: bucketOf('$requestedAt', daysBetweenInstants(this.calendar, from, to), 'DAY'),
              },
              count: { $sum: 1 },
            },
          },
        ],
        // Everything that is asked lies in its keys.
        { signal, hint: { eventId: 1, requestedAt: -1, _id: -1, status: 1, failureCode: 1 } },
      )
      .toArray();
  }

  /** Few requests are revoked: their own index has them. */
  private countRevoked(eventId: Types.ObjectId, signal: AbortSignal): Promise<number> {
    return this.database.requests.countDocuments(
      { eventId, revokedAt: { $type: 'date' } },
      { signal, hint: { eventId: 1, requestedAt: -1, _id: -1 } },
    );
  }

  /** Of the event's first request (1) or its latest (-1). */
  private async findInstant(
    eventId: Types.ObjectId,
    order: number,
    signal: AbortSignal,
  ): Promise<Date | undefined> {
    const row = await this.database.requests.findOne(
      { eventId },
      {
        sort: { requestedAt: order as 1 | -1, _id: order as 1 | -1 },
        projection: { requestedAt: 1 },
        hint: { eventId: 1, requestedAt: -1, _id: -1, status: 1, failureCode: 1 },
        signal,
      },
    );
    return row?.requestedAt;
  }

  private summarize(rows: readonly Rows[]): Omit<EventStats, 'attendees' | 'requesters' | 'revoked'> {
    const totals: Record<RequestStatus, number> = { 0: 0, 1: 0, 2: 0 };
    const failures = new Map<RefusalCode, ReasonCount>();
    const days = new Map<ServiceDay, StatsBucket>();
    for (const { _id, count } of rows) {
      if (!isKnownStatus(_id.status)) continue;
      totals[_id.status] += count;
      const day = serviceDayOf(this.calendar, _id.inDay);
      const bucket = entryOf(days, day, { day, requested: 0, succeeded: 0, failed: 0 });
      bucket.requested += count;
      if (_id.status === RequestStatus.SUCCESS) bucket.succeeded += count;
      if (_id.status !== RequestStatus.FAILED) continue;
      bucket.failed += count;
      if (_id.failureCode === null) continue;
      const code = knownRefusal(_id.failureCode);
      entryOf(failures, code, { code, count: 0 }).count += count;
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
