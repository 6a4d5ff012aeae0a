import type { Types } from 'mongoose';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import { isLive } from '../domain/request-status';
import type { ClosedReason } from '../domain/event-window';
import type { Claims } from '../reward-requests/claim/claims';
import type { ClaimAnswer } from '../reward-requests/claim/insert-request';
import type { MemberOutcome } from './payout-signals';

/** Members that are claimed for at once. */
export const STEP_MEMBERS = 256;

/** How one member's claim ended; `closed`: nothing is known about the member. */
export type MemberEnd = MemberOutcome | { readonly closed: ClosedReason } | Error;

/** The result of a step: how far the cursor may go, and what the members that it passes came to. */
export interface StepResult {
  readonly cursor: Types.ObjectId | null;
  readonly passed: readonly MemberOutcome[];
  /** The event takes no claims: the payout pauses. */
  readonly closed: ClosedReason | null;
  /** The first error; its member is claimed for again. */
  readonly error: Error | null;
}

const CLOSED: ReadonlySet<string> = new Set<ClosedReason>([
  'EVENT_INACTIVE',
  'EVENT_NOT_STARTED',
  'EVENT_ENDED',
]);

interface Step {
  readonly payoutId: Types.ObjectId;
  readonly eventId: Types.ObjectId;
  /** In the order of their ids. */
  readonly userIds: readonly Types.ObjectId[];
}

/** Claims for the members, all at once and by the same path as their own claims. */
export async function claimForMembers(
  claims: Pick<Claims, 'claim'>,
  clock: Clock,
  { payoutId, eventId, userIds }: Step,
): Promise<StepResult> {
  const now = clock();
  const settled = await Promise.allSettled(
    userIds.map((userId) =>
      claims.claim({
        proof: { userId: userId.toHexString(), payoutId: payoutId.toHexString() },
        eventId,
        idempotencyKey: payoutKey(payoutId),
        now,
        inputFault: null,
      }),
    ),
  );
  return resultOf(
    settled.map((each) =>
      each.status === 'rejected' ? asError(each.reason) : outcomeOf(each.value, payoutId),
    ),
    userIds,
  );
}

/** Reserved: callers may not choose keys that begin so. */
export function payoutKey(payoutId: Types.ObjectId): string {
  return `payout:${payoutId.toHexString()}`;
}

/**
 * The cursor passes the members before the first one without an answer. Pure.
 *
 * @param outcomes one for each member, in order
 */
export function resultOf(outcomes: readonly MemberEnd[], userIds: readonly Types.ObjectId[]): StepResult {
  const passed: MemberOutcome[] = [];
  for (const outcome of outcomes) {
    if (typeof outcome !== 'string') break;
    passed.push(outcome);
  }
  const stop = outcomes[passed.length];
  return {
    cursor: userIds[passed.length - 1] ?? null,
    passed,
    closed: stop instanceof Error || stop === undefined || typeof stop === 'string' ? null : stop.closed,
    error: stop instanceof Error ? stop : null,
  };
}

function outcomeOf({ request, refusal }: ClaimAnswer, payoutId: Types.ObjectId): MemberEnd {
  if (request !== null && isLive(request.status)) {
    return request.payoutId?.equals(payoutId) === true ? 'paid' : 'already';
  }
  if (refusal === null) return new AppError('INTERNAL_SERVER_ERROR', { detail: 'a claim without an answer' });
  return CLOSED.has(refusal.code) ? { closed: refusal.code as ClosedReason } : 'refused';
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
