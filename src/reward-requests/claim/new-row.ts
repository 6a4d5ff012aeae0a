import { Types } from 'mongoose';
import type { ConditionProgress } from '../../domain/conditions';
import { encodeEvidence } from '../../domain/evidence';
import { RequestStatus } from '../../domain/request-status';
import type { RefusalCode } from '../../errors';
import type { StoredReward } from '../../events/event.model';
import type { Claim } from './claim';
import type { ClaimFacts } from './facts';
import type { EventFacts } from './facts-queries';
import type { GrantedReward, RewardRequest } from '../reward-request.model';

interface Judged {
  readonly claim: Claim;
  readonly facts: ClaimFacts & { readonly event: EventFacts; readonly primary: string };
  readonly progress: readonly ConditionProgress[];
}

/** The whole of a request as it will be inserted, under an id that is made here, before the first attempt. */
export function newRow(
  { claim, facts, progress }: Judged,
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
    ...(pending && { rewards: event.rewards.map(asGranted) }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** @param grantedAt the request's decidedAt */
export function grantsOf(rewards: readonly GrantedReward[], grantedAt: Date): RewardRequest['grants'] {
  return rewards.map((reward) => ({ ...reward, grantedAt, revokedAt: null }));
}

function asGranted({ id, type, name, quantity, externalId }: StoredReward): GrantedReward {
  return { id: new Types.ObjectId(), rewardId: id, type, name, quantity, externalId };
}
