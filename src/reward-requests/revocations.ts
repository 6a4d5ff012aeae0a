import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { inputHashOf, outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { requireObjectId } from '../database/object-ids';
import { AGAIN, untilAnswered } from '../database/retry';
import { knownOf, UNKNOWN } from '../domain/known-values';
import { RequestStatus } from '../domain/request-status';
import { REWARD_TYPES } from '../domain/reward';
import type { Viewer } from '../domain/viewer';
import { AppError, refusal, type Refusal, type RefusalCode } from '../errors';
import { findReplay, type ActKey } from '../events/keyed-act';
import { onlyNewerServers } from '../events/require-known';
import { reached } from '../fault-points';
import { sweepErasedAgain } from '../users/erased-account';
import { newNonces, revocationNonces } from './nonces';
import { dueWhenRevoked, knowsObligations, STOCK_RETURN } from './obligations';
import { ANY_STATUS } from './request-filter';
import type { RevokeRewardRequestInput } from './reward-request.inputs';
import type { RewardRequest } from './reward-request.model';
import { stockReturnIdOf, unitsToReturn, type StockReturns } from './stock-returns';

export interface RevocationAnswer {
  /** Null with IDEMPOTENCY_KEY_REUSED. */
  readonly request: RewardRequest | null;
  readonly userErrors: Refusal[];
}

interface Revocation {
  readonly viewer: Viewer;
  readonly now: Date;
  readonly requestId: Types.ObjectId;
  readonly reason: string;
  readonly returnStock: boolean;
  readonly key: ActKey;
}

/** Takes payments back, each in one conditional update: of two revocations that race one wins. */
export class Revocations {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly chainer: Chainer;
      readonly stockReturns: StockReturns;
      /** Woken when a row owes the feed an entry. */
      readonly feed: { wake(): void };
    },
  ) {}

  /**
   * Revokes all grants of a paid request. The status stays SUCCESS, so the guard index keeps the slot.
   *
   * Refuses with IDEMPOTENCY_KEY_REUSED, SELF_DECISION_FORBIDDEN, NOT_REVOCABLE or ALREADY_REVOKED, in this order.
   *
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable when only a newer server can revoke it
   */
  revoke(viewer: Viewer, input: RevokeRewardRequestInput, now: Date): Promise<RevocationAnswer> {
    const { idempotencyKey, ...given } = input;
    const { id, reason, returnStock } = given;
    const requestId = requireObjectId(id);
    const key = { idempotencyKey, inputHash: inputHashOf('revokeRewardRequest', given) };
    return untilAnswered(() => this.attempt({ viewer, now, requestId, reason, returnStock, key }));
  }

  /**
   * The request is read before the key is looked up: whoever uses the key in between revokes the request, and then
   * the update finds nothing. So a repeated call comes back and finds its own act.
   */
  private async attempt(order: Revocation): Promise<RevocationAnswer | typeof AGAIN> {
    const { database, feed } = this.parts;
    const { viewer, requestId, returnStock } = order;
    const before = await this.find(requestId);
    reached('revocation.read');
    const replay = await findReplay(database, viewer, order.key);
    if (replay === 'REUSED') {
      const reused = refusal('IDEMPOTENCY_KEY_REUSED', ['input', 'idempotencyKey']);
      return { request: null, userErrors: [reused] };
    }
    if (replay !== null) return this.finish(requestId);
    if (before === null) throw new AppError('NOT_FOUND');
    const blocker = blockerOf(before, viewer);
    if (blocker !== null) return { request: before, userErrors: [refusal(blocker, ['input', 'id'])] };
    if (!isKnown(before)) throw onlyNewerServers();
    // Whether rewards are limited never changes again once one is paid.
    const returnsStock = returnStock && (await this.returnsUnits(before));
    // Its reason is erased too, whether or not this server lives to see it.
    await sweepErasedAgain(database, before.userId, order.now);
    reached('revocation.judged');
    const { modifiedCount } = await database.requests.updateOne(
      {
        _id: requestId,
        status: RequestStatus.SUCCESS,
        revokedAt: null,
        userId: { $eq: before.userId, $ne: new Types.ObjectId(viewer.id) },
      },
      changeOf(order, before.userId, returnsStock),
    );
    reached('revocation.written');
    // Revoked by another, or by the first attempt of this call, whose answer got lost.
    if (modifiedCount === 0) return AGAIN;
    feed.wake();
    return this.finish(requestId);
  }

  /** The revocation is written: what it owes is done now if that is possible, otherwise by any server's sweep. */
  private async finish(requestId: Types.ObjectId): Promise<RevocationAnswer> {
    const { chainer, stockReturns } = this.parts;
    const revoked = await this.find(requestId);
    if (revoked?.due?.includes(STOCK_RETURN)) await stockReturns.completeOrLeave(revoked);
    reached('revocation.stockReturned');
    await chainer.drain('requests', requestId);
    return { request: revoked, userErrors: [] };
  }

  /** A tombstone is no request. */
  private find(id: Types.ObjectId): Promise<RewardRequest | null> {
    return this.parts.database.requests.findOne({ _id: id, status: { $in: ANY_STATUS } });
  }

  private async returnsUnits({ eventId, grants }: RewardRequest): Promise<boolean> {
    const event = await this.parts.database.events.findOne({ _id: eventId }, { projection: { rewards: 1 } });
    return event !== null && unitsToReturn(event.rewards, grants).length > 0;
  }
}

function blockerOf({ userId, status, revokedAt }: RewardRequest, viewer: Viewer): RefusalCode | null {
  if (userId.equals(viewer.id)) return 'SELF_DECISION_FORBIDDEN';
  if (status !== RequestStatus.SUCCESS) return 'NOT_REVOCABLE';
  return revokedAt == null ? null : 'ALREADY_REVOKED';
}

/** Only the newer server that stored a reward's type or an obligation knows what its revocation takes. */
function isKnown({ grants, due }: RewardRequest): boolean {
  return knowsObligations(due) && grants.every(({ type }) => knownOf(REWARD_TYPES, type) !== UNKNOWN);
}

/** A pipeline: all grants, what is owed and the audit entry change with the request or not at all. */
function changeOf(
  { viewer, now, requestId, reason, returnStock, key }: Revocation,
  userId: Types.ObjectId,
  returnsStock: boolean,
): mongo.Document[] {
  const entry = outboxEntry({
    at: now,
    actor: viewer,
    action: 'revokeRewardRequest',
    targetType: 'RewardRequest',
    targetId: requestId,
    subjectId: userId,
    before: { revokedAt: null },
    after: { revokedAt: now, returnStock },
    reason,
    key,
  });
  // Decisions of former releases have none.
  const decisionNonces = { $cond: [{ $eq: ['$decidedById', null] }, {}, { $literal: newNonces() }] };
  return [
    {
      $set: {
        revokedAt: now,
        revokedById: new Types.ObjectId(viewer.id),
        // $literal: a text may begin with a dollar sign.
        revokeReason: { $literal: reason },
        ...(returnsStock && { stockReturnId: stockReturnIdOf(requestId) }),
        grants: { $map: { input: '$grants', in: { $mergeObjects: ['$$this', { revokedAt: now }] } } },
        nonces: { $mergeObjects: [decisionNonces, '$nonces', { $literal: revocationNonces() }] },
        due: dueWhenRevoked({ returnsStock }),
        outbox: { $concatArrays: [{ $ifNull: ['$outbox', []] }, [{ $literal: entry }]] },
      },
    },
  ];
}
