/** A server that has had more operations than this under way for so long is asked for more than it can do. */
const STANDING = 384;
const STANDS_AFTER_MS = 3_000;
/** From then on it admits only as many as keep it busy, so that both admitted and refused callers are answered soon. */
const ADMITTED = 64;
/** Refused callers return within this time, because `retryAfterOverload` asks them to. */
const ALL_BACK_AFTER_MS = 3_000;

/**
 * Decides which operations may begin. A burst of any size is admitted, because it passes. A standing queue is not:
 * its answers come too late for callers, who retry meanwhile, so the work is wasted.
 *
 * It counts operations rather than requests, so a request whose body arrives slowly takes no place.
 */
export class Admission {
  private running = 0;
  private crowdedSince: number | null = null;
  /** While it is asked for too much: since when those are counted whom it refuses, and how many they are. */
  private overload: { countedSince: number; refused: number } | null = null;

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** False: refuse it, before anything is done for it. */
  admits(): boolean {
    const now = this.now();
    if (this.overload === null) this.lookForOverload(now);
    else this.lookForCalm(now, this.overload);
    if (this.overload === null || this.running < ADMITTED) return true;
    this.overload.refused += 1;
    return false;
  }

  /** Counts an operation until it is answered, also when its caller has gone away. */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    this.running += 1;
    try {
      return await operation();
    } finally {
      this.running -= 1;
      if (this.running <= STANDING) this.crowdedSince = null;
    }
  }

  private lookForOverload(now: number): void {
    if (this.running <= STANDING) this.crowdedSince = null;
    else this.crowdedSince ??= now;
    if (this.crowdedSince === null || now - this.crowdedSince < STANDS_AFTER_MS) return;
    this.overload = { countedSince: now, refused: 0 };
  }

  /** Served and refused callers together are the whole demand; once it is low enough, all are admitted again. */
  private lookForCalm(now: number, overload: { countedSince: number; refused: number }): void {
    if (now - overload.countedSince < ALL_BACK_AFTER_MS) return;
    const asking = this.running + overload.refused;
    this.overload = asking > STANDING ? { countedSince: now, refused: 0 } : null;
    this.crowdedSince = null;
  }
}
