import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { isOutage } from '../database/outage';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { StructureWatch } from '../database/structure-watch';
import { AppError } from '../errors';
import { reached } from '../fault-points';
import type { Log } from '../log';
import type { Claims } from '../reward-requests/claim/claims';
import { PAYOUT_COLLECTIONS } from './payout-collections';
import type { Payout } from './payout.model';
import type { PayoutCounts } from './payout-counts';
import { payoutSignals, type MemberOutcome } from './payout-signals';
import { claimForMembers, STEP_MEMBERS } from './payout-step';

/** Longer than a step, whose claims end within 8 s, so that no other server begins the same one. */
const LEASE_MS = 15_000;
const PAYOUTS_AT_ONCE = 20;
/** Below every id: a step names a range of users, and a router asks the shards that have it. */
const FIRST_ID = new Types.ObjectId('0'.repeat(24));
/** While others claim, a step is followed by a pause of so many times its length: they keep most of the server. */
const YIELD = 4;
const YIELD_MAX_MS = 4_000;

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly structure: Pick<StructureWatch, 'requireIntact'>;
  readonly claims: Claims;
  readonly counts: PayoutCounts;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Pays what runs. A server holds the lease of a payout while it works on it; every change of the payout requires the
 * number `n` that it read and raises it, so a server that was paused moves no cursor. Its claims are harmless: they
 * have the same key as those of the server that took over, and the guard index decides.
 */
export class PayoutRunner {
  private readonly owner = randomUUID();
  private working: Promise<void> | null = null;
  private readonly stopping = new AbortController();
  private running = 0;

  constructor(private readonly parts: Parts) {}

  /** Payouts that this server works on. */
  get count(): number {
    return this.running;
  }

  /** Begins what is due; it goes on after this. Every server does so each second. */
  async sweep(): Promise<void> {
    if (!this.stopping.signal.aborted) {
      this.working ??= this.work().finally(() => (this.working = null));
    }
    await this.parts.counts.countCancelled();
  }

  /** Begins no further step, and lets another server go on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
    await this.parts.database.payouts
      .updateMany(
        { state: 'RUNNING', owner: this.owner },
        { $set: { owner: null, until: new Date(0) }, $inc: { n: 1 } },
      )
      .catch(() => undefined);
  }

  /** One step of each payout after the other, until none is left that this server may work on. */
  private async work(): Promise<void> {
    do {
      let moved = 0;
      for (const payout of await this.findRunning()) {
        if (this.stopping.signal.aborted) break;
        if (await this.tryStep(payout)) moved += 1;
      }
      this.running = moved;
    } while (this.running > 0 && !this.stopping.signal.aborted);
    this.running = 0;
  }

  /** Read before each round, so that a payout that was started meanwhile does not wait for those that run. */
  private async findRunning(): Promise<Payout[]> {
    const { database, log } = this.parts;
    try {
      return await database.payouts
        .find({ state: 'RUNNING' }, { projection: { outbox: 0 }, maxTimeMS: READ_LIMIT_MS.background })
        .limit(PAYOUTS_AT_ONCE)
        .toArray();
    } catch (error) {
      // The next sweep goes on.
      if (!isOutage(error)) log.warn({ err: error }, 'payouts could not be read');
      return [];
    }
  }

  /** @returns whether this server may go on with the payout at once */
  private async tryStep(payout: Payout): Promise<boolean> {
    try {
      return await this.step(payout);
    } catch (error) {
      // The next sweep goes on.
      if (!isOutage(error) && !(error instanceof AppError)) {
        this.parts.log.warn(
          { payoutId: payout._id, err: error },
          'a step of a payout failed and will be retried',
        );
      }
      return false;
    }
  }

