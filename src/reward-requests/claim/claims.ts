import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import type { ClockSkewWatch } from '../../database/clock-skew';
import { DEADLINE_MS, OUTAGE_DELAY, withinDeadline } from '../../database/retry';
import type { Judgement } from '../../domain/request-judgement';
import { isLive, RequestStatus } from '../../domain/request-status';
import type { ServiceCalendar } from '../../domain/service-calendar';
import { AppError, refusal, ServiceUnavailable } from '../../errors';
import { onlyNewerServers } from '../../events/require-known';
import { reached } from '../../fault-points';
import { admits, USER, withFacts } from '../../access/permissions';
import { whyUnserved } from '../../access/service-proof';
import { viewerOf } from '../../access/viewers';
import { judgeFacts, type Claim, type ClaimFacts } from './facts';
import type { EventFacts } from './facts-queries';
import type { ClaimFactsReader } from './facts-reader';
import type { FailureLimit } from './failure-limit';
import type { Holds } from './holds';
import { newRequest, replay } from './insert-request';
import type { ClaimAnswer, JudgedClaim, RequestInserter, Sent } from './insert-request';
import { isLimited, type Stock } from './stock';
import type { CodesOfRequests } from '../codes-of-requests';
import { shareOf } from '../../worker-share';

/** How long a claim waits for others' open holds before it says that it can't be decided now. */
const UNDECIDED_LIMIT_MS = 1_000;
const MAX_WAITING = 4_000;

export const CLAIM_ACCESS = withFacts(USER);

type FirstJudgement =
  | { readonly answer: ClaimAnswer }
  | {
      readonly event: EventFacts;
      readonly blocker: 'CONDITIONS_NOT_MET' | 'OUT_OF_STOCK' | null;
      readonly progress: Judgement['progress'];
    };

/**
 * The write path of a claim; SPEC.md has its states and invariants. Each claim reads from top to bottom as if
 * it were alone; the batchers below let those that come at once share one read, one take of stock and one
 * insert.
 *
 * Whatever happens between two steps, the guard index decides which request holds the slot, one document is
 * all that is paid, and the request's id, made before the insert, shows whether it is the claim's own.
 */
export class Claims {
  private active = 0;
  private count = 0;
  /** Live inserts under way in this process, by pair. Saves inserts that would be refused; protects nothing. */
  private readonly inserting = new Map<string, Promise<unknown>>();

  constructor(
    private readonly parts: {
      readonly calendar: ServiceCalendar;
      readonly skew: Pick<ClockSkewWatch, 'requireRightClock' | 'aheadOf'>;
      readonly facts: ClaimFactsReader;
      readonly failures: FailureLimit;
      readonly inserter: RequestInserter;
      readonly stock: Stock;
      readonly holds: Holds;
      /** Binds the codes that a paid row owes; an answer does not wait for them for long. */
      readonly codes: CodesOfRequests;
      /** Woken when a row owes the feed an entry. */
      readonly feed: { wake(): void };
    },
  ) {}

  /** Claims that wait for their answer. */
  get open(): number {
    return this.active;
  }

  /** Claims that have arrived so far. */
  get begun(): number {
    return this.count;
  }

  /**
   * @throws AppError UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, GUARD_INDEX_MISMATCH
   * @throws ServiceUnavailable when too many claims wait, this one can't be decided in time, or this server's
   *   clock is off
   */
  async claim(claim: Claim): Promise<ClaimAnswer> {
    this.parts.skew.requireRightClock();
    if (this.active >= shareOf(MAX_WAITING)) throw new ServiceUnavailable('too many claims wait');
    this.active += 1;
    this.count += 1;
    try {
      // Past its deadline a claim is never sent; a call that hangs then is not waited for.
      const settled = this.claimUntilSettled(claim, performance.now() + DEADLINE_MS);
      return await withinDeadline(settled, 'a claim could not be settled in time');
    } finally {
      this.active -= 1;
    }
  }

  /**
   * Not a `retry`: a round that follows another claim's insert begins at once, the wait for open holds has a limit of
   * its own, and a claim that nothing delays costs no further promise.
   */
  private async claimUntilSettled(claim: Claim, deadline: number): Promise<ClaimAnswer> {
    let pauses = 0;
    const pause = () => sleep(OUTAGE_DELAY(pauses++));
    let undecidedSince: number | null = null;
    for (;;) {
      if (performance.now() >= deadline) throw new ServiceUnavailable('a claim could not be settled in time');
      const facts = await this.parts.facts.read(claim);
      if (facts === null) {
        await pause();
        continue;
      }
      const first = this.judge(claim, facts);
      if ('answer' in first) return first.answer;
      const { event, blocker, progress } = first;
      const judged = { claim, facts: { ...facts, event }, progress };

      if (blocker === 'CONDITIONS_NOT_MET') {
        const sent = await this.insertFailed(judged, blocker, deadline);
        if (sent.kind === 'answer') return sent.answer;
        continue;
      }

      // The request that takes the slot is the answer of the others: they wait for it and read again.
      const pair = `${claim.proof.userId}/${event._id.toHexString()}`;
      const ahead = this.inserting.get(pair);
      if (ahead !== undefined) {
        await ahead;
        continue;
      }
      const attempt = this.insertLive(judged, deadline);
      this.inserting.set(
        pair,
        attempt.catch(() => undefined),
      );
      const result = await attempt.finally(() => this.inserting.delete(pair));
      if (result.kind === 'answer') return result.answer;
      if (result.kind === 'undecided') {
        undecidedSince ??= performance.now();
        if (performance.now() - undecidedSince >= UNDECIDED_LIMIT_MS) {
          throw new ServiceUnavailable('the last units are held by claims that are not settled yet');
        }
      }
      await pause();
    }
  }

