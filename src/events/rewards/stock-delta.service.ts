import type { Types } from 'mongoose';
import type { Chainer } from '../../audit/chainer';
import { inputHashOf, outboxEntry } from '../../audit/entries';
import type { Database } from '../../database/connection';
import { AGAIN, untilAnswered } from '../../database/retry';
import { STOCK_MAX } from '../../domain/limits';
import { exceedsManualCap } from '../../domain/stock';
import type { Viewer } from '../../domain/viewer';
import { AppError, BadUserInput, refusal, type Refusal } from '../../errors';
import { EVENT_PROJECTION, manualCapExceeded } from '../event-editor';
import type { Event, StoredReward } from '../event.model';
import { findReplay } from '../keyed-act';
import { requireKnown } from '../require-known';
import { reached } from '../../fault-points';
import { requireObjectId } from '../../database/object-ids';
import { findReward } from './reward.service';
import type { AdjustRewardStockInput } from './reward.inputs';

interface Adjusted {
  readonly event: Event | null;
  readonly reward: StoredReward | null;
  readonly refusals: Refusal[];
  /** Whether the change stands, now or since an earlier call with the same key. */
  readonly done: boolean;
}

interface Delta {
  readonly viewer: Viewer;
  readonly now: Date;
  readonly rewardId: Types.ObjectId;
  readonly delta: number;
  readonly reason: string;
  readonly key: { readonly idempotencyKey: string; readonly inputHash: string };
}

/** Signed changes of stock, each done once per key. */
export class StockDeltaService {
  constructor(private readonly parts: { readonly database: Database; readonly chainer: Chainer }) {}

  /**
   * Refuses with IDEMPOTENCY_KEY_REUSED, EVENT_ARCHIVED or OUT_OF_STOCK, in this order.
   *
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable for an event that only a newer server can change
   * @throws BadUserInput for an unlimited reward or a code pool, and beyond the limits of stock
   */
  async adjust(viewer: Viewer, now: Date, input: AdjustRewardStockInput): Promise<Adjusted> {
    const { idempotencyKey, ...given } = input;
    const { id, delta, reason } = given;
    const rewardId = requireObjectId(id);
    const key = { idempotencyKey, inputHash: inputHashOf('adjustRewardStock', given) };
    return untilAnswered(async () => {
      const adjusted = await this.attempt({ viewer, now, rewardId, delta, reason, key });
      if (adjusted === null) return AGAIN;
      if (adjusted.done && adjusted.event) await this.parts.chainer.drain('events', adjusted.event._id);
      return adjusted;
    });
  }

  /**
   * The event is read before the key is looked up: whoever uses the key in between raises `deltaN`, and
   * then the update finds nothing. So the loser of a race with itself comes back and finds its own act.
   */
  private async attempt(order: Delta): Promise<Adjusted | null> {
    const { database } = this.parts;
    const { rewardId, delta } = order;
    const event = await database.events.findOne({ 'rewards.id': rewardId }, { projection: EVENT_PROJECTION });
    reached('stockDelta.read');
    const replay = await this.replay(order);
    if (replay) return replay;
    if (event === null) throw new AppError('NOT_FOUND');
    requireKnown(event);
    const reward = findReward(event, rewardId)!;
    if (event.archivedAt !== null)
      return { event, reward, refusals: [refusal('EVENT_ARCHIVED')], done: false };
    if (reward.stock === null || reward.remaining === null) {
      throw new BadUserInput({ path: 'input.id', message: 'is an unlimited reward' });
    }
    if (reward.codePool) {
      throw new BadUserInput({
        path: 'input.id',
        message: 'is a code pool: its stock is the number of imported codes',
      });
    }
    const stock = reward.stock + delta;
    if (stock > STOCK_MAX) {
      throw new BadUserInput({ path: 'input.delta', message: `must leave a stock of at most ${STOCK_MAX}` });
    }
    if (reward.remaining + delta < 0) {
      return { event, reward, refusals: [refusal('OUT_OF_STOCK', ['input', 'delta'])], done: false };
    }
    const rewards = event.rewards.map((other) => (other === reward ? { ...reward, stock } : other));
    if (exceedsManualCap(event.payout, rewards)) throw manualCapExceeded('input.delta');

    reached('stockDelta.judged');
    const changed = await database.events.findOneAndUpdate(
      {
        _id: event._id,
        deltaN: event.deltaN,
        // Payout and quantities decide the cap of MANUAL events, and an archived one takes no delta.
        version: event.version,
        // Claims take at any moment: what remains is judged by the update itself.
        rewards: { $elemMatch: { id: rewardId, remaining: { $gte: -delta } } },
      },
      {
        $inc: {
          'rewards.$[reward].stock': delta,
          'rewards.$[reward].remaining': delta,
          deltaN: 1,
        },
        $push: { outbox: entryOf(order, event._id, { name: reward.name, stock: reward.stock }) },
      },
      { arrayFilters: [{ 'reward.id': rewardId }], returnDocument: 'after', projection: EVENT_PROJECTION },
    );
    reached('stockDelta.written');
    if (changed === null) return null;
    return { event: changed, reward: findReward(changed, rewardId), refusals: [], done: true };
  }

  private async replay({ viewer, key, rewardId }: Delta): Promise<Adjusted | null> {
    const { database } = this.parts;
    const found = await findReplay(database, viewer, key);
    if (found === null) return null;
    if (found === 'REUSED') {
      const reused = refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey']);
      return { event: null, reward: null, refusals: [reused], done: false };
    }
    const event = await database.events.findOne({ _id: found.targetId }, { projection: EVENT_PROJECTION });
    return { event, reward: event && findReward(event, rewardId), refusals: [], done: true };
  }
}

/** `remaining` moves alike, but claims move it too: the entry tells what the operator changed. */
function entryOf(
  { viewer, now, rewardId: id, delta, reason, key }: Delta,
  eventId: Types.ObjectId,
  { name, stock }: { readonly name: string; readonly stock: number },
) {
  return outboxEntry({
    at: now,
    actor: viewer,
    action: 'adjustRewardStock',
    targetType: 'Event',
    targetId: eventId,
    before: { reward: { id, name, stock } },
    after: { reward: { id, name, stock: stock + delta } },
    reason,
    key,
  });
}
