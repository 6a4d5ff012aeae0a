/** The states of a payout. DONE and CANCELLED are final. */
export const PAYOUT_STATES = ['AWAITING_APPROVAL', 'RUNNING', 'PAUSED', 'DONE', 'CANCELLED'] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

export const PAYOUT_CHANGES = ['APPROVE', 'PAUSE', 'RESUME', 'CANCEL'] as const;
export type PayoutChange = (typeof PAYOUT_CHANGES)[number];

interface Transition {
  readonly from: readonly PayoutState[];
  readonly to: PayoutState;
}

/** What a person may change; each is also the filter of the update that does it. */
export const PAYOUT_TRANSITIONS: Readonly<Record<PayoutChange, Transition>> = {
  APPROVE: { from: ['AWAITING_APPROVAL'], to: 'RUNNING' },
  PAUSE: { from: ['RUNNING'], to: 'PAUSED' },
  RESUME: { from: ['PAUSED'], to: 'RUNNING' },
  CANCEL: { from: ['AWAITING_APPROVAL', 'RUNNING', 'PAUSED'], to: 'CANCELLED' },
};

/** The changes that a payout in this state takes, in the order of the list. */
export function changesOf(state: PayoutState): PayoutChange[] {
  return PAYOUT_CHANGES.filter((change) => PAYOUT_TRANSITIONS[change].from.includes(state));
}

/** Payouts of one event: they lie in its document. */
export const PAYOUTS_PER_EVENT_MAX = 100;

interface EventPayout {
  readonly id: string;
  readonly total: number;
}

/**
 * Whether another account must approve a payout: the members of all payouts of the event, up to this one in the order in
 * which the event took them, exceed the limit.
 */
export function needsApproval(payouts: readonly EventPayout[], id: string, above: number): boolean {
  const place = payouts.findIndex((payout) => payout.id === id);
  return payouts.slice(0, place + 1).reduce((sum, { total }) => sum + total, 0) > above;
}
