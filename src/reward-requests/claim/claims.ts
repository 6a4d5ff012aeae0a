import { Types } from 'mongoose';
import { BackOff } from '../../database/back-off';
import type { ClockSkewWatch } from '../../database/clock-skew';
import { isOutage } from '../../database/outage';
import { DEADLINE_MS, withinDeadline } from '../../database/until-answered';
import type { Judgement } from '../../domain/request-decision';
import { isLive, RequestStatus } from '../../domain/request-status';
import { serviceDayOf, type ServiceCalendar } from '../../domain/service-calendar';
import { AppError, refusal, ServiceUnavailable } from '../../errors';
import { reached } from '../../fault-points';
import { admits, permissions } from '../../access/permissions';
import { onlyNewerServers } from '../../events/require-known';
import type { Log } from '../../log';
import { viewerOf } from '../../access/viewers';
import type { Claim } from './claim';
import type { ClaimFacts } from './facts';
import type { EventFacts } from './facts-queries';
import type { ClaimFactsReader, FactsAnswer } from './facts-reader';
import { replay, type ClaimAnswer, type ClaimPlacement, type Placed } from './placement';
import type { FailureLimit } from './failure-limit';
import { judgeFacts } from './judge-facts';
import { newRow } from './new-row';
import { isLimited, type Stock } from './stock';

/** How long a claim waits for others' open holds before it says that it can't be decided now. */
const UNDECIDED_LIMIT_MS = 1_000;
const MAX_WAITING = 4_000;

type FirstStep =
  | { readonly answer: ClaimAnswer }
  | {
      readonly event: EventFacts;
      readonly blocker: 'CONDITIONS_NOT_MET' | 'OUT_OF_STOCK' | null;
      readonly progress: Judgement['progress'];
    };

/**
 * The write path of a claim. Each claim reads top to bottom as if it were alone; the batchers below let
 * those that come at once share their calls: one read, one take of stock, one insert.
 *
 * Whatever happens between two steps, the guard index decides who holds the slot, one document is all that
 * is paid, and the claim's own id, made before the insert, tells "mine" from "another's".
 */
export class Claims {
  private active = 0;
  /** Live inserts under way in this process, by user and event. Saves pointless inserts; protects nothing. */
  private readonly placing = new Map<string, Promise<unknown>>();

  constructor(
    private readonly parts: {
      readonly calendar: ServiceCalendar;
      readonly skew: Pick<ClockSkewWatch, 'requireRightClock' | 'aheadOf'>;
      readonly facts: ClaimFactsReader;
      readonly failures: FailureLimit;
      readonly placement: ClaimPlacement;
      readonly stock: Stock;
      readonly log: Log;
    },
  ) {}

  /** Claims that wait for their answer. */
  get open(): number {
    return this.active;
  }

  /**
   * @throws AppError UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, GUARD_INDEX_MISMATCH
   * @throws ServiceUnavailable when too many claims wait, this one can't be decided in time, or this server's
   *   clock is off
   */
  async claim(claim: Claim): Promise<ClaimAnswer> {
    this.parts.skew.requireRightClock();
    if (this.active >= MAX_WAITING) throw new ServiceUnavailable('too many claims wait');
    this.active += 1;
    try {
      // Past its deadline a claim is never sent; a call that hangs then is not waited for.
      const settled = this.decideUntilSettled(claim, performance.now() + DEADLINE_MS);
      return await withinDeadline(settled, 'a claim could not be settled in time');
    } finally {
      this.active -= 1;
    }
  }

  private async decideUntilSettled(claim: Claim, deadline: number): Promise<ClaimAnswer> {
    const backOff = new BackOff();
    let undecidedSince: number | null = null;
    for (;;) {
      if (performance.now() >= deadline) throw new ServiceUnavailable('a claim could not be settled in time');
      const facts = await this.factsOrNull(claim);
      if (facts === null) {
        await backOff.pause();
        continue;
      }
      const first = this.firstStep(claim, facts);
      if ('answer' in first) return first.answer;
      const { event, blocker, progress } = first;
      const base = { claim, facts: { ...facts, event }, progress };

      if (blocker === 'CONDITIONS_NOT_MET') {
        const placement = await this.placeFailed(base, blocker, deadline);
        if (placement.kind === 'answer') return placement.answer;
        continue;
      }

      // The one of them that gets the slot is the answer of the others: they look after it, not beside it.
      const pair = `${claim.proof.userId}/${event._id.toHexString()}`;
      const ahead = this.placing.get(pair);
      if (ahead !== undefined) {
        await ahead;
        continue;
      }
      const attempt = this.placeLive(base, deadline);
      this.placing.set(
        pair,
        attempt.catch(() => undefined),
      );
      const result = await attempt.finally(() => this.placing.delete(pair));
      if (result.kind === 'answer') return result.answer;
      if (result.kind === 'undecided') {
        undecidedSince ??= performance.now();
        if (performance.now() - undecidedSince >= UNDECIDED_LIMIT_MS) {
          throw new ServiceUnavailable('the last units are held by claims that are not settled yet');
        }
      }
      await backOff.pause();
    }
  }

