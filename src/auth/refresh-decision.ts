import type { LoginFamily } from '../users/user.model';

/** How long a predecessor gives the same successor again: a lost answer, several tabs. */
const GRACE_MS = 10_000;

/**
 * What a valid refresh token of a live login means: the current one is swapped for its successor, the
 * predecessor is repeated for 10 s, any older use is theft.
 *
 * @param jti the token's
 * @param now when the operation arrived; the swap may be later, on another clock
 */
export function decideRefresh(
  family: Pick<LoginFamily, 'current' | 'previousJti' | 'rotatedAt'>,
  jti: string,
  now: Date,
): 'swap' | 'repeat' | 'theft' {
  const { current, previousJti, rotatedAt } = family;
  if (jti === current.jti) return 'swap';
  const repeats =
    jti === previousJti && rotatedAt !== undefined && now.getTime() - rotatedAt.getTime() <= GRACE_MS;
  return repeats ? 'repeat' : 'theft';
}
