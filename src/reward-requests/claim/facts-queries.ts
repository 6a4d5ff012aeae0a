import type { mongo, Types } from 'mongoose';
import { hinted } from '../../database/hinted';
import { GUARD_INDEX, GUARD_SHAPE_STAGE, requireGuardShape } from '../../database/guard-index';
import type { ServiceDay } from '../../domain/service-calendar';
import { VIEWER_FIELDS } from '../../access/viewers';
import type { Event } from '../../events/event.model';
import type { User } from '../../users/user.model';
import { distinctPairs, matchPairs, pairKey, type Pair } from './pairs';
import type { RewardRequest } from '../reward-request.model';

export interface FactsQuery extends Pair {
  /** The service day that it is judged on: attendance counts back from it. */
  readonly today: ServiceDay;
  readonly idempotencyKey?: string | undefined;
}

export type UserFacts = Pick<User, '_id' | 'role' | 'disabledAt' | 'createdAt' | 'logins' | 'streak'> & {
  /** The database's clock at the read. */
  readonly databaseTime: Date;
};

/** What judging, stock and a request's row take from an event; nothing else is read. */
export const EVENT_FIELDS = {
  startAt: 1,
  endAt: 1,
  claimUntil: 1,
  isTemplate: 1,
  firstDay: 1,
  lastDay: 1,
  active: 1,
  archivedAt: 1,
  payout: 1,
  conditions: 1,
  rewards: 1,
  version: 1,
  frozenAt: 1,
} as const satisfies { readonly [Field in keyof Event]?: 1 };
export type EventFacts = Pick<Event, '_id' | keyof typeof EVENT_FIELDS>;

export type NewestRow = Pick<RewardRequest, 'userId' | 'eventId' | 'attempt' | 'requestedAt'>;

const HISTORY_INDEX = 'userId_1_eventId_1_requestedAt_-1';
const KEY_INDEX = 'userId_1_idempotencyKey_1';
/** How many rows the cheap read of the newest ones may find: a day's failures of one user and a few of each. */
const newestLimit = (pairs: number) => 24 + 4 * pairs;

function requestsOf(db: mongo.Db): mongo.Collection<RewardRequest> {
  return db.collection('rewardrequests');
}

interface GuardShape {
  readonly spec: Record<string, unknown>;
}

interface Base {
  /** By `pairKey`. */
  readonly live: ReadonlyMap<string, RewardRequest>;
  /** By the id's hex, as are events. */
  readonly users: ReadonlyMap<string, UserFacts>;
  readonly events: ReadonlyMap<string, EventFacts>;
}

/**
 * The rows that hold the slots, the users and the events, in one call. It starts from the requests because a
 * hint works on an aggregate's main collection only, and these rows are read by the guard index itself: the
 * database refuses the hint of an index that is gone or still being built, and the whole batch with it. The
 * index's shape comes along, for a hint says nothing about it.
 *
 * @throws MongoServerError of a refused hint, see `isRefusedHint`
 * @throws WrongGuard when the index under the guard's name is another one
 */
export async function findBase(db: mongo.Db, pairs: readonly Pair[]): Promise<Base> {
  const rows = await requestsOf(db)
    .aggregate<RewardRequest | GuardShape | UserFacts | EventFacts>(basePipeline(pairs), {
      hint: GUARD_INDEX,
    })
    .toArray();
  const guards: Array<GuardShape['spec']> = [];
  const live = new Map<string, RewardRequest>();
  const users = new Map<string, UserFacts>();
  const events = new Map<string, EventFacts>();
  for (const row of rows) {
    if ('spec' in row) guards.push(row.spec);
    else if ('eventId' in row) live.set(pairKey(row), row);
    else if ('databaseTime' in row) users.set(row._id.toHexString(), row);
    else events.set(row._id.toHexString(), row);
  }
  requireGuardShape(guards);
  return { live, users, events };
}

function basePipeline(pairs: readonly Pair[]): mongo.Document[] {
  const userIds = distinctIds(pairs.map(({ userId }) => userId));
  const eventIds = distinctIds(pairs.map(({ eventId }) => eventId));
  return [
    // The guard's own filter, literally: the planner uses a partial index for the same set alone.
    { $match: { ...matchPairs(pairs), status: { $in: [0, 1] } } },
    GUARD_SHAPE_STAGE,
    union('users', [
      { $match: { _id: { $in: userIds } } },
      { $project: { ...VIEWER_FIELDS, createdAt: 1, streak: 1, databaseTime: '$$NOW' } },
    ]),
    union('events', [{ $match: { _id: { $in: eventIds } } }, { $project: EVENT_FIELDS }]),
  ];
}

