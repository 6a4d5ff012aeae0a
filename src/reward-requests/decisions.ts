import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import { findAct } from '../audit/find-act';
import type { Database } from '../database/connection';
import { AGAIN, untilAnswered } from '../database/retry';
import { RequestStatus, statusesBefore, statusName } from '../domain/request-status';
import { owes } from '../domain/reward-feed';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal } from '../errors';
import type { Event } from '../events/event.model';
import { requireKnown } from '../events/require-known';
import { reached } from '../fault-points';
import { requireObjectId } from '../database/object-ids';
import type { User } from '../users/user.model';
import type { Holds } from './claim/holds';
import type { CodesOfRequests } from './codes-of-requests';
import { dueWhenPaid, grantsOf } from './grants';
import { newNonces } from './nonces';
import { ANY_STATUS } from './request-filter';
import type { RewardRequest } from './reward-request.model';

export interface DecisionAnswer {
  readonly request: RewardRequest;
  readonly userErrors: Refusal[];
}

interface Decision {
  readonly action: 'approveRewardRequest' | 'rejectRewardRequest';
  readonly target: typeof RequestStatus.SUCCESS | typeof RequestStatus.FAILED;
  readonly note: string | null;
}

/** The decisions of operators. Each is one conditional update, so of two that race one wins. */
export class Decisions {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly chainer: Chainer;
      readonly holds: Holds;
      readonly codes: CodesOfRequests;
      /** Woken when a row owes the feed an entry. */
      readonly feed: { wake(): void };
    },
  ) {}

  /**
   * Pays the rewards as they were at the request.
   *
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable when only a newer server can decide it
   */
  approve(viewer: Viewer, id: string, note: string | null, now: Date): Promise<DecisionAnswer> {
    return this.decide(
      viewer,
      id,
      { action: 'approveRewardRequest', target: RequestStatus.SUCCESS, note },
      now,
    );
  }

  /**
   * The units that the request held come back.
   *
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable when only a newer server can decide it
   */
  reject(viewer: Viewer, id: string, reason: string, now: Date): Promise<DecisionAnswer> {
    return this.decide(
      viewer,
      id,
      { action: 'rejectRewardRequest', target: RequestStatus.FAILED, note: reason },
      now,
    );
  }

  private decide(viewer: Viewer, id: string, decision: Decision, now: Date): Promise<DecisionAnswer> {
    const requestId = requireObjectId(id);
    const entryId = new Types.ObjectId();
    return untilAnswered(() => this.attempt(viewer, requestId, entryId, decision, now));
  }

  /** AGAIN when the primary changed in between, so that nothing was sent. */
  private async attempt(
    viewer: Viewer,
    requestId: Types.ObjectId,
    entryId: Types.ObjectId,
    decision: Decision,
    now: Date,
  ): Promise<DecisionAnswer | typeof AGAIN> {
    const { database, chainer, holds } = this.parts;
    const primary = database.primary.current();
    const before = await this.get(requestId);
    if (before.userId.equals(viewer.id)) {
      return { request: before, userErrors: [refusal('SELF_DECISION_FORBIDDEN', ['input', 'id'])] };
    }
    reached('decision.read');
    const change = changeOf(before, decision, viewer, now);
    const from = statusesBefore(decision.target);
    const pending = from.includes(before.status);
    const pays = pending && decision.target === RequestStatus.SUCCESS;
    if (pending) await this.requireKnownEvent(before);
    if (pays && (await this.isDisabled(before.userId))) {
      return { request: before, userErrors: [refusal('ACCOUNT_DISABLED', ['input', 'id'])] };
    }
    // A deposed primary that does not know it yet would have answered with the account's past.
    if (pays && database.primary.current() !== primary) return AGAIN;
    const { modifiedCount } = await this.requests().updateOne(
      // The transition table is the filter: a decided request matches nothing, nor does the viewer's own.
      {
        _id: requestId,
        status: { $in: from },
        userId: { $eq: before.userId, $ne: new Types.ObjectId(viewer.id) },
      },
      {
        $set: { ...change, ...(before.held && { holdDue: true as const }) },
        $push: {
          outbox: outboxEntry({
            id: entryId,
            at: now,
            actor: viewer,
            action: decision.action,
            targetType: 'RewardRequest',
            targetId: requestId,
            subjectId: before.userId,
            before: { status: 'PENDING' },
            after: { status: statusName(decision.target), failureCode: change.failureCode },
            reason: decision.note,
          }),
          due: {
            $each:
              decision.target === RequestStatus.SUCCESS
                ? dueWhenPaid(before.rewards ?? [])
                : [owes('REQUEST_REJECTED')],
          },
        },
      },
    );
    reached('decision.written');
    this.parts.feed.wake();
    // Nothing matched: decided by another, or by our own first attempt, whose answer got lost.
    const won = modifiedCount === 1 || (await findAct(database, 'requests', entryId));
    if (won) {
      // On an error holdDue stays on the row for the sweeper of any server.
      if (before.held) await holds.settleOrLeave(before.eventId, before, false);
      reached('decision.holdSettled');
      await chainer.drain('requests', requestId);
    }
    const request = await this.get(requestId);
    if (won) await this.parts.codes.bindSoon(request);
    return { request, userErrors: won ? [] : [refusal('ALREADY_DECIDED', ['input', 'id'])] };
  }

  private async get(id: Types.ObjectId): Promise<RewardRequest> {
    // A tombstone is no request.
    const row = await this.parts.database.requests.findOne({ _id: id, status: { $in: ANY_STATUS } });
    if (row === null) throw new AppError('NOT_FOUND');
    return row;
  }

  /**
   * Read right before the update, by majority: every server refuses an approval that begins after a disabling
   * was answered. One that is written between this read and the update is not seen (ADR 6).
   */
  private async isDisabled(userId: Types.ObjectId): Promise<boolean> {
    const account = await this.parts.database.claimsDb
      .collection<User>('users')
      .findOne({ _id: userId }, { projection: { disabledAt: 1 } });
    return account?.disabledAt !== null;
  }

  /** Refuses a decision on kinds, rewards or payouts of a newer release. @throws ServiceUnavailable */
  private async requireKnownEvent({ eventId, rewards = [] }: RewardRequest): Promise<void> {
    const event = await this.parts.database.claimsDb
      .collection<Event>('events')
      .findOne({ _id: eventId }, { projection: { payout: 1, 'conditions.kind': 1, 'rewards.type': 1 } });
    if (event !== null) requireKnown({ ...event, rewards: [...event.rewards, ...rewards] });
  }

  /** By the client that never repeats a call itself: a repeated one could go to another primary. */
  private requests(): mongo.Collection<RewardRequest> {
    return this.parts.database.claimsDb.collection<RewardRequest>('rewardrequests');
  }
}

function changeOf(row: RewardRequest, { target, note }: Decision, viewer: Viewer, now: Date) {
  const paid = target === RequestStatus.SUCCESS;
  return {
    status: target,
    decidedAt: now,
    decidedById: new Types.ObjectId(viewer.id),
    note,
    failureCode: paid ? null : ('REJECTED' as const),
    grants: paid ? grantsOf(row.rewards ?? [], now) : [],
    nonces: newNonces(),
  };
}
