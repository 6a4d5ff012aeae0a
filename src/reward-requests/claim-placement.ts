import { BackOff } from '../database/back-off';
import type { Database } from '../database/connection';
import { isOutage } from '../database/outage';
import { isLive, LIVE_STATUSES, RequestStatus } from '../domain/request-status';
import { refusal, ServiceUnavailable, type Refusal } from '../errors';
import type { Types } from 'mongoose';
import type { ClaimStore } from './claim-store';
import type { RewardRequest } from './reward-request.model';
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
      switch (outcome.kind) {
        case 'inserted':
          return { kind: 'answer', answer: ownAnswer(row) };
        case 'duplicate':
          return this.resolveDuplicate(row);
        case 'failed':
          throw outcome.error;
        case 'stale':
          if (performance.now() >= deadline)
            throw new ServiceUnavailable('a claim could not be sent in time');
          // Sent before, to a primary that is gone: its id is closed before anything else is decided.
          return unanswered ? this.giveUp(row) : { kind: 'again' };
        case 'unknown':
          // The same document again: only a row under its id, or a holder with another, tells.
          unanswered = true;
          if (performance.now() >= deadline)
            throw new ServiceUnavailable('an insert went unanswered', outcome.error);
          await backOff.pause();
      }
    }
  }

  /** Step 8, whatever index refused the row: the rows decide, in this order. */
  private async resolveDuplicate({ _id, userId, eventId, idempotencyKey }: RewardRequest): Promise<Placed> {
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
    // None: it was rejected meanwhile, the slot is free again.
    if (holder === undefined) return { kind: 'again' };
    const code = holder.status === RequestStatus.SUCCESS ? 'ALREADY_REWARDED' : 'ALREADY_REQUESTED';
    return { kind: 'answer', answer: { request: holder, refusal: refusal(code) } };
  }

  /** After an unanswered send only a row under the id ends it: ours if it came through, else a tombstone. */
  private async giveUp(row: RewardRequest): Promise<Placed> {
    try {
      if (await this.stock.bury(row._id)) return { kind: 'again' };
      return await this.resolveDuplicate(row);
    } catch (error) {
      throw isOutage(error) ? new ServiceUnavailable('an insert went unanswered', error) : error;
    }
  }
}

/** The answer of a row that this claim inserted. */
function ownAnswer(row: RewardRequest): ClaimAnswer {
  return { request: row, refusal: row.failureCode === null ? null : refusal(row.failureCode) };
}

/** The answer of a row that the key made earlier, as it stands now; a key of another event made none here. */
export function replay(row: RewardRequest, eventId: Types.ObjectId): ClaimAnswer {
  if (row.eventId.equals(eventId)) return ownAnswer(row);
  return { request: null, refusal: refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey']) };
}
