import { Types } from 'mongoose';
import { Batcher } from '../../database/batcher';
import type { Database } from '../../database/connection';
import { AGAIN, OUTAGE_DELAY, retry } from '../../database/retry';
import { settleEach, type InsertOutcome } from '../../database/settle-insert';
import type { ConditionProgress } from '../../domain/conditions';
import { encodeEvidence } from '../../domain/evidence';
import { isKnownStatus, isLive, LIVE_STATUSES, RequestStatus } from '../../domain/request-status';
import { owes } from '../../domain/reward-feed';
import { refusal, type Refusal, type RefusalCode } from '../../errors';
import { onlyNewerServers } from '../../events/require-known';
import { asGranted, dueWhenPaid, grantsOf } from '../grants';
import type { RewardRequest } from '../reward-request.model';
import type { Claim } from './facts';
import type { EventFacts, NewestRow } from './facts-queries';
import { rowOfClaim, type Holds } from './holds';

/** A claim, the facts that it was judged by, and the progress that the judgement found. */
export interface JudgedClaim {
  readonly claim: Claim;
  readonly facts: {
    readonly event: EventFacts;
    readonly newest: NewestRow | null;
    /** The primary, in its term, that the facts came from. */
    readonly primary: string;
  };
  readonly progress: readonly ConditionProgress[];
}

/** The complete request as it will be inserted. Its id is made here, before the first attempt. */
export function newRequest(
  { claim, facts, progress }: JudgedClaim,
  status: RequestStatus,
  failureCode: RefusalCode | null,
): RewardRequest {
  const { event, newest } = facts;
  const { now, proof, idempotencyKey } = claim;
  const pending = status === RequestStatus.PENDING;
  return {
    _id: new Types.ObjectId(),
    userId: new Types.ObjectId(proof.userId),
    eventId: event._id,
    status,
    attempt: (newest?.attempt ?? 0) + 1,
    requestedAt: now,
    decidedAt: pending ? null : now,
    decidedById: null,
    failureCode,
    note: null,
    eventVersion: event.version,
    ...encodeEvidence(progress),
    grants: status === RequestStatus.SUCCESS ? grantsOf(event.rewards.map(asGranted), now) : [],
    ...(pending && { rewards: event.rewards.map(asGranted), due: [owes('REQUEST_PENDING')] }),
    ...(status === RequestStatus.SUCCESS && { due: dueWhenPaid(event.rewards) }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...('serviceKeyId' in proof && {
      source: 'SERVICE' as const,
      serviceKeyId: new Types.ObjectId(proof.serviceKeyId),
    }),
    ...('payoutId' in proof && {
      source: 'PAYOUT' as const,
      payoutId: new Types.ObjectId(proof.payoutId),
    }),
  };
}

export interface ClaimAnswer {
  readonly request: RewardRequest | null;
  readonly refusal: Refusal | null;
}

/** The result of sending a request: an answer, or the claim has to be judged again under a new id. */
export type Sent = { readonly kind: 'answer'; readonly answer: ClaimAnswer } | { readonly kind: 'again' };

/** Inserts one request and finds out what became of it. Its answers never claim more than the rows show. */
export class RequestInserter {
  constructor(
    private readonly database: Database,
    private readonly store: RequestStore,
    private readonly holds: Holds,
  ) {}

  /** Sends one request until it is known what became of it. */
  async insertUntilKnown(row: RewardRequest, primary: string, deadline: number): Promise<Sent> {
    const send = () => this.store.insert({ row, primary, deadline });
    let outcome: RowOutcome | null = await send();
    // Most claims end here, and pay nothing for the attempts of the others.
    if (outcome.kind === 'inserted') return { kind: 'answer', answer: ownAnswer(row) };
    let unanswered = false;
    return retry<Sent>(
      async () => {
        const known = outcome ?? (await send());
        outcome = null;
        if (known.kind === 'inserted') return { kind: 'answer', answer: ownAnswer(row) };
        if (known.kind === 'failed') throw known.error;
        if (known.kind === 'stale' && !unanswered) return { kind: 'again' };
        // After an unanswered send, send the same document again: only a row under its id, or a holder, ends the claim.
        if (known.kind !== 'unknown') return this.resolve(row, known, unanswered);
        unanswered = true;
        return AGAIN;
      },
      { detail: 'an insert went unanswered', deadline, delay: OUTAGE_DELAY },
    );
  }

  /** The result for a row that was refused or can't be sent any more; AGAIN if it is not known yet. */
  private async resolve(
    row: RewardRequest,
    outcome: Extract<RowOutcome, { kind: 'duplicate' | 'stale' }>,
    unanswered: boolean,
  ): Promise<Sent | typeof AGAIN> {
    // It was sent before, to a primary that is gone: its id is closed first.
    if (outcome.kind === 'stale' && (await this.holds.bury(row))) return { kind: 'again' };
    const settled = await this.resolveDuplicate(row);
    if (settled !== null) return settled;
    // The holder was rejected meanwhile. But a row that was sent may still arrive, or is not yet safe.
    const mayBeMine = unanswered || (outcome.kind === 'duplicate' && outcome.index === '_id_');
    return mayBeMine ? AGAIN : { kind: 'again' };
  }

  /** Step 8, whichever index refused the row: the rows decide, in this order. Null if there is none. */
  private async resolveDuplicate({
    _id,
    userId,
    eventId,
    idempotencyKey,
  }: RewardRequest): Promise<Sent | null> {
    const pair = { userId, eventId, status: { $in: [...LIVE_STATUSES] } };
    const key = idempotencyKey === undefined ? [] : [{ userId, idempotencyKey }];
    const rows = await this.database.requests
      .find({ $or: [rowOfClaim({ _id, userId }), ...key, pair] })
      .toArray();
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
 * The answer of a row that the key made earlier, in its current state. A key that was used for another event is
 * refused.
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

/** The outcome of one attempt for one row; a stale row was not sent. */
export type RowOutcome = InsertOutcome | { readonly kind: 'stale' };

export interface NewRow {
  readonly row: RewardRequest;
  /** The primary, in its term, that the row's facts were read from. */
  readonly primary: string;
  /** Past this moment of `performance.now()` the row is never sent. */
  readonly deadline: number;
}

/** Inserts requests, many by one call. The rows' ids show which of them are a claim's own. */
export class RequestStore {
  private readonly inserts: Batcher<NewRow, RowOutcome>;

  constructor(private readonly database: Database) {
    this.inserts = new Batcher((rows) => this.insertRequests(rows), { name: 'claimInserts', maxInFlight: 2 });
  }

  /** One attempt for one row, in one call with the others that come at the same time. */
  insert(row: NewRow): Promise<RowOutcome> {
    return this.inserts.add(row);
  }

  /**
   * One attempt for each row. Rows go only to the primary that their facts came from: a deposed primary
   * that wakes up answers reads with the past.
   *
   * @returns one outcome per row, in order
   */
  async insertRequests(rows: readonly NewRow[]): Promise<RowOutcome[]> {
    const primary = this.database.primary.current();
    const now = performance.now();
    const sendable = rows.filter((row) => row.primary === primary && now < row.deadline);
    const settled = await settleEach(
      this.database.claimsDb.collection<RewardRequest>('rewardrequests'),
      sendable.map(({ row }) => row),
    );
    const outcomes = new Map(sendable.map((row, place) => [row, settled[place]!]));
    return rows.map((row) => outcomes.get(row) ?? { kind: 'stale' });
  }
}
