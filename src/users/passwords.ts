import { availableParallelism } from 'node:os';
import { hash } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { retryAfterOverload, ServiceUnavailable } from '../errors';
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from '../domain/limits';
import { characterCount } from '../domain/text';
import { FairQueue } from '../rate-limits/fair-queue';
import { hashOfNobody, OWN_COST, OWN_COST_PREFIX, readHash } from './stored-hash';
import { shareOf } from '../worker-share';

/** A hash occupies a core for 20 ms, so one core is reserved for other operations. */
const AT_ONCE_MAX = Math.min(2, Math.max(1, availableParallelism() - 1));
/** In all, of a site, of a network, of an account in its network. A core hashes fifty a second. */
export const HASHES_WAITING_MAX = [128, 64, 64, 32] as const;
/** Some hundreds want to log in when more than these do. */
const RETRY_WITHIN_SECONDS = 6;

/** For whom a password is hashed: site, network, account. Those of one key take turns with those of the others. */
export type HashedFor = readonly [site: string, network: string, account: string];
/** For commands and imports. */
const THIS_PROCESS: HashedFor = ['', '', ''];

interface Turn {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

/** Of an account that has not been given a password: nobody's, at the cost of everybody's. */
export const NO_PASSWORD = hashOfNobody(OWN_COST_PREFIX);

const IS_NO_PASSWORD = new RegExp(String.raw`\$A{22}\$A{43}$`);

/** Finds accounts that have a password. */
export const PASSWORD_FILTER = { passwordHash: { $not: IS_NO_PASSWORD } } as const;

/** Whether the account has a password, whatever the cost at which its absence was stored. */
export function isPassword(passwordHash: string): boolean {
  return !IS_NO_PASSWORD.test(passwordHash);
}

/**
 * Whether a hash has to be renewed when its password is next at hand: it is not argon2id, or was made at a lower cost
 * than new ones are.
 */
export function isOutdated(passwordHash: string): boolean {
  const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),/.exec(passwordHash);
  return cost === null || Number(cost[1]) < OWN_COST.memoryCost || Number(cost[2]) < OWN_COST.timeCost;
}

interface PasswordOptions {
  /** The costs of stored hashes that differ from our own; see `findForeignCosts`. */
  readonly foreignCosts?: () => Promise<readonly string[]>;
  readonly atOnceMax?: number;
}

/** Makes and verifies hashes, few at once so that logins can't occupy the process, and in fair turns. */
export class Passwords {
  private running = 0;
  private readonly waiting = new FairQueue<Turn>(HASHES_WAITING_MAX.map((max) => shareOf(max)));
  private readonly foreignCosts: () => Promise<readonly string[]>;
  private readonly atOnceMax: number;

  constructor({ foreignCosts = async () => [], atOnceMax = shareOf(AT_ONCE_MAX) }: PasswordOptions = {}) {
    this.foreignCosts = foreignCosts;
    this.atOnceMax = atOnceMax;
  }

  /** How many wait for their turn. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** @throws ServiceUnavailable when too many wait */
  hash(password: string, hashedFor = THIS_PROCESS): Promise<string> {
    return this.inTurn(hashedFor, () => hash(password, OWN_COST));
  }

  /**
   * Whatever is not the right password takes the same work, so that the time tells neither which accounts exist nor
   * where their hashes were made: a hash of each cost that is stored is computed once.
   *
   * @param passwordHash null for an unknown account
   * @param admit called when the turn has come, for what happened while it waited; it throws
   * @throws ServiceUnavailable when too many wait
   */
  verify(
    passwordHash: string | null,
    password: string,
    hashedFor = THIS_PROCESS,
    admit?: () => Promise<void>,
  ): Promise<boolean> {
    return this.inTurn(hashedFor, async () => {
      await admit?.();
      const stored = passwordHash === null ? null : readHash(passwordHash);
      // Nothing that somebody wrote into the database may occupy a core for long.
      const computed = stored?.fault === null ? stored : null;
      if (await computed?.verify(password)) return true;
      const others = new Set([OWN_COST_PREFIX, ...(await this.foreignCosts())]);
      if (computed) others.delete(computed.cost);
      for (const cost of others) {
        const other = readHash(hashOfNobody(cost));
        if (other?.fault === null) await other.verify(password);
      }
      return false;
    });
  }

  /** For callers that would do other work first. @throws ServiceUnavailable when too many wait */
  requireRoom(hashedFor: HashedFor): void {
    if (this.running >= this.atOnceMax && !this.waiting.hasRoom(hashedFor)) throw tooManyHashes();
  }

  private async inTurn<T>(hashedFor: HashedFor, work: () => Promise<T>): Promise<T> {
    if (this.running < this.atOnceMax) this.running += 1;
    // A hash that ends hands its place over, so that nothing slips in between.
    else await this.turn(hashedFor);
    try {
      return await work();
    } finally {
      const next = this.waiting.take();
      if (next) next.begin();
      else this.running -= 1;
    }
  }

  private turn(hashedFor: HashedFor): Promise<void> {
    return new Promise<void>((begin, refuse) => {
      this.waiting.push(hashedFor, { begin, refuse })?.refuse(tooManyHashes());
    });
  }
}

function tooManyHashes(): ServiceUnavailable {
  return new ServiceUnavailable(
    'too many passwords wait to be hashed',
    undefined,
    retryAfterOverload(RETRY_WITHIN_SECONDS),
  );
}

let common: ReadonlySet<string> | undefined;

/**
 * What is wrong with a new password, in English and without the value; null when nothing is. 8 to 256
 * characters, taken byte by byte as they are; none of those that everybody tries first, whatever their case.
 */
export function passwordFault(password: string): string | null {
  const count = characterCount(password);
  if (count < PASSWORD_MIN_CHARACTERS || count > PASSWORD_MAX_CHARACTERS) {
    return `must have ${PASSWORD_MIN_CHARACTERS} to ${PASSWORD_MAX_CHARACTERS} characters`;
  }
  common ??= new Set(dictionary['passwords-common']);
  return common.has(password.toLowerCase()) ? 'must not be one of the most common passwords' : null;
}
