import { Types } from 'mongoose';
import { ServiceUnavailable } from '../../../src/errors';
import { Claims } from '../../../src/reward-requests/claim/claims';

const WAITING_MAX = 4_000;

// Claim invariants: C26.
test('4,000 claims may wait; the next one is refused at once, and later ones are accepted again', async () => {
  let fail!: (error: Error) => void;
  const facts = new Promise<never>((_, reject) => (fail = reject));
  const parts = { skew: { requireRightClock: () => undefined }, facts: { read: () => facts } };
  const claims = new Claims(parts as never);
  const proof = { userId: new Types.ObjectId().toHexString() };
  const claim = () => claims.claim({ proof, eventId: new Types.ObjectId(), now: new Date() } as never);

  const waiting = Promise.allSettled(Array.from({ length: WAITING_MAX }, claim));
  expect(claims.open).toBe(WAITING_MAX);
  await expect(claim()).rejects.toThrow(ServiceUnavailable);

  fail(new Error('no facts'));
  await waiting;
  expect(claims.open).toBe(0);
  await expect(claim()).rejects.toThrow('no facts');
});
