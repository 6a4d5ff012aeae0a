export const REWARD_TYPES = ['POINT', 'COUPON', 'ITEM'] as const;
export type RewardType = (typeof REWARD_TYPES)[number];

/** AUTO pays when every condition is met; MANUAL leaves the request to an operator. */
export const PAYOUT_MODES = ['AUTO', 'MANUAL'] as const;
export type PayoutMode = (typeof PAYOUT_MODES)[number];
