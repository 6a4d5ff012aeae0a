import type { mongo, Types } from 'mongoose';
import { Batcher } from '../../database/batcher';
import type { Database } from '../../database/connection';
import { isDuplicateKey } from '../../database/duplicate-key';
import { isOutage } from '../../database/outage';
import { RequestStatus } from '../../domain/request-status';
import { reached } from '../../fault-points';
import type { Log } from '../../log';
import type { EventFacts } from './facts-queries';
import { giveBackPipeline, openHolds, takePipeline, type Settled } from './stock-pipelines';

/**
 * What a claim is told about its place in the event:
 * - ready: the event is frozen and, where stock is limited, the claim's id is a hold;
 * - soldOut: no unit is left, and nobody's open hold can still give one back;
 * - undecided: no unit is left, but another claim's hold is not settled yet;
 * - stale: the event is no longer what the claim was judged on;
 * - unknown: the database did not answer. The id may have become a hold, so it is given up.
 */
export type Reservation = 'ready' | 'soldOut' | 'undecided' | 'stale' | 'unknown';

interface Wish {
  readonly event: EventFacts;
  readonly claimId: Types.ObjectId;
  readonly now: Date;
}

interface TakeResult {
  readonly mine: Types.ObjectId[];
  readonly open: boolean;
}

export const isLimited = (event: Pick<EventFacts, 'rewards'>) =>
  event.rewards.some((reward) => reward.remaining !== null);

/**
 * Stock lives in the event: per reward `remaining`, and `holds` with the id of each claim that took units
 * and is not known to be paid. A hold is the only right to give units back; an id becomes one once.
 */
export class Stock {
  private readonly wishes: Batcher<Wish, Reservation>;
  private readonly settled = new Map<string, Settled>();

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {
    this.wishes = new Batcher((wishes) => this.reserveAll(wishes), { name: 'stock', maxInFlight: 2 });
  }

  /**
   * Prepares the event for one claim that is about to be inserted as PENDING or SUCCESS: freezes it, and
   * takes the units of every limited reward or none.
   */
  async reserve(event: EventFacts, claimId: Types.ObjectId, now: Date): Promise<Reservation> {
    if (!isLimited(event) && event.frozenAt !== null) return 'ready';
    return this.wishes.add({ event, claimId, now });
  }

  /** The claim's row is known: its hold closes with the next take, at the latest when nothing else runs. */
  rowKnown(eventId: Types.ObjectId, claimId: Types.ObjectId, status: RequestStatus): void {
    const key = eventId.toHexString();
    let settled = this.settled.get(key);
    if (settled === undefined) {
      settled = { paid: [], pending: [] };
      this.settled.set(key, settled);
      setImmediate(() => void this.closeWhenIdle(eventId));
    }
    (status === RequestStatus.SUCCESS ? settled.paid : settled.pending).push(claimId);
  }

  /**
   * Brings a hold to where its row says, whoever finds it, as often as they like. With `bury`, a tombstone
   * under the same id comes first: after it no late insert of that claim can land, so its units are free.
   *
   * Row SUCCESS: the hold goes. PENDING: it stays and is no longer open. FAILED or tombstone: the units go
   * back with it, in one update that needs the hold to be there. No clock decides any of this.
   */
  async settleHold(eventId: Types.ObjectId, claimId: Types.ObjectId, bury: boolean): Promise<void> {
    const { requests, events } = this.database;
    if (bury) {
      await this.bury(claimId);
      reached('hold.buried');
    }
    const row = await requests.findOne(
      { _id: claimId },
      { projection: { status: 1, tombstone: 1, holdDue: 1 } },
    );
    // Inserted but not yet read by majority: the next sweep sees it.
    if (row === null) return;
    reached('hold.read');
    const held: mongo.Filter<mongo.Document> = { _id: eventId, 'holds.id': claimId };
    if (row.status === RequestStatus.SUCCESS) {
      await events.updateOne(held, { $pull: { holds: { id: claimId } } });
    } else if (row.status === RequestStatus.PENDING) {
      await events.updateOne(held, { $unset: { 'holds.$.at': true } } as never);
    } else if (row.status === RequestStatus.FAILED || row.tombstone) {
      await events.updateOne(held, giveBackPipeline(claimId));
    } else {
      // A status that only newer servers know: what becomes of the units is theirs to say.
      return;
    }
    reached('hold.settled');
    if (row.holdDue) await requests.updateOne({ _id: claimId }, { $unset: { holdDue: true } });
  }

