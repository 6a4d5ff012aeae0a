import { decideRefresh } from '../../src/auth/refresh-decision';

const ROTATED = new Date('2026-06-01T00:00:00Z');
const times = {
  role: 'USER',
  issuedAt: ROTATED,
  accessExpiresAt: ROTATED,
  refreshExpiresAt: ROTATED,
} as const;
const family = { current: { jti: 'current', ...times }, previousJti: 'previous', rotatedAt: ROTATED };
const after = (ms: number) => new Date(ROTATED.getTime() + ms);

test.each([
  ['current', 3_600_000, 'swap'],
  ['previous', 0, 'repeat'],
  ['previous', 10_000, 'repeat'],
  ['previous', 10_001, 'theft'],
  // The swap was made by a server whose clock is ahead, or after this request arrived.
  ['previous', -2_000, 'repeat'],
  ['older', 0, 'theft'],
])('the %s token after %i ms: %s', (jti, ms, decision) => {
  expect(decideRefresh(family, jti, after(ms))).toBe(decision);
});

test('a login that was never renewed has no predecessor', () => {
  expect(decideRefresh({ current: family.current }, 'previous', ROTATED)).toBe('theft');
});
