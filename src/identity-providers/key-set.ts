import { createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters, type KeyLike } from 'jose';
import { ServiceUnavailable } from '../errors';
import type { Log } from '../log';
import { shareOf } from '../worker-share';

/** How long until a key set is read again. */
export const KEY_SET_INTERVALS = {
  /** In the background, so that keys that were withdrawn are not accepted for long. */
  refreshMs: 600_000,
  /** For unknown key ids, counted over all callers. */
  unknownKeyMs: 60_000,
  /** While nothing has been read yet. */
  firstMs: 10_000,
} as const;
/** Tokens that wait for one reading. */
export const WAITING_MAX = 256;

interface Parts {
  readonly issuer: string;
  readonly read: () => Promise<JSONWebKeySet>;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back; replaced in tests. */
  readonly time?: () => number;
}

/** The keys of one issuer, kept in memory. One reading at a time serves all who wait for it. */
export class KeySet {
  private known: ReturnType<typeof createLocalJWKSet> | null = null;
  private reading: Promise<void> | null = null;
  private hasFailed = false;
  private readAt = -Infinity;
  private askedAt = -Infinity;
  private waiting = 0;
  private readonly time: () => number;

  constructor(private readonly parts: Parts) {
    this.time = parts.time ?? (() => performance.now());
  }

  /**
   * The key that a token's header names, or the only one that fits when it names none.
   *
   * @returns null when the issuer has no such key
   * @throws ServiceUnavailable when it may have one, but its keys cannot be read now
   */
  async find(header: JWSHeaderParameters): Promise<KeyLike | null> {
    const key = await this.findKnown(header);
    if (key !== null) return key;
    await this.ask();
    const found = await this.findKnown(header);
    if (found === null && (this.hasFailed || this.known === null))
      throw new ServiceUnavailable('the keys of an identity issuer cannot be read', undefined, 10);
    return found;
  }

  /** Reads the keys again when it is time to; called each second. */
  async refresh(): Promise<void> {
    const { refreshMs, unknownKeyMs, firstMs } = KEY_SET_INTERVALS;
    const interval = this.known === null ? firstMs : this.hasFailed ? unknownKeyMs : refreshMs;
    if (this.time() - this.readAt >= interval) await this.readOnce();
  }

  /** Reads the keys again for an unknown key id. Before the interval has passed, the known keys stay. */
  private async ask(): Promise<void> {
    if (this.reading === null) {
      const { unknownKeyMs, firstMs } = KEY_SET_INTERVALS;
      if (this.time() - this.askedAt < (this.known === null ? firstMs : unknownKeyMs)) return;
      this.askedAt = this.time();
    }
    if (this.waiting >= shareOf(WAITING_MAX))
      throw new ServiceUnavailable('too many tokens wait for the keys of an identity issuer');
    this.waiting += 1;
    await this.readOnce().finally(() => (this.waiting -= 1));
  }

  private readOnce(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = null));
    return this.reading;
  }

  private async read(): Promise<void> {
    this.readAt = this.time();
    try {
      this.known = createLocalJWKSet(await this.parts.read());
      this.hasFailed = false;
    } catch (err) {
      this.hasFailed = true;
      const { issuer, log } = this.parts;
      log.warn({ err, issuer }, 'the keys of an identity issuer could not be read; the known ones stay');
    }
  }

  private async findKnown(header: JWSHeaderParameters): Promise<KeyLike | null> {
    try {
      return (await this.known?.(header)) ?? null;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return null;
      throw error;
    }
  }
}