  /**
   * Puts a tombstone where the claim's row would be.
   *
   * @returns whether it stands there now; false: a row came first
   */
  async bury(claimId: Types.ObjectId): Promise<boolean> {
    const tombstones = this.database.requests as unknown as mongo.Collection<mongo.Document>;
    try {
      await tombstones.insertOne({ _id: claimId, tombstone: true, at: new Date() });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  private async reserveAll(wishes: readonly Wish[]): Promise<Reservation[]> {
    const groups = new Map<string, Wish[]>();
    for (const wish of wishes) {
      const key = `${wish.event._id.toHexString()}/${wish.event.version}`;
      groups.set(key, [...(groups.get(key) ?? []), wish]);
    }
    const answers = new Map<Wish, Reservation>();
    await Promise.all(
      [...groups.values()].map(async (group) => {
        for (const [wish, answer] of await this.reserveGroup(group)) answers.set(wish, answer);
      }),
    );
    return wishes.map((wish) => answers.get(wish)!);
  }

  private async reserveGroup(group: readonly Wish[]): Promise<Array<[Wish, Reservation]>> {
    const all = (answer: Reservation) => group.map((wish): [Wish, Reservation] => [wish, answer]);
    const { event, now } = group[0]!;
    try {
      if (!isLimited(event)) return all((await this.freeze(event, now)) ? 'ready' : 'stale');
      const taken = await this.take(
        event,
        group.map((wish) => wish.claimId),
        now,
      );
      reached('stock.taken');
      if (taken === null) return all('stale');
      const mine = new Set(taken.mine.map((id) => id.toHexString()));
      const without = taken.open ? 'undecided' : 'soldOut';
      return group.map((wish) => [wish, mine.has(wish.claimId.toHexString()) ? 'ready' : without]);
    } catch (error) {
      if (!isOutage(error)) throw error;
      return all('unknown');
    }
  }

  /** From here on what was judged can't change: edits of frozen fields demand `frozenAt: null`. */
  private async freeze({ _id, version }: EventFacts, now: Date): Promise<boolean> {
    const { matchedCount } = await this.claimsEvents().updateOne(
      { _id, version, frozenAt: null },
      { $set: { frozenAt: now } },
    );
    return matchedCount === 1;
  }

  /** One update for a whole batch: the first n claims get their units, n being what every limited reward has. */
  private async take(
    { _id, version }: EventFacts,
    claimIds: readonly Types.ObjectId[],
    now: Date,
  ): Promise<TakeResult | null> {
    const settled = this.takeSettled(_id);
    try {
      return (await this.claimsEvents().findOneAndUpdate(
        { _id, version },
        takePipeline(claimIds, settled, now),
        {
          returnDocument: 'after',
          projection: {
            _id: 0,
            mine: { $setIntersection: ['$holds.id', { $literal: claimIds }] },
            open: { $gt: [{ $size: { $ifNull: ['$holds.at', []] } }, 0] },
          },
        },
      )) as TakeResult | null;
    } catch (error) {
      this.restore(_id, settled);
      throw error;
    }
  }

  private claimsEvents(): mongo.Collection<mongo.Document> {
    return this.database.claimsDb.collection('events');
  }

  private takeSettled(eventId: Types.ObjectId): Settled {
    const key = eventId.toHexString();
    const settled = this.settled.get(key) ?? { paid: [], pending: [] };
    this.settled.delete(key);
    return settled;
  }

  private restore(eventId: Types.ObjectId, { paid, pending }: Settled): void {
    for (const id of paid) this.rowKnown(eventId, id, RequestStatus.SUCCESS);
    for (const id of pending) this.rowKnown(eventId, id, RequestStatus.PENDING);
  }

  private async closeWhenIdle(eventId: Types.ObjectId): Promise<void> {
    await this.wishes.drained();
    const settled = this.takeSettled(eventId);
    if (settled.paid.length + settled.pending.length === 0) return;
    try {
      await this.database.events.updateOne({ _id: eventId }, [{ $set: { holds: openHolds(settled) } }]);
      reached('claim.holdClosed');
    } catch (error) {
      // Not lost: the sweeper of any server settles holds by their rows.
      this.log.debug({ err: error }, 'holds are left to the sweeper');
    }
  }
}
