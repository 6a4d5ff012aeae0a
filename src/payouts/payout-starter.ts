import { Types } from 'mongoose';
import type { Audience } from '../audiences/audience.model';
import { isSealed } from '../audiences/find-audiences';
import type { Chainer } from '../audit/chainer';
import { derivedId, inputHashOf, outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { isDuplicateKey } from '../database/duplicate-key';
import { filterId, requireObjectId } from '../database/object-ids';
import { AGAIN, untilAnswered } from '../database/retry';
import { closedReason, type EventWindow } from '../domain/event-window';
import { needsApproval, PAYOUTS_PER_EVENT_MAX } from '../domain/payouts';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, refusal, type Refusal } from '../errors';
import { EVENT_PROJECTION } from '../events/event-editor';
import type { EventPayout } from '../events/event-payout.model';
import type { Event } from '../events/event.model';
import { findReplay, type ActKey } from '../events/keyed-act';
import { requireKnown } from '../events/require-known';
import { reached } from '../fault-points';
import type { StartPayoutInput } from './payout.inputs';
import type { Payout } from './payout.model';
import type { PayoutAnswer } from './payout.service';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  /** Members of all payouts of an event, above which another account must approve. */
  readonly secondPersonAbove: number;
}

const ACTION = 'startPayout';
const KEY_REUSED: PayoutAnswer = {
  payout: null,
  refusals: [refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey'])],
};

/** Starts payouts: once for each idempotency key. */
export class PayoutStarter {
  constructor(private readonly parts: Parts) {}

  /**
   * Starts a payout, or finds the one that the same key and input started. The event takes it first, which freezes the
   * event; so what is approved and paid is what the event holds now.
   *
   * @throws AppError NOT_FOUND for an unknown event; BadUserInput for an unknown audience
   */
  async start(actor: Viewer, input: StartPayoutInput, now: Date): Promise<PayoutAnswer> {
    const { idempotencyKey, eventId, audienceId, reason } = input;
    const key = { idempotencyKey, inputHash: inputHashOf(ACTION, { eventId, audienceId, reason }) };
    const _id = derivedId(ACTION, actor.id, idempotencyKey);
    const answer = await untilAnswered(() => this.attempt(actor, _id, input, key, now));
    if (answer.payout !== null) await this.parts.chainer.drain('payouts', _id);
    return answer;
  }

  private async attempt(
    actor: Viewer,
    _id: Types.ObjectId,
    { eventId, audienceId, reason }: StartPayoutInput,
    key: ActKey,
    now: Date,
  ): Promise<PayoutAnswer | typeof AGAIN> {
    const { database, secondPersonAbove } = this.parts;
    const replay = await this.replay(actor, _id, key);
    if (replay !== null) return replay;

    const event = await database.events.findOne(
      { _id: requireObjectId(eventId) },
      { projection: EVENT_PROJECTION },
    );
    if (event === null) throw new AppError('NOT_FOUND');
    requireKnown(event);
    const audience = await database.audiences.findOne({ _id: filterId(audienceId) });
    if (audience === null) throw new BadUserInput({ path: 'input.audienceId', message: 'names no audience' });
    const refused = whyNotPaid(event, audience, now);
    if (refused !== null) return { payout: null, refusals: [refused] };

    const { inputHash } = key;
    const payouts = await this.enter(event, { id: _id, total: audience.size, inputHash }, now);
    if (payouts === AGAIN) return AGAIN;
    reached('payout.entered');
    // The event counts the members that the first call with this key named: only its input may go on.
    const own = payouts.find(({ id }) => id.equals(_id));
    if (own?.inputHash !== inputHash) return KEY_REUSED;
    const awaits = needsApproval(
      payouts.map(({ id, total }) => ({ id: id.toHexString(), total })),
      _id.toHexString(),
      secondPersonAbove,
    );
    const payout: Payout = {
      _id,
      eventId: event._id,
      audienceId: audience._id,
      state: awaits ? 'AWAITING_APPROVAL' : 'RUNNING',
      reason,
      startedById: new Types.ObjectId(actor.id),
      approvedById: null,
      total: audience.size,
      paidCount: null,
      already: 0,
      refused: 0,
      startedAt: now,
      finishedAt: null,
      pausedReason: null,
      cursor: null,
      passed: 0,
      n: 0,
      owner: null,
      until: new Date(0),
      inputHash,
    };
    const { state, total } = payout;
    const entry = outboxEntry({
      at: now,
      actor,
      action: ACTION,
      targetType: 'Payout',
      targetId: _id,
      after: { eventId: event._id, audienceId: audience._id, state, total },
      reason,
      key,
    });
    try {
      await database.payouts.insertOne({ ...payout, outbox: [entry] });
    } catch (error) {
      // The same key won meanwhile, or this is our own first attempt.
      if (isDuplicateKey(error)) return AGAIN;
      throw error;
    }
    reached('payout.started');
    return { payout, refusals: [] };
  }

  /**
   * Writes the payout into its event, once, and freezes the event in the version that was judged.
   *
   * @returns all payouts of the event, in order; AGAIN when the event has changed since
   */
  private async enter(
    { _id, version }: Pick<Event, '_id' | 'version'>,
    payout: EventPayout,
    now: Date,
  ): Promise<readonly EventPayout[] | typeof AGAIN> {
    const { events } = this.parts.database;
    await events.updateOne(
      {
        _id,
        version,
        'payouts.id': { $ne: payout.id },
        [`payouts.${PAYOUTS_PER_EVENT_MAX - 1}`]: { $exists: false },
      },
      [
        {
          $set: {
            frozenAt: { $ifNull: ['$frozenAt', now] },
            payouts: { $concatArrays: [{ $ifNull: ['$payouts', []] }, [{ $literal: payout }]] },
          },
        },
      ],
    );
    const event = await events.findOne({ _id }, { projection: { payouts: 1 } });
    const entered = event?.payouts ?? [];
    if (entered.some(({ id }) => id.equals(payout.id))) return entered;
    if (entered.length < PAYOUTS_PER_EVENT_MAX) return AGAIN;
    throw new BadUserInput({
      path: 'input.eventId',
      message: `must not have more than ${PAYOUTS_PER_EVENT_MAX} payouts`,
    });
  }

  /** The payout that the key started, a refusal of the key, or null when the key is new. */
  private async replay(actor: Viewer, _id: Types.ObjectId, key: ActKey): Promise<PayoutAnswer | null> {
    const { database } = this.parts;
    const read = () => database.payouts.findOne({ _id }, { projection: { outbox: 0 } });
    let payout = await read();
    if (payout === null) {
      const act = await findReplay(database, actor, key);
      if (act === null) return null;
      // Another call with this key and input has landed since.
      if (act !== 'REUSED') payout = await read();
    }
    return payout?.inputHash === key.inputHash ? { payout, refusals: [] } : KEY_REUSED;
  }
}

/** Why an audience can't be paid for an event now; null: it can. An event that can't be claimed can't be paid. */
function whyNotPaid(event: EventWindow, audience: Audience, now: Date): Refusal | null {
  const closed = closedReason(event, now);
  if (closed !== null) return refusal(closed, ['input', 'eventId']);
  if (isSealed(audience)) return null;
  return refusal(audience.size === 0 ? 'AUDIENCE_EMPTY' : 'AUDIENCE_NOT_SEALED', ['input', 'audienceId']);
}
