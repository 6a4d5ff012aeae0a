import { BackOff } from '../../database/back-off';
import type { Database } from '../../database/connection';
import { isOutage } from '../../database/outage';
import { isKnownStatus, isLive, LIVE_STATUSES, RequestStatus } from '../../domain/request-status';
import { refusal, ServiceUnavailable, type Refusal } from '../../errors';
import { onlyNewerServers } from '../../events/require-known';
import type { Types } from 'mongoose';
import type { ClaimStore, RowOutcome } from './store';
import type { RewardRequest } from '../reward-request.model';
import type { Stock } from './stock';

export interface ClaimAnswer {
  readonly request: RewardRequest | null;
  readonly refusal: Refusal | null;
}

/** What a row that was sent came to: an answer, or decide again under a new id. */
export type Placed = { readonly kind: 'answer'; readonly answer: ClaimAnswer } | { readonly kind: 'again' };

/** Brings one row into the store and says what became of it: never more than the rows say. */
export class ClaimPlacement {
  constructor(
    private readonly database: Database,
    private readonly store: ClaimStore,
    private readonly stock: Stock,
  ) {}

  /** Sends one row until it is known what became of it. */
  async place(row: RewardRequest, primary: string, deadline: number): Promise<Placed> {
    const backOff = new BackOff();
    for (let unanswered = false; ;) {
      const outcome = await this.store.insert({ row, primary, deadline });
      if (outcome.kind === 'inserted') return { kind: 'answer', answer: ownAnswer(row) };
      if (outcome.kind === 'failed') throw outcome.error;
      if (outcome.kind === 'stale' && !unanswered) return { kind: 'again' };
      // After an unanswered send the same document again: only a row under its id, or a holder, tells.
      if (outcome.kind === 'unknown') unanswered = true;
      else {
        const placed = await this.resolve(row, outcome, unanswered);
        if (placed !== null) return placed;
      }
      if (performance.now() >= deadline) throw new ServiceUnavailable('an insert went unanswered');
      await backOff.pause();
    }
  }

  /** What a row that was refused, or can't be sent any more, came to; null: not to be told yet. */
  private async resolve(
    row: RewardRequest,
    outcome: Extract<RowOutcome, { kind: 'duplicate' | 'stale' }>,
    unanswered: boolean,
  ): Promise<Placed | null> {
    try {
      // Sent before, to a primary that is gone: its id is closed before anything else is decided.
      if (outcome.kind === 'stale' && (await this.stock.bury(row._id))) return { kind: 'again' };
      const placed = await this.resolveDuplicate(row);
      if (placed !== null) return placed;
      // Rejected meanwhile, the slot is free again. But what was sent may land yet, or is not yet safe.
      const mayBeMine = unanswered || (outcome.kind === 'duplicate' && outcome.index === '_id_');
      return mayBeMine ? null : { kind: 'again' };
    } catch (error) {
      if (isOutage(error)) return null;
      throw error;
    }
  }

  /** Step 8, whatever index refused the row: the rows decide, in this order. Null: there is none. */
  private async resolveDuplicate({
    _id,
    userId,
    eventId,
    idempotencyKey,
  }: RewardRequest): Promise<Placed | null> {
    const pair = { userId, eventId, status: { $in: [...LIVE_STATUSES] } };
    const key = idempotencyKey === undefined ? [] : [{ userId, idempotencyKey }];
    const rows = await this.database.requests.find({ $or: [{ _id }, ...key, pair] }).toArray();
    const own = rows.find((row) => row._id.equals(_id));
    if (own !== undefined) {
      return own.tombstone ? { kind: 'again' } : { kind: 'answer', answer: ownAnswer(own) };
    }
    const keyed = rows.find((row) => idempotencyKey !== undefined && row.idempotencyKey === idempotencyKey);
    if (keyed !== undefined) return { kind: 'answer', answer: replay(keyed, eventId) };
    const holder = rows.find((row) => isLive(row.status) && row.eventId.equals(eventId));
    if (holder === undefined) return null;
    const code = holder.status === RequestStatus.SUCCESS ? 'ALREADY_REWARDED' : 'ALREADY_REQUESTED';
    return { kind: 'answer', answer: { request: holder, refusal: refusal(code) } };
  }
}

/** The answer of a row that this claim inserted. */
function ownAnswer(row: RewardRequest): ClaimAnswer {
  return { request: row, refusal: row.failureCode === null ? null : refusal(row.failureCode) };
}

/**
 * The answer of a row that the key made earlier, as it is now; a key of another event made none here.
 *
 * @throws ServiceUnavailable for a status that only newer servers know
 */
export function replay(row: RewardRequest, eventId: Types.ObjectId): ClaimAnswer {
  if (row.eventId.equals(eventId)) {
    if (!isKnownStatus(row.status)) throw onlyNewerServers();
    return ownAnswer(row);
  }
  return { request: null, refusal: refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey']) };
}
