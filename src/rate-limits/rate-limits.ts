import type { mongo } from 'mongoose';
import {
  RateLimiterMemory,
  RateLimiterMongo,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { Database } from '../database/connection';
import type { Log } from '../log';
import { BlockCount, tooMany, type Remaining } from './block-count';
import { KeyAttempts } from './key-attempts';
import { shareOf, workerShare } from '../worker-share';
import { networksOf } from './network';
import { countOfWorkers } from './worker-count';

/**
 * How often one caller may do what; docs/limits.md has the reasons. Fixed windows, in seconds, that begin
 * with the first attempt.
 */
export const RATE_LIMITS = {
  /** Per network. Each costs a hash and a row that stays. */
  register: { points: 600, duration: 600 },
  /** Per /48 of IPv6 addresses, which has 65,536 networks. */
  registerSite: { points: 2_400, duration: 600 },
  /** Per login. Tabs that wake up together refresh together, once in a quarter of an hour. */
  refreshTokens: { points: 120, duration: 60 },
  /** Per account. Each reads what may be a million rows, and writes an audit entry. */
  export: { points: 60, duration: 600 },
  /** Per account. Each reads everything that is stored about it. */
  dataExport: { points: 10, duration: 86_400 },
  /** Per account. Each writes an audit entry, and an identity that was unlinked can be linked again. */
  linkIdentity: { points: 60, duration: 600 },
  /** Per identity, if the token is valid. Each writes the account. */
  loginWithIdentity: { points: 120, duration: 60 },
  /** Per account. */
  requestReward: { points: 600, duration: 60 },
  checkAttendance: { points: 300, duration: 60 },
  /** Per account; each event of a page with `myEligibility` counts: thirty pages of a hundred. */
  eligibility: { points: 3_000, duration: 60 },
  /** Operations per service key, on all servers together. */
  serviceKey: { points: 6_000, duration: 60 },
  /** Look-ups of service keys that turn out to be invalid, per network. */
  keyAttempts: { points: 300, duration: 60 },
  /** Per /48 of IPv6 addresses. */
  keyAttemptsSite: { points: 1_200, duration: 60 },
  /** Of all networks together. */
  keyAttemptsServer: { points: 3_000, duration: 60 },
} as const;
/** How many operations of a key a server takes from the shared count at once. */
export const SERVICE_KEY_BLOCK = 100;

export const COLLECTION = 'ratelimits';
/** A count that the database does not answer for by then is done without. */
const STORE_LIMIT_MS = 1_000;

interface Count {
  /** @throws AppError RATE_LIMITED */
  consume(key: string): Promise<void>;
}

interface Parts {
  readonly enabled: boolean;
  readonly database: Database;
  readonly log: Log;
}

/**
 * Counts attempts by the real clock: what is refused here is a flood, and never a rule of the domain. Where
 * servers must count together it is in MongoDB; an outage of it admits, for what is then done needs it too.
 */
export class RateLimits {
  readonly enabled: boolean;
  private readonly limiters: Readonly<
    Record<Exclude<keyof typeof RATE_LIMITS, 'serviceKey' | `keyAttempts${string}`>, Count>
  >;
  private readonly keyOperations: BlockCount;
  private readonly keyAttempts = new KeyAttempts({
    network: shareOfWindow(RATE_LIMITS.keyAttempts),
    site: shareOfWindow(RATE_LIMITS.keyAttemptsSite),
    server: shareOfWindow(RATE_LIMITS.keyAttemptsServer),
  });

  constructor(private readonly parts: Parts) {
    this.enabled = parts.enabled;
    this.limiters = {
      register: this.counted(this.shared('register', RATE_LIMITS.register)),
      registerSite: this.counted(this.shared('registerSite', RATE_LIMITS.registerSite)),
      refreshTokens: this.counted(this.shared('refreshTokens', RATE_LIMITS.refreshTokens)),
      export: this.counted(this.shared('export', RATE_LIMITS.export)),
      dataExport: this.counted(this.shared('dataExport', RATE_LIMITS.dataExport)),
      linkIdentity: this.counted(this.shared('linkIdentity', RATE_LIMITS.linkIdentity)),
      loginWithIdentity: this.inMemory('loginWithIdentity'),
      requestReward: this.inMemory('requestReward'),
      checkAttendance: this.inMemory('checkAttendance'),
      eligibility: this.inMemory('eligibility'),
    };
    this.keyOperations = new BlockCount({
      limiter: this.shared('serviceKey', RATE_LIMITS.serviceKey),
      size: SERVICE_KEY_BLOCK,
      answer: (count) => this.answer(count),
    });
  }

  /** Builds the collection's indexes when they are missing; the counts go by themselves when they are old. */
  async prepare(): Promise<void> {
    const counts = this.rows();
    await counts.createIndex({ expire: 1 }, { expireAfterSeconds: 0 });
    await counts.createIndex({ key: 1 }, { unique: true });
  }

  /** @throws AppError RATE_LIMITED */
  async register(address: string): Promise<void> {
    const { network, site } = networksOf(address);
    await this.consume('register', network);
    if (site !== network) await this.consume('registerSite', site);
  }

  /** @param sessionId of a token whose signature is good: strangers count for nobody. @throws AppError RATE_LIMITED */
  async refreshTokens(sessionId: string): Promise<void> {
    await this.consume('refreshTokens', sessionId);
  }

  /** @throws AppError RATE_LIMITED */
  async export(userId: string): Promise<void> {
    await this.consume('export', userId);
  }

  /** @throws AppError RATE_LIMITED */
  async dataExport(userId: string): Promise<void> {
    await this.consume('dataExport', userId);
  }

  /** @throws AppError RATE_LIMITED */
  async linkIdentity(userId: string): Promise<void> {
    await this.consume('linkIdentity', userId);
  }

  /** @param identity of a token that is valid: rejected ones count for nobody. @throws AppError RATE_LIMITED */
  async loginWithIdentity(identity: string): Promise<void> {
    await this.consume('loginWithIdentity', identity);
  }

  /** @throws AppError RATE_LIMITED */
  async requestReward(userId: string): Promise<void> {
    await this.consume('requestReward', userId);
  }

  /** @throws AppError RATE_LIMITED */
  async checkAttendance(userId: string): Promise<void> {
    await this.consume('checkAttendance', userId);
  }

  /** @throws AppError RATE_LIMITED */
  async eligibility(userId: string): Promise<void> {
    await this.consume('eligibility', userId);
  }

  /** One operation of a service key. @throws AppError RATE_LIMITED */
  async serviceKey(keyId: string): Promise<void> {
    if (this.enabled) await this.keyOperations.consume(keyId);
  }

  /** What a service key has left of its operations; null when limits are off, or nothing was counted yet. */
  serviceKeyRemaining(keyId: string): Remaining | null {
    return this.keyOperations.remaining(keyId);
  }

  /** Counts a look-up of a service key that may be invalid. @returns 0, or the seconds until another one is admitted */
  async takeKeyAttempt(address: string): Promise<number> {
    return this.enabled ? Math.ceil((await this.keyAttempts.take(address)) / 1_000) : 0;
  }

  /** The key was valid. */
  async giveKeyAttemptBack(address: string): Promise<void> {
    if (this.enabled) await this.keyAttempts.giveBack(address);
  }

  /** The rows of all counts: each has a unique `key`, and `expire`, the instant after which the database removes it. */
  rows<Row extends mongo.Document = mongo.Document>(): mongo.Collection<Row> {
    // A count that a failover loses harms nobody.
    return this.parts.database.db.collection<Row>(COLLECTION, {
      writeConcern: { w: 1 },
      readConcern: { level: 'local' },
    });
  }

  /** A count that all servers share. */
  shared(
    keyPrefix: string,
    window: { readonly points: number; readonly duration: number },
  ): RateLimiterAbstract {
    return new RateLimiterMongo({
      storeClient: { collection: () => this.rows() },
      tableName: COLLECTION,
      keyPrefix,
      disableIndexesCreation: true,
      ...window,
    });
  }

  /** The count's answer, or null when there is none in time. */
  async answer<T>(count: () => Promise<T>): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), STORE_LIMIT_MS);
    });
    try {
      return await Promise.race([count(), late]);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext);
      this.parts.log.warn({ err: error }, 'attempts were not counted');
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  private counted(limiter: RateLimiterAbstract): Count {
    return {
      consume: async (key) => {
        await this.answer(() => limiter.consume(key));
      },
    };
  }

  /** A count of this server alone, in the memory of its process or of the supervisor of its workers. */
  private inMemory(name: keyof typeof RATE_LIMITS): Count {
    const window = RATE_LIMITS[name];
    if (workerShare().count > 1) return countOfWorkers(name, window, (count) => this.answer(count));
    return this.counted(new RateLimiterMemory({ keyPrefix: name, ...window }));
  }

  private async consume(operation: keyof typeof this.limiters, key: string): Promise<void> {
    if (this.enabled) await this.limiters[operation].consume(key);
  }
}

/** Beyond it valid keys are accepted all the same, so a part for each worker is refused to nobody. */
function shareOfWindow({ points, duration }: { points: number; duration: number }) {
  return { points: shareOf(points), duration };
}
