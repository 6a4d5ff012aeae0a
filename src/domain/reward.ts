export const REWARD_TYPES = ['POINT', 'COUPON', 'ITEM'] as const;
export type RewardType = (typeof REWARD_TYPES)[number];

/** AUTO pays when every condition is met; MANUAL leaves the request to an operator. */
export const PAYOUT_MODES = ['AUTO', 'MANUAL'] as const;
export type PayoutMode = (typeof PAYOUT_MODES)[number];

/** The outcomes that the system reports that hands a grant over. */
export const DELIVERY_OUTCOMES = ['DELIVERED', 'FAILED'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];
export const DELIVERY_STATES = ['WAITING', ...DELIVERY_OUTCOMES] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
