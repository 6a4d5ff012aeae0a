/** The work that every strategy does for a claim, whichever database it asks: who, for what, three days in a row. */

export const DAYS = ['2026-11-28', '2026-11-29', '2026-11-30'];
export const PENDING = 0;
export const SUCCESS = 1;

/** The row that a claim becomes. @throws Error when the rules refuse it */
export function judge({ user, event, days }, now) {
  if (user === null) throw new Error('no such user');
  if (event === null || now < event.startAt || now > event.endAt) throw new Error('the event is not open');
  if (!DAYS.every((day) => days.includes(day))) throw new Error('conditions are not met');
  return { status: SUCCESS, requestedAt: now, evidence: { days: DAYS }, grants: event.rewards };
}

export const EVENT = {
  startAt: new Date('2020-01-01T00:00:00Z'),
  endAt: new Date('2100-01-01T00:00:00Z'),
  rewards: [
    { type: 'POINT', name: 'Points', quantity: 100 },
    { type: 'COUPON', name: 'Coupon', externalId: 'coupon-3-days', quantity: 1 },
  ],
};
