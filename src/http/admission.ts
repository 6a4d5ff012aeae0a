/** A server that has had more operations than this under way for so long is asked for more than it can do. */
const STANDING = 384;
const STANDS_AFTER_MS = 3_000;
/** Then it takes no more than keep it busy: each of these is answered soon, and so is who is refused. */
const ADMITTED = 64;
/** Who was refused has come back within so long, as it was told (`retryAfterOverload`). */
const ALL_BACK_AFTER_MS = 3_000;

/**
 * Who may begin an operation. A burst is welcome, whatever its size: it passes. A queue that stands is not:
 * what waits in it is answered too late for its caller, who asks again meanwhile, so the work is for nothing.
 *
 * Counted are operations, not requests: one whose body comes slowly takes nobody's place.
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

  /** Those whom it serves and those whom it refuses are all who ask: few enough of them are welcome again. */
  private lookForCalm(now: number, overload: { countedSince: number; refused: number }): void {
    if (now - overload.countedSince < ALL_BACK_AFTER_MS) return;
    const asking = this.running + overload.refused;
    this.overload = asking > STANDING ? { countedSince: now, refused: 0 } : null;
    this.crowdedSince = null;
  }
}
