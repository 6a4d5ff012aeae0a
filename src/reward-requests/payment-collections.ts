/** What payments are judged by and stored in. */
export const PAYMENT_COLLECTIONS: readonly string[] = [
  'users',
  'userattendances',
  'excuseddays',
  'activities',
  'events',
  'rewardrequests',
];