  /** Steps 1 to 5 of requestReward: an answer that needs no new request, or what blocks a live one. */
  private judge(claim: Claim, facts: ClaimFacts): FirstJudgement {
    const { user, event, keyed } = facts;
    if (!('sessionId' in claim.proof)) {
      const unserved = whyUnserved(user);
      if (unserved !== null)
        return { answer: { request: null, refusal: refusal(unserved, ['input', 'user']) } };
    } else {
      const viewer = viewerOf(user, claim.proof);
      if (viewer === null) throw new AppError('UNAUTHENTICATED');
      if (!admits(CLAIM_ACCESS.judgedWithFacts, viewer.role)) throw new AppError('FORBIDDEN');
    }
    if (user === null) throw new AppError('UNAUTHENTICATED');
    if (claim.inputFault !== null) throw claim.inputFault;
    const clockFault = this.parts.skew.aheadOf(user.databaseTime, claim.now);
    if (clockFault !== null) throw clockFault;

    if (keyed !== null) return { answer: replay(keyed, claim.eventId) };
    if (event === null) throw new AppError('NOT_FOUND');
    const { blockedBy, progress } = judgeFacts({ ...facts, event, user }, this.parts.calendar, claim.now);
    const blocker = blockedBy[0] ?? null;
    switch (blocker) {
      case 'ALREADY_REQUESTED':
      case 'ALREADY_REWARDED':
        return { answer: { request: facts.live, refusal: refusal(blocker) } };
      case 'EVENT_INACTIVE':
      case 'EVENT_NOT_STARTED':
      case 'EVENT_ENDED':
        return { answer: { request: null, refusal: refusal(blocker) } };
      case 'UNKNOWN':
        throw onlyNewerServers();
      default:
        return { event, blocker, progress };
    }
  }

  /** Steps 6 to 8: takes the units that the claim needs, and inserts the request that holds the slot. */
  private async insertLive(
    judged: JudgedClaim,
    deadline: number,
  ): Promise<Sent | { readonly kind: 'undecided' }> {
    const { claim, facts } = judged;
    const { event, primary } = facts;
    const { stock, holds, inserter } = this.parts;
    const status = event.payout === 'MANUAL' ? RequestStatus.PENDING : RequestStatus.SUCCESS;
    const row = newRequest(judged, status, null);
    reached('claim.judged');
    const reservation = await stock.reserve(event, row, claim.now);
    reached('claim.reserved');
    if (reservation === 'undecided') return { kind: 'undecided' };
    if (reservation === 'soldOut') return this.insertSoldOut(judged, deadline);
    // Stale or unknown: nothing was sent. If the id became a hold nevertheless, the sweeper gives its units back.
    if (reservation !== 'ready') return { kind: 'again' };

    const held = isLimited(event);
    const sent = await inserter.insertUntilKnown(held ? { ...row, held: true } : row, primary, deadline);
    reached('claim.inserted');
    this.parts.feed.wake();
    if (!held) return sent;
    const mine = sent.kind === 'answer' && sent.answer.request?._id.equals(row._id);
    if (mine && isLive(sent.answer.request!.status)) stock.rowKnown(event._id, row._id, row.status);
    else await holds.settleOrLeave(event._id, row, true);
    if (mine) await this.parts.codes.bindSoon(sent.answer.request!);
    return sent;
  }

  /** No open hold can change it any more; the slot is read once more before the claim is refused. */
  private async insertSoldOut(judged: JudgedClaim, deadline: number): Promise<Sent> {
    const facts = await this.parts.facts.read(judged.claim);
    if (facts === null || facts.live !== null || facts.keyed !== null) return { kind: 'again' };
    const { primary, newest } = facts;
    return this.insertFailed(
      { ...judged, facts: { ...judged.facts, primary, newest } },
      'OUT_OF_STOCK',
      deadline,
    );
  }

  /** A claim that the rules refuse leaves a FAILED request, unless the day has enough of them, or a payout made it. */
  private async insertFailed(
    judged: JudgedClaim,
    code: 'CONDITIONS_NOT_MET' | 'OUT_OF_STOCK',
    deadline: number,
  ): Promise<Sent> {
    const { claim, facts } = judged;
    // A user who never asked has no failure to see.
    if ('payoutId' in claim.proof) {
      return { kind: 'answer', answer: { request: null, refusal: refusal(code) } };
    }
    const pair = { userId: new Types.ObjectId(claim.proof.userId), eventId: claim.eventId };
    return this.parts.failures.insert({ pair, newest: facts.newest, now: claim.now, code }, () =>
      this.parts.inserter.insertUntilKnown(
        newRequest(judged, RequestStatus.FAILED, code),
        facts.primary,
        deadline,
      ),
    );
  }
}
