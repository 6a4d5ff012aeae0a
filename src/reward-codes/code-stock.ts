import type { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { derivedId, outboxEntry, type Actor } from '../audit/entries';
import { findAct } from '../audit/find-act';
import type { Database } from '../database/connection';
import { AGAIN, untilAnswered } from '../database/retry';
import { MANUAL_CLAIMS_MAX, STOCK_MAX } from '../domain/limits';
import { exceedsManualCap } from '../domain/stock';
import { BadUserInput } from '../errors';
import { EVENT_PROJECTION } from '../events/event-editor';
import type { Event, StoredReward } from '../events/event.model';
import { requireKnown } from '../events/require-known';
import { findReward } from '../events/rewards/reward.service';
import { reached } from '../fault-points';

/** Part of a file whose codes become stock together. */
export interface Chunk {
  readonly importId: string;
  readonly number: number;
}

interface Act {
  readonly chunk: Chunk;
  readonly rewardId: Types.ObjectId;
  /** Codes that carry the chunk. */
  readonly codes: number;
  readonly actor: Actor;
  readonly now: Date;
}

interface Pool {
  readonly event: Event;
  readonly reward: StoredReward & { readonly stock: number };
}

/** Makes imported codes stock: one act for each chunk of an import, on any server and however often. */
export class CodeStock {
  constructor(
    private readonly parts: { readonly database: Database; readonly chainer: Pick<Chainer, 'drain'> },
  ) {}

  /**
   * @throws BadUserInput for a reward that does not exist or is no code pool, and for an archived event
   * @throws ServiceUnavailable for an event that only a newer server can change
   */
  async requirePool(rewardId: Types.ObjectId): Promise<Pool> {
    const event = await this.parts.database.events.findOne(
      { 'rewards.id': rewardId },
      { projection: EVENT_PROJECTION },
    );
    const reward = event && findReward(event, rewardId);
    if (!event || !reward) throw fault('is not the id of a reward');
    requireKnown(event);
    if (event.archivedAt !== null) throw fault('belongs to an archived event');
    const { stock } = reward;
    if (!reward.codePool || stock === null) throw fault('is not a code pool');
    return { event, reward: { ...reward, stock } };
  }

  /** @throws BadUserInput when the pool may not have so many more codes */
  requireRoom({ event, reward }: Pool, codes: number): void {
    const stock = reward.stock + codes;
    if (stock > STOCK_MAX) throw fault(`may have at most ${STOCK_MAX} codes`);
    const rewards = event.rewards.map((other) => (other.id.equals(reward.id) ? { ...other, stock } : other));
    if (!exceedsManualCap(event.payout, rewards)) return;
    throw fault(
      `would allow more than ${MANUAL_CLAIMS_MAX} pending requests of a MANUAL event: import fewer codes`,
    );
  }

  /** Whether the codes of the chunk are stock. From then on no code may be added to it. */
  isAdded(chunk: Chunk): Promise<boolean> {
    return findAct(this.parts.database, 'events', entryIdOf(chunk));
  }

  /**
   * Adds the codes of a chunk to `stock` and `remaining`, once.
   *
   * @throws BadUserInput as `requirePool` and `requireRoom`
   */
  async add(act: Act): Promise<void> {
    const eventId = await untilAnswered(() => this.attempt(act));
    reached('codeImport.added');
    await this.parts.chainer.drain('events', eventId);
  }

  /** The event is read before the act is looked up: an addition in between raises `deltaN`. */
  private async attempt(act: Act): Promise<Types.ObjectId | typeof AGAIN> {
    const { chunk, rewardId, codes, actor, now } = act;
    const pool = await this.requirePool(rewardId);
    const { event, reward } = pool;
    if (await this.isAdded(chunk)) return event._id;
    this.requireRoom(pool, codes);
    const { matchedCount } = await this.parts.database.events.updateOne(
      {
        _id: event._id,
        deltaN: event.deltaN,
        // Payout and quantities decide the cap of MANUAL events, and an archived one takes no codes.
        version: event.version,
      },
      {
        $inc: { 'rewards.$[reward].stock': codes, 'rewards.$[reward].remaining': codes, deltaN: 1 },
        $push: {
          outbox: outboxEntry({
            id: entryIdOf(chunk),
            at: now,
            actor,
            action: 'importCodes',
            targetType: 'Event',
            targetId: event._id,
            before: { reward: { id: rewardId, name: reward.name, stock: reward.stock } },
            after: { reward: { id: rewardId, name: reward.name, stock: reward.stock + codes } },
          }),
        },
      },
      { arrayFilters: [{ 'reward.id': rewardId }] },
    );
    return matchedCount === 1 ? event._id : AGAIN;
  }
}

function entryIdOf({ importId, number }: Chunk): Types.ObjectId {
  return derivedId('importCodes', importId, String(number));
}

function fault(message: string): BadUserInput {
  return new BadUserInput({ path: 'reward', message });
}
