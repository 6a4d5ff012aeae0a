import { isRunningOut, isSoldOut } from '../../../../src/domain/stock';

interface Stock {
  readonly quantity: number;
  readonly stock: number | null;
  readonly remaining: number | null;
}

/** How urgent a stock is; the domain says what is about to run out. Plenty is no news. */
export function stockTone(reward: Stock): 'quiet' | 'warn' | 'bad' {
  if (isSoldOut(reward) || isRunningOut(reward)) return 'bad';
  return shareLeft(reward) <= 1 / 3 ? 'warn' : 'quiet';
}

/** 0 to 1; of a stock of nothing nothing is left. */
export function shareLeft({ stock, remaining }: Stock): number {
  return stock ? (remaining ?? 0) / stock : 0;
}
