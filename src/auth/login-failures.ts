import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Chainer } from '../audit/chainer';
import { derivedId, outboxEntry } from '../audit/entries';
import type { Log } from '../log';
import { networksOf } from '../rate-limits/network';
import { tooMany, type RateLimits } from '../rate-limits/rate-limits';

const QUARTER_OF_HOUR_MS = 15 * 60_000;
const QUARTER_OF_HOUR_SECONDS = QUARTER_OF_HOUR_MS / 1_000;
/** So many failures in a quarter of an hour are a burst: it is recorded, and from then on it costs time. */
export const BURST = { account: 10, network: 100 } as const;
/** The longest that anybody waits: whoever could lock an account for good would do it to others. */
export const WAIT_MAX_SECONDS = 60;
const PLACE_KNOWN_SECONDS = 30 * 86_400;

interface Parts {
  readonly limits: RateLimits;
  readonly chainer: Pick<Chainer, 'append'>;
  readonly log: Log;
}

export interface LoginAttempt {
  /** The folded name, whether or not anybody has it: what is counted tells nothing. */
  readonly usernameKey: string;
  readonly address: string;
  readonly now: Date;
}

/**
 * Counts wrong passwords per account and per network in quarters of an hour, on all servers together. The
 * tenth of an account is recorded; after it (the hundredth of a network) each makes the next wait, 1 s, then
 * twice as long, up to a minute. From a network that the account has logged in from lately nobody waits for
 * what others do to the account elsewhere.
 */
export class LoginFailures {
  private readonly failures: RateLimiterAbstract;
  private readonly waits: RateLimiterAbstract;
  private readonly places: RateLimiterAbstract;

  constructor(private readonly parts: Parts) {
    const { limits } = parts;
    const uncounted = Number.MAX_SAFE_INTEGER;
    this.failures = limits.shared('loginFailures', { points: uncounted, duration: QUARTER_OF_HOUR_SECONDS });
    this.waits = limits.shared('loginWaits', { points: 1, duration: WAIT_MAX_SECONDS });
    this.places = limits.shared('loginPlaces', { points: uncounted, duration: PLACE_KNOWN_SECONDS });
  }

  /** @throws AppError RATE_LIMITED while this account or network has to wait */
  async requireNoWait(attempt: LoginAttempt): Promise<void> {
    const { limits } = this.parts;
    if (!limits.enabled) return;
    const { account, network, place } = keysOf(attempt);
    const answers = await limits.answer(() =>
      Promise.all([this.waits.get(account), this.waits.get(network), this.places.get(place)]),
    );
    if (answers === null) return;
    const [accountWait, networkWait, known] = answers;
    const waitMs = Math.max(
      known === null ? (accountWait?.msBeforeNext ?? 0) : 0,
      networkWait?.msBeforeNext ?? 0,
    );
    if (waitMs > 0) throw tooMany(waitMs);
  }

  /** @param accountId null: nobody has that name */
  async count(attempt: LoginAttempt, accountId: Types.ObjectId | null): Promise<void> {
    const quarter = Math.floor(attempt.now.getTime() / QUARTER_OF_HOUR_MS);
    const { account, network } = keysOf(attempt);
    const [ofAccount] = await Promise.all([
      this.countAndSlow(account, quarter, BURST.account),
      this.countAndSlow(network, quarter, BURST.network),
    ]);
    if (ofAccount === BURST.account && accountId !== null) this.record(accountId, quarter, attempt.now);
  }

  /** A login has begun from here. Returns at once: nobody waits for it to be remembered. */
  remember(attempt: LoginAttempt): void {
    const { limits } = this.parts;
    if (limits.enabled)
      void limits.answer(() => this.places.set(keysOf(attempt).place, 1, PLACE_KNOWN_SECONDS));
  }

  /** @returns the failures of this quarter; null when they could not be counted */
  private async countAndSlow(key: string, quarter: number, burst: number): Promise<number | null> {
    const { limits } = this.parts;
    // The quarter is the service's, the expiry the real clock's: the key says which quarter is counted.
    const counted = await limits.answer(() => this.failures.penalty(`${key} ${quarter}`));
    const failures = counted?.consumedPoints ?? null;
    if (failures !== null && failures >= burst && limits.enabled) {
      const seconds = Math.min(2 ** Math.min(failures - burst, 10), WAIT_MAX_SECONDS);
      await limits.answer(() => this.waits.block(key, seconds));
    }
    return failures;
  }

  private record(accountId: Types.ObjectId, quarter: number, now: Date): void {
    const action = 'loginFailureBurst';
    const entry = outboxEntry({
      // Made of account and quarter: however often it is recorded, it is one entry.
      id: derivedId(action, accountId.toHexString(), String(quarter)),
      at: now,
      actor: null,
      action,
      targetType: 'User',
      targetId: accountId,
      after: { failures: BURST.account },
    });
    this.parts.chainer.append(entry).catch((error: unknown) => {
      this.parts.log.warn({ err: error }, 'a burst of login failures was not recorded');
    });
  }
}

/** Names that were typed may be passwords that went into the wrong field: they are kept as hashes only. */
function keysOf({ usernameKey, address }: LoginAttempt) {
  const account = createHash('sha256').update(usernameKey).digest('base64url');
  const { network } = networksOf(address);
  return { account, network, place: `${account} ${network}` };
}
