import { Signal } from '../telemetry/signals';

export const MEMBER_OUTCOMES = ['paid', 'already', 'refused'] as const;

/** What the claim for a member came to. */
export type MemberOutcome = (typeof MEMBER_OUTCOMES)[number];

export const payoutSignals = {
  /** The cursor of a payout passed a member. */
  member: new Signal<MemberOutcome>('payout-member'),
} as const;
