import { Types, type mongo } from 'mongoose';
import { findMemberships } from '../../audiences/find-audiences';
import { findDaysInRanges } from '../../attendance/days-in-ranges';
import { factsNeededBy, type ConditionFact, type ConditionFacts } from '../../domain/conditions';
import type { ExcusedDays } from '../../domain/attendance-streak';
import { judgeRequest, type Judgement } from '../../domain/request-judgement';
import {
  daysBetween,
  serviceDayOf,
  type ServiceCalendar,
  type ServiceDay,
} from '../../domain/service-calendar';
import { judgedCondition } from '../../events/conditions/judged-condition';
import { rangeOf, within } from './attendance-facts';
import { NO_ACTIVITIES_READ, type ActivitiesByKind } from './activity-facts';
import {
  findBase,
  findKeyed,
  findNewest,
  findRewarded,
  isKeyOf,
  keyOf,
  type EventFacts,
  type FactsQuery,
  type NewestRow,
  type UserFacts,
} from './facts-queries';
import type { ActingProof, PayoutProof } from '../../access/service-proof';
import type { RewardRequest } from '../reward-request.model';
import { distinctPairs, pairKey } from './pairs';

/** One call of requestReward or requestRewardFor, or a member of a payout. */
export interface Claim {
  readonly proof: ActingProof | PayoutProof;
  readonly eventId: Types.ObjectId;
  readonly idempotencyKey: string | undefined;
  /** Server time at arrival: window, service day and requestedAt are judged by it. */
  readonly now: Date;
  /** A breach of the values' limits; reported only after the role. */
  readonly inputFault: Error | null;
}

/** Everything that one claim is judged by. */
export interface ClaimFacts {
  readonly user: UserFacts | null;
  readonly event: EventFacts | null;
  /** The row that holds the slot. */
  readonly live: RewardRequest | null;
  /** The row that the idempotency key made, whatever its event. */
  readonly keyed: RewardRequest | null;
  /** The newest row of this user and event, of any status; null when there is none, or it was not asked for. */
  readonly newest: NewestRow | null;
  /** Of the event's days that count: distinct, ascending. These and the excused days are empty when no condition needs them. */
  readonly attendedDays: readonly ServiceDay[];
  readonly excusedDays: ExcusedDays;
  /** Of the events that the conditions require, those that have paid the user. */
  readonly rewardedEventIds: ReadonlySet<string>;
  /** Of the audiences that the conditions name, those that the user is in. */
  readonly audienceIds: ReadonlySet<string>;
  /** Added by a reader of its own, after the other facts. */
  readonly activities: ActivitiesByKind;
}

/** A query with what the first reads found for it. */
type FoundFirst = 'user' | 'event' | 'live' | 'keyed' | 'newest';
type Found = Pick<ClaimFacts, FoundFirst> & { readonly query: FactsQuery };
type Judged = Found & { readonly event: EventFacts };
const NONE: ReadonlySet<string> = new Set();

/**
 * Reads the facts of many claims together: majority, primary, nothing cached. Each call names the pairs of
 * user and event that it is about, so that it reads as much as the claims need: neither users x events, nor
 * what these users did elsewhere.
 *
 * Events come first: their conditions decide which facts are needed, and of which days.
 *
 * @param db of the claims' own client, or of another one for readers that must not queue before claims
 * @param options.withNewest false for readers that insert no row
 * @returns one entry per query, in order
 */
export async function readClaimFacts(
  db: mongo.Db,
  queries: readonly FactsQuery[],
  { withNewest = true } = {},
): Promise<ClaimFacts[]> {
  const pairs = distinctPairs(queries);
  const [{ live, users, events }, newest, keyed] = await Promise.all([
    findBase(db, pairs),
    withNewest ? findNewest(db, pairs) : new Map<string, NewestRow>(),
    findKeyed(db, queries),
  ]);
  const found = queries.map((query): Found => {
    const held = live.get(pairKey(query)) ?? null;
    return {
      query,
      user: users.get(query.userId.toHexString()) ?? null,
      event: events.get(query.eventId.toHexString()) ?? null,
      live: held,
      // The slot may have been taken between the two reads, by a claim with this very key.
      keyed: keyed.get(keyOf(query)) ?? (isKeyOf(query, held) ? held : null),
      newest: newest.get(pairKey(query)) ?? null,
    };
  });
  const [days, rewarded, audiences] = await Promise.all([
    findDaysInRanges(db, needing(found, 'attendedDays').map(rangeOf), {
      withExcused: needing(found, 'excusedDays').length > 0,
    }),
    findRewarded(
      db,
      needing(found, 'rewardedEventIds').flatMap(({ query, event }) =>
        // A kind that only newer servers know may lack the field.
        event.conditions.flatMap(({ requiredEventId }) =>
          requiredEventId == null ? [] : { userId: query.userId, eventId: requiredEventId },
        ),
      ),
    ),
    findMemberships(
      db,
      needing(found, 'audienceIds').flatMap(({ query, event }) =>
        event.conditions.flatMap(({ audienceId }) =>
          audienceId == null ? [] : { userId: query.userId, audienceId },
        ),
      ),
    ),
  ]);
  return found.map(({ query, ...facts }) => {
    const user = query.userId.toHexString();
    return {
      ...facts,
      attendedDays: within(facts.event, query.today, days.attended.get(user) ?? []),
      excusedDays: days.excused,
      rewardedEventIds: rewarded.get(user) ?? NONE,
      audienceIds: audiences.get(user) ?? NONE,
      activities: NO_ACTIVITIES_READ,
    };
  });
}

/** Those whose conditions are judged by this fact. */
function needing(found: readonly Found[], fact: ConditionFact): Judged[] {
  return found.filter(
    (each): each is Judged => each.event !== null && factsNeededBy(each.event.conditions).has(fact),
  );
}

/** Judges the facts of a known user and event at an instant. */
export function judgeFacts(
  {
    event,
    user,
    live,
    attendedDays,
    excusedDays,
    rewardedEventIds,
    audienceIds,
    activities,
  }: ClaimFacts & {
    event: EventFacts;
    user: UserFacts;
  },
  calendar: ServiceCalendar,
  now: Date,
): Judgement {
  const conditionFacts: ConditionFacts = {
    attendedDays,
    excusedDays,
    accountAgeDays: daysBetween(serviceDayOf(calendar, user.createdAt), serviceDayOf(calendar, now)),
    rewardedEventIds,
    audienceIds,
    activities,
  };
  const conditions = event.conditions.map(judgedCondition);
  return judgeRequest({ ...event, conditions }, live?.status ?? null, conditionFacts, now);
}
