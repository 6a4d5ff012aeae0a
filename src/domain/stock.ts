import { MANUAL_CLAIMS_MAX } from './limits';
import type { PayoutMode } from './reward';

/**
 * How many claims the remaining units still pay: each takes `quantity` of every limited reward or nothing.
 * Infinity when no reward is limited.
 */
export function claimableCount(
  rewards: ReadonlyArray<{ readonly quantity: number; readonly remaining: number | null }>,
): number {
  return Math.min(
    ...rewards.map(({ quantity, remaining }) =>
      remaining === null ? Infinity : Math.floor(remaining / quantity),
    ),
  );
}

/**
 * Whether a MANUAL event could hold more requests open than taking stock stays fast with. Unlimited
 * rewards take nothing and don't count.
 */
export function exceedsManualCap(
  payout: PayoutMode,
  rewards: ReadonlyArray<{ readonly quantity: number; readonly stock: number | null }>,
): boolean {
  if (payout === 'AUTO') return false;
  const claims = claimableCount(rewards.map(({ quantity, stock }) => ({ quantity, remaining: stock })));
  return claims !== Infinity && claims > MANUAL_CLAIMS_MAX;
}