  /** Steps 1 to 5 of requestReward: an answer that needs no live row, or what stands in the way of one. */
  private firstStep(claim: Claim, facts: ClaimFacts): FirstStep {
    const { user, event, keyed } = facts;
    const viewer = viewerOf(user, claim.proof);
    if (viewer === null || user === null) throw new AppError('UNAUTHENTICATED');
    const { judgedWithFacts } = permissions.Mutation.requestReward;
    if (!admits(judgedWithFacts, viewer.role)) throw new AppError('FORBIDDEN');
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

  /** Step 6 to 8: takes what the claim needs, and sends the row that holds the slot. */
  private async placeLive(
    base: Parameters<typeof newRow>[0],
    deadline: number,
  ): Promise<Placed | { readonly kind: 'undecided' }> {
    const { claim, facts } = base;
    const { event, primary } = facts;
    const { stock } = this.parts;
    const status = event.payout === 'MANUAL' ? RequestStatus.PENDING : RequestStatus.SUCCESS;
    const row = newRow(base, status, null);
    reached('claim.judged');
    const reservation = await stock.reserve(event, row._id, claim.now);
    reached('claim.reserved');
    if (reservation === 'undecided') return { kind: 'undecided' };
    if (reservation === 'soldOut') return this.placeSoldOut(base, deadline);
    // Stale or unknown: nothing was sent. An id that may have become a hold is given up; the sweeper returns it.
    if (reservation !== 'ready') return { kind: 'again' };

    const held = isLimited(event);
    const placement = await this.parts.placement.place(
      held ? { ...row, held: true } : row,
      primary,
      deadline,
    );
    reached('claim.inserted');
    if (!held) return placement;
    const mine = placement.kind === 'answer' && placement.answer.request?._id.equals(row._id);
    if (mine && isLive(placement.answer.request!.status)) stock.rowKnown(event._id, row._id, row.status);
    else await this.release(event, row._id);
    return placement;
  }

  /** Nobody's open hold can change it any more; the slot is read once more before it is said. */
  private async placeSoldOut(base: Parameters<typeof newRow>[0], deadline: number): Promise<Placed> {
    const facts = await this.factsOrNull(base.claim);
    if (facts === null || facts.live !== null || facts.keyed !== null) return { kind: 'again' };
    const { primary, newest } = facts;
    return this.placeFailed({ ...base, facts: { ...base.facts, primary, newest } }, 'OUT_OF_STOCK', deadline);
  }

  /** A claim that the rules refuse is a row of its own, unless the day has enough of them. */
  private placeFailed(
    base: Parameters<typeof newRow>[0],
    code: 'CONDITIONS_NOT_MET' | 'OUT_OF_STOCK',
    deadline: number,
  ): Promise<Placed> {
    const { claim, facts } = base;
    const pair = { userId: new Types.ObjectId(claim.proof.userId), eventId: claim.eventId };
    return this.parts.failures.place({ pair, newest: facts.newest, now: claim.now, code }, () =>
      this.parts.placement.place(newRow(base, RequestStatus.FAILED, code), facts.primary, deadline),
    );
  }

  private async release(event: EventFacts, claimId: Types.ObjectId): Promise<void> {
    try {
      await this.parts.stock.settleHold(event._id, claimId, true);
    } catch (error) {
      this.parts.log.warn({ err: error }, 'a hold is left to the sweeper');
    }
  }

  /** Null: the database did not answer, or its primary changed meanwhile. */
  private async factsOrNull(claim: Claim): Promise<FactsAnswer | null> {
    try {
      const { proof, eventId, idempotencyKey, now } = claim;
      const userId = new Types.ObjectId(proof.userId);
      const today = serviceDayOf(this.parts.calendar, now);
      return await this.parts.facts.read({ userId, eventId, today, idempotencyKey });
    } catch (error) {
      if (isOutage(error)) return null;
      throw error;
    }
  }
}
