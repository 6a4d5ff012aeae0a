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

interface LimitedStock {
  readonly quantity: number;
  /** Null when unlimited. */
  readonly stock: number | null;
  readonly remaining: number | null;
}

/** Whether not even one more claim can be paid. */
export function isSoldOut({ quantity, remaining }: Pick<LimitedStock, 'quantity' | 'remaining'>): boolean {
  return remaining !== null && remaining < quantity;
}

const DAY_MS = 86_400_000;

/**
 * When stock runs out if as many requests as in the last 24 hours go on taking from it. Null when it is unlimited, sold
 * out or not being taken from.
 */
export function runsOutAt(
  { quantity, remaining }: Pick<LimitedStock, 'quantity' | 'remaining'>,
  acceptedLastDay: number,
  now: Date,
): Date | null {
  if (remaining === null || acceptedLastDay === 0 || isSoldOut({ quantity, remaining })) return null;
  const claimsLeft = Math.floor(remaining / quantity);
  const at = now.getTime() + (claimsLeft / acceptedLastDay) * DAY_MS;
  // Beyond what a date holds nobody plans.
  return Number.isNaN(new Date(at).getTime()) ? null : new Date(at);
}

/**
 * Whether stock is about to run out: less than a tenth of it is left, or no more than the last claim. Stock that
 * nobody has taken from is not, however small it is.
 */
export function isRunningOut({ quantity, stock, remaining }: LimitedStock): boolean {
  if (stock === null || remaining === null || isSoldOut({ quantity, remaining })) return false;
  return remaining < stock && (remaining * 10 < stock || remaining < 2 * quantity);
}
