import type { mongo, Types } from 'mongoose';
import { Batcher } from '../../database/batcher';
import type { Database } from '../../database/connection';
import { isOutage } from '../../database/outage';
import { RequestStatus } from '../../domain/request-status';
import { reached } from '../../fault-points';
import type { Log } from '../../log';
import type { EventFacts } from './facts-queries';
import type { RewardRequest } from '../reward-request.model';
import { openHolds, takePipeline, type HeldClaim, type Settled } from './stock-pipelines';

/**
 * Whether a claim may insert its request:
 * - ready: the event is frozen and, if its stock is limited, the claim's id is a hold;
 * - soldOut: no unit is left, and no open hold can still give one back;
 * - undecided: no unit is left, but the hold of another claim is not settled yet;
 * - stale: the event has changed since the claim was judged;
 * - unknown: the database did not answer. The id may have become a hold, so the claim gives it up.
 */
export type Reservation = 'ready' | 'soldOut' | 'undecided' | 'stale' | 'unknown';

interface Take {
  readonly event: EventFacts;
  readonly claim: HeldClaim;
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
  private readonly takes: Batcher<Take, Reservation>;
  private readonly settled = new Map<string, Settled>();

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {
    this.takes = new Batcher((takes) => this.reserveAll(takes), { name: 'stock', maxInFlight: 2 });
  }

  /**
   * Prepares the event for one claim that is about to be inserted as PENDING or SUCCESS: freezes it, and
   * takes the units of every limited reward or none.
   */
  async reserve(
    event: EventFacts,
    { _id: id, userId }: Pick<RewardRequest, '_id' | 'userId'>,
    now: Date,
  ): Promise<Reservation> {
    if (!isLimited(event) && event.frozenAt !== null) return 'ready';
    return this.takes.add({ event, claim: { id, userId }, now });
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

  private async reserveAll(takes: readonly Take[]): Promise<Reservation[]> {
    const groups = new Map<string, Take[]>();
    for (const take of takes) {
      const key = `${take.event._id.toHexString()}/${take.event.version}`;
      groups.set(key, [...(groups.get(key) ?? []), take]);
    }
    const answers = new Map<Take, Reservation>();
    await Promise.all(
      [...groups.values()].map(async (group) => {
        for (const [take, answer] of await this.reserveGroup(group)) answers.set(take, answer);
      }),
    );
    return takes.map((take) => answers.get(take)!);
  }

  private async reserveGroup(group: readonly Take[]): Promise<Array<[Take, Reservation]>> {
    const all = (answer: Reservation) => group.map((take): [Take, Reservation] => [take, answer]);
    const { event, now } = group[0]!;
    try {
      if (!isLimited(event)) return all((await this.freeze(event, now)) ? 'ready' : 'stale');
      const taken = await this.take(
        event,
        group.map((take) => take.claim),
        now,
      );
      reached('stock.taken');
      if (taken === null) return all('stale');
      const mine = new Set(taken.mine.map((id) => id.toHexString()));
      const without = taken.open ? 'undecided' : 'soldOut';
      return group.map((take) => [take, mine.has(take.claim.id.toHexString()) ? 'ready' : without]);
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
    claims: readonly HeldClaim[],
    now: Date,
  ): Promise<TakeResult | null> {
    const settled = this.takeSettled(_id);
    try {
      return (await this.claimsEvents().findOneAndUpdate(
        { _id, version },
        takePipeline(claims, settled, now),
        {
          returnDocument: 'after',
          projection: {
            _id: 0,
            mine: { $setIntersection: ['$holds.id', { $literal: claims.map(({ id }) => id) }] },
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
    await this.takes.drained();
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
