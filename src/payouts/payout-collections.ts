import { RECORDED_COLLECTIONS } from '../audit/chainer';
import { PAYMENT_COLLECTIONS } from '../reward-requests/payment-collections';

/** What payouts read and write; none pays while one of them does not match its model. */
export const PAYOUT_COLLECTIONS: readonly string[] = [
  ...PAYMENT_COLLECTIONS,
  'audiences',
  'audiencemembers',
  'payouts',
  ...RECORDED_COLLECTIONS,
];
