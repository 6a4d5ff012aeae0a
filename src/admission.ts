/** A server that has had more operations than this under way for so long is asked for more than it can do. */
const STANDING = 384;
const STANDS_AFTER_MS = 3_000;
/** Then it takes no more than keep it busy: each of these is answered soon, and so is who is refused. */
const ADMITTED = 64;
/** Once nobody was refused for so long, everybody is welcome again. */
const CALM_AFTER_MS = 2_000;

/**
 * Who may begin an operation. A burst is welcome, whatever its size: it passes. A queue that stands is not:
 * what waits in it is answered too late for its caller, who asks again meanwhile, so the work is for nothing.
 *
 * Counted are operations, not requests: one whose body comes slowly takes nobody's place.
 */
export class Admission {
  private running = 0;
  private crowdedSince: number | null = null;
  private refusedAt = -Infinity;
  private overloaded = false;

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** False: refuse it, before anything is done for it. */
  admits(): boolean {
    const now = this.now();
    if (this.running <= STANDING) this.crowdedSince = null;
    else this.crowdedSince ??= now;
    if (this.crowdedSince !== null && now - this.crowdedSince >= STANDS_AFTER_MS && !this.overloaded) {
      this.overloaded = true;
      this.refusedAt = now;
    }
    if (this.overloaded && now - this.refusedAt >= CALM_AFTER_MS) this.overloaded = false;
    if (!this.overloaded || this.running < ADMITTED) return true;
    this.refusedAt = now;
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
}
