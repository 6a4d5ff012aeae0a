import type { mongo, Types } from 'mongoose';
import type { Attendance } from '../attendance/attendance.model';
import type { Database } from '../database/connection';
import { GUARD_INDEX, GUARD_SHAPE_STAGE, requireGuardShape } from '../database/guard-index';
import type { ConditionFacts } from '../domain/conditions';
import { judgeRequest, type Judgement } from '../domain/request-decision';
import { daysBetween, serviceDayOf, type ServiceCalendar } from '../domain/service-calendar';
import type { Event } from '../events/event.model';
import type { User } from '../users/user.model';
import type { RewardRequest } from './reward-request.model';

export interface FactsQuery {
  readonly userId: Types.ObjectId;
  readonly eventId: Types.ObjectId;
  readonly idempotencyKey?: string | undefined;
}

export type UserFacts = Pick<User, '_id' | 'role' | 'disabledAt' | 'createdAt' | 'logins'>;
export type EventFacts = Omit<Event, 'holds' | 'outbox' | 'description'>;

/** Everything that one claim is judged by, as one read saw it. */
export interface ClaimFacts {
  readonly user: UserFacts | null;
  readonly event: EventFacts | null;
  /** The row that holds the slot. */
  readonly live: RewardRequest | null;
  /** The row that the idempotency key made, whatever its event. */
  readonly keyed: RewardRequest | null;
  /** Rows of this user and event, of every status. */
  readonly earlierRows: number;
  /** Inside the event's window, ascending. */
  readonly attendedDays: readonly string[];
  readonly rewardedEventIds: ReadonlySet<string>;
}

type FactRow =
  | { kind: 'guard'; spec: Record<string, unknown> }
  | ({ kind: 'live' | 'keyed' } & RewardRequest)
  | ({ kind: 'user' } & UserFacts)
  | ({ kind: 'event' } & EventFacts)
  | { kind: 'count'; _id: { userId: Types.ObjectId; eventId: Types.ObjectId }; rows: number }
  | { kind: 'attended'; eventId: Types.ObjectId; userId: Types.ObjectId; days: Array<Attendance['day']> }
  | { kind: 'rewarded'; userId: Types.ObjectId; eventId: Types.ObjectId };

const pairOf = (userId: Types.ObjectId, eventId: Types.ObjectId) =>
  `${userId.toHexString()}/${eventId.toHexString()}`;

/**
 * Reads the facts of many claims in one call: majority, primary, nothing cached.
 *
 * It starts from the requests because a hint works on an aggregate's main collection only, and the live
 * rows must be read by the guard itself: a guard that is gone or still building refuses the whole read.
 *
 * @returns one entry per query, in order
 * @throws WrongGuard when the index under the guard's name is another one
 */
export async function readClaimFacts(
  database: Database,
  queries: readonly FactsQuery[],
): Promise<ClaimFacts[]> {
  const rows = await database.claimsDb
    .collection('rewardrequests')
    .aggregate<FactRow>(factsPipeline(queries), { hint: GUARD_INDEX })
    .toArray();

  const guards: Array<Record<string, unknown>> = [];
  const users = new Map<string, UserFacts>();
  const events = new Map<string, EventFacts>();
  const live = new Map<string, RewardRequest>();
  const keyed = new Map<string, RewardRequest>();
  const counts = new Map<string, number>();
  const attended = new Map<string, string[]>();
  const rewarded = new Map<string, Set<string>>();
  for (const { kind, ...row } of rows as Array<{ kind: FactRow['kind'] }>) {
    const fact = { kind, ...row } as FactRow;
    switch (fact.kind) {
      case 'guard':
        guards.push(fact.spec);
        break;
      case 'user':
        users.set(fact._id.toHexString(), fact);
        break;
      case 'event':
        events.set(fact._id.toHexString(), fact);
        break;
      case 'live':
        live.set(pairOf(fact.userId, fact.eventId), row as RewardRequest);
        break;
      case 'keyed':
        keyed.set(`${fact.userId.toHexString()}/${fact.idempotencyKey}`, row as RewardRequest);
        break;
      case 'count':
        counts.set(pairOf(fact._id.userId, fact._id.eventId), fact.rows);
        break;
      case 'attended':
        attended.set(pairOf(fact.userId, fact.eventId), fact.days.sort());
        break;
      case 'rewarded': {
        const user = fact.userId.toHexString();
        rewarded.set(user, (rewarded.get(user) ?? new Set()).add(fact.eventId.toHexString()));
      }
    }
  }
  requireGuardShape(guards);
  return queries.map(({ userId, eventId, idempotencyKey }) => {
    const user = userId.toHexString();
    const pair = pairOf(userId, eventId);
    return {
      user: users.get(user) ?? null,
      event: events.get(eventId.toHexString()) ?? null,
      live: live.get(pair) ?? null,
      keyed: (idempotencyKey !== undefined && keyed.get(`${user}/${idempotencyKey}`)) || null,
      earlierRows: counts.get(pair) ?? 0,
      attendedDays: attended.get(pair) ?? [],
      rewardedEventIds: rewarded.get(user) ?? new Set(),
    };
  });
}

