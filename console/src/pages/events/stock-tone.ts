/** How urgent a stock is, by the share that is left. */
export function stockTone(share: number): 'good' | 'warn' | 'bad' {
  if (share <= 0.1) return 'bad';
  return share <= 1 / 3 ? 'warn' : 'good';
}