function union(coll: string, pipeline: mongo.Document[]): mongo.Document {
  return { $unionWith: { coll, pipeline } };
}

/** The row that each query's idempotency key made, by `keyOf`. */
export async function findKeyed(
  db: mongo.Db,
  queries: readonly FactsQuery[],
): Promise<Map<string, RewardRequest>> {
  const wanted = new Map(queries.flatMap((query) => (query.idempotencyKey ? [[keyOf(query), query]] : [])));
  if (wanted.size === 0) return new Map();
  const $or = [...wanted.values()].map(({ userId, idempotencyKey }) => ({
    userId,
    // $type: without it the planner can't tell that the partial index holds the row.
    idempotencyKey: { $eq: idempotencyKey, $type: 'string' },
  }));
  const rows = await hinted(KEY_INDEX, (hint) =>
    requestsOf(db)
      .find({ $or } as mongo.Filter<RewardRequest>, hint)
      .toArray(),
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

export function keyOf({ userId, idempotencyKey }: Pick<FactsQuery, 'userId' | 'idempotencyKey'>): string {
  return `${userId.toHexString()}/${idempotencyKey ?? ''}`;
}

/**
 * The newest row of each pair. Nearly all pairs have few rows, and one cheap scan finds them all. When it
 * ends early, because some user has many, the pairs that it did not come to are read one key each.
 */
export async function findNewest(db: mongo.Db, pairs: readonly Pair[]): Promise<Map<string, NewestRow>> {
  const limit = newestLimit(pairs.length);
  const projection = { _id: 0, userId: 1, eventId: 1, attempt: 1, requestedAt: 1 };
  const rows = await hinted(HISTORY_INDEX, (hint) =>
    requestsOf(db)
      .find<NewestRow>(matchPairs(pairs) as mongo.Filter<RewardRequest>, { ...hint, projection, limit })
      .toArray(),
  );
  const newest = new Map<string, NewestRow>();
  const keep = (row: NewestRow) => {
    const known = newest.get(pairKey(row));
    if (known === undefined || isNewer(row, known)) newest.set(pairKey(row), row);
  };
  rows.forEach(keep);
  const unseen = rows.length < limit ? [] : pairs.filter((pair) => !newest.has(pairKey(pair)));
  if (unseen.length > 0) (await findNewestOneByOne(db, unseen, projection)).forEach(keep);
  return newest;
}

/** Of rows of one instant the one with the higher number. */
function isNewer(row: NewestRow, other: NewestRow): boolean {
  const later = row.requestedAt.getTime() - other.requestedAt.getTime();
  return later > 0 || (later === 0 && row.attempt > other.attempt);
}

async function findNewestOneByOne(
  db: mongo.Db,
  pairs: readonly Pair[],
  projection: mongo.Document,
): Promise<NewestRow[]> {
  const [first = [], ...others] = pairs.map(({ userId, eventId }) => [
    { $match: { userId, eventId } },
    { $sort: { userId: 1, eventId: 1, requestedAt: -1 } },
    { $limit: 1 },
    { $project: projection },
  ]);
  const unions = others.map((pipeline) => union('rewardrequests', pipeline));
  return requestsOf(db)
    .aggregate<NewestRow>([...first, ...unions])
    .toArray();
}

/** Per user the events that have paid them and did not take it back, of the pairs given. */
export async function findRewarded(db: mongo.Db, wanted: readonly Pair[]): Promise<Map<string, Set<string>>> {
  const rewarded = new Map<string, Set<string>>();
  if (wanted.length === 0) return rewarded;
  const paid = [{ $match: { ...matchPairs(distinctPairs(wanted)), status: 1, revokedAt: null } }];
  const rows = await requestsOf(db)
    .aggregate<Pair>([...paid, { $project: { _id: 0, userId: 1, eventId: 1 } }], { hint: GUARD_INDEX })
    .toArray();
  for (const { userId, eventId } of rows) {
    const user = userId.toHexString();
    rewarded.set(user, (rewarded.get(user) ?? new Set()).add(eventId.toHexString()));
  }
  return rewarded;
}

/** Whether the row was made by the query's key. */
export function isKeyOf({ idempotencyKey }: FactsQuery, row: RewardRequest | null): boolean {
  return idempotencyKey !== undefined && row?.idempotencyKey === idempotencyKey;
}

function distinctIds(ids: readonly Types.ObjectId[]): Types.ObjectId[] {
  return [...new Map(ids.map((id) => [id.toHexString(), id])).values()];
}
