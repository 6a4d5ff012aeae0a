import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networksOf } from './network';

interface Window {
  readonly points: number;
  readonly duration: number;
}

interface Limits {
  readonly network: Window;
  readonly site: Window;
  readonly server: Window;
}

/**
 * Counts look-ups of service keys that are invalid, in the memory of this process: a shared count would cost a write
 * for each of them.
 */
export class KeyAttempts {
  private readonly network: RateLimiterMemory;
  private readonly site: RateLimiterMemory;
  private readonly server: RateLimiterMemory;

  constructor({ network, site, server }: Limits) {
    this.network = new RateLimiterMemory({ keyPrefix: 'keyAttempts', ...network });
    this.site = new RateLimiterMemory({ keyPrefix: 'keyAttemptsSite', ...site });
    this.server = new RateLimiterMemory({ keyPrefix: 'keyAttemptsServer', ...server });
  }

  /** Counts a look-up before it is made. @returns 0, or the milliseconds until the limit admits another one */
  async take(address: string): Promise<number> {
    const waits = await Promise.all(
      this.countsOf(address).map(([limiter, key]) =>
        limiter.consume(key).then(
          () => 0,
          (error: unknown) => {
            if (error instanceof RateLimiterRes) return error.msBeforeNext;
            throw error;
          },
        ),
      ),
    );
    return Math.max(...waits);
  }

  /** The key was valid after all. */
  async giveBack(address: string): Promise<void> {
    await Promise.all(this.countsOf(address).map(([limiter, key]) => limiter.reward(key)));
  }

  private countsOf(address: string): Array<readonly [RateLimiterMemory, string]> {
    const { network, site } = networksOf(address);
    return [
      [this.network, network],
      ...(site === network ? [] : ([[this.site, site]] as const)),
      [this.server, 'all'],
    ];
  }
}
