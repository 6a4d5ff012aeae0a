const QUARTER_MS = 15 * 60_000;

/** Numbers the quarters of an hour by the clock. */
export function quarterOf(now: Date): number {
  return Math.floor(now.getTime() / QUARTER_MS);
}

/** In ms. */
export function untilNextQuarter(now: Date): number {
  return QUARTER_MS - (now.getTime() % QUARTER_MS);
}
