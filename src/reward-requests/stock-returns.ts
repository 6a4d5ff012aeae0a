import type { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { derivedId, outboxEntry } from '../audit/entries';
import { findActs } from '../audit/find-act';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import { AGAIN, retry } from '../database/retry';
import { knownOf, UNKNOWN } from '../domain/known-values';
import { REWARD_TYPES } from '../domain/reward';
import type { Event, StoredReward } from '../events/event.model';
import { reached } from '../fault-points';
import type { Log } from '../log';
import { signals } from '../telemetry/signals';
import { readOwing, STOCK_RETURN } from './obligations';
import type { RewardGrant } from './reward-grant.model';
import type { RewardRequest } from './reward-request.model';

/** Rows of one sweep. */
const BATCH = 200;
/** The name of the act in the audit chain. */
export const RETURN_ACTION = 'returnStock';

type Owing = Pick<RewardRequest, '_id' | 'userId' | 'eventId' | 'grants' | 'revokedAt' | 'revokeReason'>;

interface Units {
  /** The reward of the event. */
  readonly id: Types.ObjectId;
  readonly quantity: number;
}

/** The id of the act's audit entry: derived from the request, so that the act happens once, on whichever server. */
export function stockReturnIdOf(requestId: Types.ObjectId): Types.ObjectId {
  return derivedId(RETURN_ACTION, requestId.toHexString());
}

/** What goes back when a payment is revoked: the units of the event's limited rewards. A code is used up. */
export function unitsToReturn(
  rewards: readonly StoredReward[],
  grants: ReadonlyArray<Pick<RewardGrant, 'rewardId' | 'quantity'>>,
): Units[] {
  return rewards
    .filter(({ stock, codePool }) => stock !== null && !codePool)
    .map(({ id }) => ({
      id,
      quantity: grants
        .filter(({ rewardId }) => rewardId.equals(id))
        .reduce((sum, { quantity }) => sum + quantity, 0),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/**
 * Returns the units of revoked requests that owe them, once. Any server completes what another one began: the units
 * are back exactly if the act's entry is in the event's outbox or in the audit chain.
 */
export class StockReturns {
  /** Those of one event share an update, so that many revocations at once do not wait for each other. */
  private readonly returns = new Batcher<Owing, boolean>((rows) => this.completeAll(rows), {
    name: 'stockReturns',
    maxInFlight: 1,
  });

  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly chainer: Chainer;
      readonly log: Log;
    },
  ) {}

  /** Completes the returns that a server left behind; every server does, each second. */
  async sweep(): Promise<void> {
    const rows = await readOwing(STOCK_RETURN, (scan) =>
      this.parts.database.requests
        .find<Owing>(
          { due: STOCK_RETURN },
          {
            ...scan,
            projection: { userId: 1, eventId: 1, grants: 1, revokedAt: 1, revokeReason: 1 },
            maxTimeMS: READ_LIMIT_MS.background,
          },
        )
        .limit(BATCH)
        .toArray(),
    );
    const done = await Promise.all(rows.map((row) => this.completeOrLeave(row)));
    for (const isDone of done) if (isDone) signals.repair.emit('stockReturn');
  }

  /**
   * For a caller whose answer does not depend on it: after an error any server's sweep continues.
   *
   * @returns false after an error, and while only a newer server can do it
   */
  async completeOrLeave(row: Owing): Promise<boolean> {
    try {
      return await this.returns.add(row);
    } catch (error) {
      this.parts.log.warn({ err: error, requestId: row._id }, 'the return of stock is left to the sweep');
      return false;
    }
  }

  private async completeAll(rows: readonly Owing[]): Promise<Array<boolean | Error>> {
    const groups = new Map<string, Owing[]>();
    for (const row of rows)
      groups.set(String(row.eventId), [...(groups.get(String(row.eventId)) ?? []), row]);
    const results = new Map<Owing, boolean | Error>();
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const result = await this.complete(group).catch((error: Error) => error);
        for (const row of group) results.set(row, result);
      }),
    );
    return rows.map((row) => results.get(row)!);
  }

  /** @param rows of one event */
  private async complete(rows: readonly Owing[]): Promise<boolean> {
    const { database, chainer } = this.parts;
    const eventId = rows[0]!.eventId;
    // A sweep may bring a row that its own revocation is about to complete.
    const distinct = [...new Map(rows.map((row) => [String(row._id), row])).values()];
    const isDone = await retry(() => this.attempt(eventId, distinct), {
      detail: 'the stock was not returned',
    });
    if (!isDone) return false;
    await database.requests.updateMany(
      { _id: { $in: distinct.map(({ _id }) => _id) }, userId: { $in: distinct.map(({ userId }) => userId) } },
      { $pull: { due: STOCK_RETURN } },
    );
    reached('stockReturn.settled');
    await chainer.drain('events', eventId);
    return true;
  }

  /**
   * The event is read before the entries are looked up: whoever returns the units in between raises `deltaN`, and then
   * the update finds nothing. So a server that slept changes nothing, whatever was moved into the chain meanwhile.
   */
  private async attempt(eventId: Types.ObjectId, rows: readonly Owing[]): Promise<boolean | typeof AGAIN> {
    const { database } = this.parts;
    const event = await database.events.findOne({ _id: eventId }, { projection: { rewards: 1, deltaN: 1 } });
    reached('stockReturn.read');
    const ids = rows.map(({ _id }) => stockReturnIdOf(_id));
    const returned = await findActs(database, 'events', ids);
    const owing = rows.filter((_row, place) => !returned.has(ids[place]!.toHexString()));
    if (owing.length === 0) return true;
    if (event === null || holdsUnknownReward(event)) return false;
    const acts = owing.map((row) => ({ row, units: unitsToReturn(event.rewards, row.grants) }));
    const units = unitsToReturn(
      event.rewards,
      owing.flatMap(({ grants }) => grants),
    );
    const { modifiedCount } = await database.events.updateOne(
      { _id: eventId, deltaN: event.deltaN },
      {
        $inc: {
          ...Object.fromEntries(
            units.map(({ quantity }, place) => [`rewards.$[r${place}].remaining`, quantity]),
          ),
          deltaN: acts.length,
        },
        $push: { outbox: { $each: acts.map((act) => entryOf(act.row, act.units)) } },
      },
      { arrayFilters: units.map(({ id }, place) => ({ [`r${place}.id`]: id })) },
    );
    reached('stockReturn.written');
    return modifiedCount === 1 ? true : AGAIN;
  }
}

function holdsUnknownReward({ rewards }: Pick<Event, 'rewards'>): boolean {
  return rewards.some(({ type }) => knownOf(REWARD_TYPES, type) === UNKNOWN);
}

/** The same on every server. Its actor is that of the revocation, whose entry it follows. */
function entryOf({ _id, userId, eventId, revokedAt, revokeReason }: Owing, units: Units[]) {
  return outboxEntry({
    id: stockReturnIdOf(_id),
    at: revokedAt!,
    actor: null,
    action: RETURN_ACTION,
    targetType: 'Event',
    targetId: eventId,
    subjectId: userId,
    after: { requestId: _id, returned: units },
    reason: revokeReason ?? null,
  });
}
