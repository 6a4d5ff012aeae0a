import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors';

/** Without an answer of the database a server admits one block in so long. */
const WITHOUT_ANSWER_MS = 1_000;

interface Block {
  /** Attempts that this server may still admit without asking; -1: the limit is used up. */
  left: number;
  /** Attempts that were left to all servers when this server took the block. */
  readonly shared: number;
  /** By `performance.now()`: when the window ends, and with it the block. */
  readonly until: number;
}

/** What a caller has left of a limit. */
export interface Remaining {
  readonly attempts: number;
  /** Until all of them are there again. */
  readonly seconds: number;
}

/** The count's answer, or null when there is none in time. @throws AppError RATE_LIMITED */
export type Answer = (count: () => Promise<RateLimiterRes>) => Promise<RateLimiterRes | null>;

interface Parts {
  readonly limiter: RateLimiterAbstract;
  /** Attempts that a server takes from the shared count at once; a divisor of the limit. */
  readonly size: number;
  /** Attempts of each window that this process has without taking them from the shared count. */
  readonly free?: { readonly attempts: number; readonly ms: number };
  readonly answer: Answer;
}

/**
 * A count that all servers share, for callers that send many operations a second: each server takes attempts from it
 * in blocks, so that most attempts cost no call. What a server took and did not use is lost to the others, so that a
 * caller may be refused up to one block per server early.
 */
export class BlockCount {
  private readonly blocks = new Map<string, Block>();
  private readonly takes = new Map<string, Promise<void>>();

  constructor(private readonly parts: Parts) {}

  /** @throws AppError RATE_LIMITED with the time until the window ends */
  async consume(key: string): Promise<void> {
    for (;;) {
      const block = this.blocks.get(key);
      const leftMs = block === undefined ? 0 : block.until - performance.now();
      if (block !== undefined && leftMs > 0) {
        if (block.left > 0) {
          block.left -= 1;
          return;
        }
        if (block.left < 0) throw tooMany(leftMs);
      }
      // One at a time: those that come meanwhile share the block.
      const take = this.takes.get(key) ?? this.take(key);
      this.takes.set(key, take);
      await take.finally(() => this.takes.delete(key));
    }
  }

  /** As far as this server knows without asking; null: it knows nothing. */
  remaining(key: string): Remaining | null {
    const block = this.blocks.get(key);
    const leftMs = block === undefined ? 0 : block.until - performance.now();
    if (block === undefined || leftMs <= 0) return null;
    return { attempts: Math.max(0, block.left) + block.shared, seconds: Math.ceil(leftMs / 1_000) };
  }

  private async take(key: string): Promise<void> {
    const { limiter, size, free, answer } = this.parts;
    const now = performance.now();
    const known = this.blocks.get(key);
    this.dropOld(key, now);
    if (free !== undefined && (known === undefined || known.until <= now)) {
      this.blocks.set(key, { left: free.attempts, shared: 0, until: now + free.ms });
      return;
    }
    try {
      const count = await answer(() => limiter.consume(key, size));
      const until = performance.now() + (count?.msBeforeNext ?? WITHOUT_ANSWER_MS);
      this.blocks.set(key, { left: size, shared: count?.remainingPoints ?? 0, until });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'RATE_LIMITED') throw error;
      // Remembered, so that a caller over its limit costs the database nothing until the window ends.
      const until = performance.now() + (error.retryAfterSeconds ?? 1) * 1_000;
      this.blocks.set(key, { left: -1, shared: 0, until });
    }
  }

  /** Forgets the block of a key, and those in front of the others that are over: blocks are about as old as they stand. */
  private dropOld(key: string, now: number): void {
    this.blocks.delete(key);
    for (const [other, { until }] of this.blocks) {
      if (until > now) break;
      this.blocks.delete(other);
    }
  }
}

export function tooMany(waitMs: number): AppError {
  return new AppError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
}
