import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import { untilActed } from '../audit/until-acted';
import type { Database } from '../database/connection';
import { findPage } from '../database/keyset-page';
import { requireObjectId } from '../database/object-ids';
import { AGAIN } from '../database/retry';
import type { Page } from '../domain/page';
import { PAYOUT_TRANSITIONS, type PayoutChange } from '../domain/payouts';
import { LIVE_STATUSES } from '../domain/request-status';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal } from '../errors';
import type { ChangePayoutInput, PayoutsArgs } from './payout.inputs';
import type { Payout } from './payout.model';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
}

export interface PayoutAnswer {
  readonly payout: Payout | null;
  readonly refusals: Refusal[];
}

export const PAYOUT_PROJECTION = { outbox: 0, inputHash: 0 } as const;

/** Reads payouts and changes their state; PayoutStarter starts them, and PayoutRunner pays. */
export class PayoutService {
  constructor(private readonly parts: Parts) {}

  /** @throws AppError NOT_FOUND */
  async get(id: string): Promise<Payout> {
    const _id = requireObjectId(id);
    const options = { projection: PAYOUT_PROJECTION };
    const payout = await this.parts.database.reads.payouts.findOne({ _id }, options);
    if (payout === null) throw new AppError('NOT_FOUND');
    return payout;
  }

  /** @throws AppError NOT_FOUND for an event that does not exist */
  async list({ eventId, ...args }: PayoutsArgs, signal: AbortSignal): Promise<Page<Payout>> {
    const filter = eventId == null ? {} : { eventId: await this.findEvent(eventId, signal) };
    const list = { name: 'payouts', filter, sortKey: 'startedAt' } as const;
    const without = Object.keys(PAYOUT_PROJECTION);
    return findPage(this.parts.database.reads.payouts, { ...list, without }, args, signal);
  }

  /**
   * Approves, pauses, resumes or cancels. A change that is in place already changes nothing.
   *
   * @throws AppError NOT_FOUND
   */
  async change(actor: Viewer, { id, change, reason }: ChangePayoutInput, now: Date): Promise<PayoutAnswer> {
    const _id = requireObjectId(id);
    const { chainer, database } = this.parts;
    const answer = await untilActed<PayoutAnswer>(database, 'payouts', async ({ entryId, isDone }) => {
      const payout = await this.find(_id);
      if (await isDone()) return { payout, refusals: [] };
      if (isInPlace(payout, change, actor)) return { payout, refusals: [] };
      const { from, to } = PAYOUT_TRANSITIONS[change];
      if (!from.includes(payout.state)) return { payout, refusals: [refusal('PAYOUT_NOT_RUNNING')] };
      if (change === 'APPROVE' && payout.startedById.equals(actor.id)) {
        return { payout, refusals: [refusal('PAYOUT_NEEDS_ANOTHER_PERSON')] };
      }
      const entry = outboxEntry({
        id: entryId,
        at: now,
        actor,
        action: 'changePayout',
        targetType: 'Payout',
        targetId: _id,
        before: { state: payout.state, pausedReason: payout.pausedReason },
        after: { state: to, pausedReason: null },
        reason: reason ?? null,
      });
      const changed = await database.payouts.findOneAndUpdate(
        { _id, n: payout.n, state: payout.state },
        {
          $set: {
            state: to,
            pausedReason: null,
            owner: null,
            until: new Date(0),
            ...(change === 'APPROVE' && { approvedById: new Types.ObjectId(actor.id) }),
            ...(change === 'CANCEL' && { finishedAt: now, uncounted: true as const }),
          },
          $inc: { n: 1 },
          $push: { outbox: entry },
        },
        { returnDocument: 'after', projection: PAYOUT_PROJECTION },
      );
      return changed === null ? AGAIN : { payout: changed, refusals: [] };
    });
    if (answer.refusals.length === 0) await chainer.drain('payouts', _id);
    return answer;
  }

  /** Live requests that each payout made, in the order of the ids; read by the partial index alone. */
  async countPaid(ids: readonly Types.ObjectId[], signal: AbortSignal): Promise<number[]> {
    const counts = await this.parts.database.reads.requests
      .aggregate<{ _id: Types.ObjectId; paid: number }>(
        [
          { $match: { payoutId: { $in: [...ids] }, status: { $in: [...LIVE_STATUSES] } } },
          { $group: { _id: '$payoutId', paid: { $sum: 1 } } },
        ],
        { signal },
      )
      .toArray();
    const byId = new Map(counts.map(({ _id, paid }) => [_id.toHexString(), paid]));
    return ids.map((id) => byId.get(id.toHexString()) ?? 0);
  }

  private async findEvent(id: string, signal: AbortSignal): Promise<Types.ObjectId> {
    const _id = requireObjectId(id);
    const options = { projection: { _id: 1 }, signal };
    const event = await this.parts.database.reads.events.findOne({ _id }, options);
    if (event === null) throw new AppError('NOT_FOUND');
    return _id;
  }

  private async find(_id: Types.ObjectId): Promise<Payout> {
    const options = { projection: PAYOUT_PROJECTION };
    const payout = await this.parts.database.payouts.findOne({ _id }, options);
    if (payout === null) throw new AppError('NOT_FOUND');
    return payout;
  }
}

/** Whether an earlier call made the change. */
function isInPlace({ state, approvedById }: Payout, change: PayoutChange, { id }: Viewer): boolean {
  if (change === 'APPROVE') return approvedById?.equals(id) === true;
  if (change === 'RESUME') return state === 'RUNNING';
  return state === PAYOUT_TRANSITIONS[change].to;
}