function factsPipeline(queries: readonly FactsQuery[]): mongo.Document[] {
  const userId = { $in: distinct(queries.map((query) => query.userId)) };
  const eventIds = { $in: distinct(queries.map((query) => query.eventId)) };
  const keys = queries.filter((query) => query.idempotencyKey !== undefined);
  return [
    // The guard's own filter, literally: the planner uses a partial index for the same set alone.
    { $match: { userId, eventId: eventIds, status: { $in: [0, 1] } } },
    { $set: { kind: 'live' } },
    GUARD_SHAPE_STAGE,
    union('users', [
      { $match: { _id: userId } },
      { $project: { role: 1, disabledAt: 1, createdAt: 1, 'logins.id': 1, kind: 'user' } },
    ]),
    union('events', [
      { $match: { _id: eventIds } },
      { $project: { holds: 0, outbox: 0, description: 0 } },
      { $set: { kind: 'event' } },
    ]),
    union('events', [{ $match: { _id: eventIds } }, ...attendedDays(userId)]),
    union('events', [
      { $match: { _id: eventIds, 'conditions.requiredEventId': { $type: 'objectId' } } },
      ...rewardedElsewhere(userId),
    ]),
    // Covered by the history index: only its keys are read. Tombstones have no userId.
    union('rewardrequests', [
      { $match: { userId, eventId: eventIds } },
      { $group: { _id: { userId: '$userId', eventId: '$eventId' }, rows: { $sum: 1 } } },
      { $set: { kind: 'count' } },
    ]),
    ...(keys.length === 0
      ? []
      : [
          union('rewardrequests', [
            {
              $match: {
                // $type: without it the planner can't tell that the partial index holds the row.
                $or: keys.map((query) => ({
                  userId: query.userId,
                  idempotencyKey: { $eq: query.idempotencyKey, $type: 'string' },
                })),
              },
            },
            { $set: { kind: 'keyed' } },
          ]),
        ]),
  ];
}

/** Per event and user the days inside the window: one bounded scan of {userId, day}, keys only. */
function attendedDays(userId: object): mongo.Document[] {
  return [
    { $match: { 'conditions.kind': { $in: ['CONSECUTIVE_ATTENDANCE', 'TOTAL_ATTENDANCE'] } } },
    { $project: { firstDay: 1, lastDay: { $ifNull: ['$lastDay', '9999-12-31'] } } },
    {
      $lookup: {
        from: 'userattendances',
        let: { first: '$firstDay', last: '$lastDay' },
        pipeline: [
          {
            $match: {
              userId,
              $expr: { $and: [{ $gte: ['$day', '$$first'] }, { $lte: ['$day', '$$last'] }] },
            },
          },
          { $project: { _id: 0, userId: 1, day: 1 } },
          { $group: { _id: '$userId', days: { $push: '$day' } } },
        ],
        as: 'attended',
      },
    },
    { $unwind: '$attended' },
    {
      $project: {
        _id: 0,
        kind: 'attended',
        eventId: '$_id',
        userId: '$attended._id',
        days: '$attended.days',
      },
    },
  ];
}

/** For EVENT_REWARDED: which of the required events have paid these users. */
function rewardedElsewhere(userId: object): mongo.Document[] {
  return [
    { $project: { 'conditions.requiredEventId': 1 } },
    {
      $lookup: {
        from: 'rewardrequests',
        localField: 'conditions.requiredEventId',
        foreignField: 'eventId',
        pipeline: [{ $match: { userId, status: 1 } }, { $project: { _id: 0, userId: 1, eventId: 1 } }],
        as: 'rewarded',
      },
    },
    { $unwind: '$rewarded' },
    { $project: { _id: 0, kind: 'rewarded', userId: '$rewarded.userId', eventId: '$rewarded.eventId' } },
  ];
}

function union(coll: string, pipeline: mongo.Document[]): mongo.Document {
  return { $unionWith: { coll, pipeline } };
}

function distinct(ids: readonly Types.ObjectId[]): Types.ObjectId[] {
  return [...new Map(ids.map((id) => [id.toHexString(), id])).values()];
}

/** Judges the facts of a known user and event at an instant. */
export function judgeFacts(
  { event, user, live, attendedDays, rewardedEventIds }: ClaimFacts & { event: EventFacts; user: UserFacts },
  calendar: ServiceCalendar,
  now: Date,
): Judgement {
  const conditionFacts: ConditionFacts = {
    attendedDays,
    accountAgeDays: daysBetween(serviceDayOf(calendar, user.createdAt), serviceDayOf(calendar, now)),
    rewardedEventIds,
  };
  const conditions = event.conditions.map(({ id, kind, target, requiredEventId }) => ({
    id: id.toHexString(),
    kind,
    target,
    requiredEventId: requiredEventId?.toHexString() ?? null,
  }));
  return judgeRequest({ ...event, conditions }, live?.status ?? null, conditionFacts, now);
}