  private async step(payout: Payout): Promise<boolean> {
    // Its claims come by no mutation, whose needs are looked at first.
    this.parts.structure.requireIntact(PAYOUT_COLLECTIONS);
    const held = await this.hold(payout);
    if (held === null) return false;
    reached('payout.leased');
    const { database, claims, clock } = this.parts;
    const { _id, eventId, audienceId, cursor } = held;
    const members = await database.audienceMembers
      .find(
        { audienceId, userId: { $gt: cursor ?? FIRST_ID } },
        { projection: { _id: 0, userId: 1 }, maxTimeMS: READ_LIMIT_MS.background },
      )
      .sort({ audienceId: 1, userId: 1 })
      .limit(STEP_MEMBERS)
      .toArray();
    if (members.length === 0) return this.finish(held);
    const begun = performance.now();
    const others = claims.begun;
    const userIds = members.map(({ userId }) => userId);
    const result = await claimForMembers(claims, clock, { payoutId: _id, eventId, userIds });
    reached('payout.claimed');
    const { closed, cursor: passedTo, error, passed } = result;
    const countOf = (outcome: MemberOutcome) => passed.filter((each) => each === outcome).length;
    const moved = await this.change(held, {
      ...(closed !== null && { state: 'PAUSED' as const, pausedReason: closed, owner: null }),
      ...(passedTo !== null && { cursor: passedTo }),
      passed: held.passed + passed.length,
      already: held.already + countOf('already'),
      refused: held.refused + countOf('refused'),
    });
    reached('payout.moved');
    if (moved !== null) for (const outcome of passed) payoutSignals.member.emit(outcome);
    if (error !== null) throw error;
    if (moved === null || moved.state !== 'RUNNING') return false;
    await this.yieldTo(claims.begun - others - userIds.length, performance.now() - begun);
    return true;
  }

  /** Takes the lease if it is free, or renews it. */
  private async hold(payout: Payout): Promise<Payout | null> {
    const isFree = payout.owner === this.owner || payout.until <= this.parts.clock();
    return isFree ? this.change(payout, { owner: this.owner }) : null;
  }

  /**
   * One change, on the number that was read. Pausing is recorded.
   *
   * @returns null when somebody else changed it since
   */
  private async change(
    { _id, n, state }: Payout,
    set: Partial<
      Pick<Payout, 'state' | 'pausedReason' | 'owner' | 'cursor' | 'passed' | 'already' | 'refused'>
    >,
  ): Promise<Payout | null> {
    const { database, chainer, clock } = this.parts;
    const now = clock();
    const isFree = set.owner === null;
    const entry =
      set.state === undefined
        ? null
        : outboxEntry({
            at: now,
            actor: null,
            action: 'changePayout',
            targetType: 'Payout',
            targetId: _id,
            before: { state, pausedReason: null },
            after: { state: set.state, pausedReason: set.pausedReason ?? null },
          });
    const changed = await database.payouts.findOneAndUpdate(
      { _id, n, state: 'RUNNING' },
      {
        $set: { ...set, until: isFree ? new Date(0) : new Date(now.getTime() + LEASE_MS) },
        $inc: { n: 1 },
        ...(entry && { $push: { outbox: entry } }),
      },
      { returnDocument: 'after', projection: { outbox: 0 } },
    );
    if (changed !== null && entry !== null) await chainer.drain('payouts', _id);
    return changed;
  }

  /** Every member has an answer: the counts are final, and recorded. */
  private async finish(held: Payout): Promise<false> {
    const { _id, n, passed, total } = held;
    // Only a change by hand takes members from a sealed audience. The lease keeps other servers from looking, too.
    if (passed === total) await this.parts.counts.conclude(held, { _id, n, state: 'RUNNING' }, 'DONE');
    else
      this.parts.log.warn(
        { payoutId: _id, passed, total },
        'a payout has found fewer members than its audience has',
      );
    return false;
  }

  /** @param others claims of others that began during the step */
  private async yieldTo(others: number, stepMs: number): Promise<void> {
    if (others <= 0 && this.parts.claims.open === 0) return;
    const { signal } = this.stopping;
    await sleep(Math.min(YIELD * stepMs, YIELD_MAX_MS), undefined, { ref: false, signal }).catch(
      () => undefined,
    );
  }
}
