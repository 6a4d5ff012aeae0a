import type { mongo } from 'mongoose';
import { findDaysInRanges } from '../../attendance/days-in-ranges';
import { factsNeededBy, type ConditionFact } from '../../domain/conditions';
import { countedDays } from '../../domain/event-window';
import type { ServiceDay } from '../../domain/service-calendar';
import {
  findBase,
  findKeyed,
  findNewest,
  findRewarded,
  keyOf,
  type EventFacts,
  type FactsQuery,
  type NewestRow,
  type UserFacts,
} from './facts-queries';
import { distinctPairs, pairKey } from './pairs';
import type { RewardRequest } from '../reward-request.model';

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
  /** Of the event's days that count: distinct, ascending. Empty when no condition needs them. */
  readonly attendedDays: readonly ServiceDay[];
  /** Of the events that the conditions require, those that have paid the user. */
  readonly rewardedEventIds: ReadonlySet<string>;
}

/** A query with what the first reads found for it. */
type Found = Omit<ClaimFacts, 'attendedDays' | 'rewardedEventIds'> & { readonly query: FactsQuery };
type Judged = Found & { readonly event: EventFacts };

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
  const [days, rewarded] = await Promise.all([
    findDaysInRanges(
      db,
      needing(found, 'attendedDays').map(({ query, event }) => ({
        userId: query.userId,
        ...countedDays(event, query.today),
      })),
    ),
    findRewarded(
      db,
      needing(found, 'rewardedEventIds').flatMap(({ query, event }) =>
        // A kind that only newer servers know may lack the field.
        event.conditions.flatMap(({ requiredEventId }) =>
          requiredEventId == null ? [] : { userId: query.userId, eventId: requiredEventId },
        ),
      ),
    ),
  ]);
  return found.map(({ query, ...facts }) => {
    const user = query.userId.toHexString();
    return {
      ...facts,
      attendedDays: facts.event === null ? [] : within(facts.event, query.today, days.get(user) ?? []),
      rewardedEventIds: rewarded.get(user) ?? new Set(),
    };
  });
}

/** Those whose conditions are judged by this fact. */
function needing(found: readonly Found[], fact: ConditionFact): Judged[] {
  return found.filter(
    (each): each is Judged => each.event !== null && factsNeededBy(each.event.conditions).has(fact),
  );
}

function isKeyOf({ idempotencyKey }: FactsQuery, row: RewardRequest | null): boolean {
  return idempotencyKey !== undefined && row?.idempotencyKey === idempotencyKey;
}

function within(event: EventFacts, today: ServiceDay, days: readonly ServiceDay[]): readonly ServiceDay[] {
  const { first, last } = countedDays(event, today);
  return days.filter((day) => day >= first && (last === null || day <= last));
}
