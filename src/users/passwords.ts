import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { retryAfterOverload, ServiceUnavailable } from '../errors';
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from '../domain/limits';
import { characterCount } from '../domain/text';
import { FairQueue } from '../rate-limits/fair-queue';

/** argon2id (the library's own choice), 19 MiB, two passes: OWASP's minimum for it. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
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

/**
 * Nobody's password, at the cost of everybody's: an unknown name takes as long as a wrong password, and so does
 * an account that has not been given one yet.
 */
export const NO_PASSWORD = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

const IS_NO_PASSWORD = new RegExp(String.raw`\$A{22}\$A{43}$`);

/** Finds accounts that have a password. */
export const PASSWORD_FILTER = { passwordHash: { $not: IS_NO_PASSWORD } } as const;

/** Whether the account has a password, whatever the cost at which its absence was stored. */
export function isPassword(passwordHash: string): boolean {
  return !IS_NO_PASSWORD.test(passwordHash);
}

/** Whether a hash was made at a lower cost than new ones are: it is renewed when its password is next at hand. */
export function isOutdated(passwordHash: string): boolean {
  const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),/.exec(passwordHash);
  return cost === null || Number(cost[1]) < COST.memoryCost || Number(cost[2]) < COST.timeCost;
}

/** A login verifies what an import brought: no hash may cost it much more than our own do. */
const FOREIGN_COST_MAX = { memoryCost: 131_072, timeCost: 10, parallelism: 16 } as const;

/**
 * What is wrong with a hash that was made elsewhere, in English and without the hash; null when a login can be
 * verified by it: argon2id in its PHC form, version 19, at most 128 MiB, 10 passes and 16 lanes.
 */
export function storedHashFault(hash: string): string | null {
  const cost = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$[\w+/]{11,86}\$[\w+/]{22,86}$/.exec(
    hash,
  );
  if (cost === null) return 'must be an argon2id hash ($argon2id$v=19$...); other hashes cannot be verified';
  const [memory, time, lanes] = cost.slice(1).map(Number) as [number, number, number];
  const { memoryCost, timeCost, parallelism } = FOREIGN_COST_MAX;
  return memory < 8 * lanes ||
    memory > memoryCost ||
    time < 1 ||
    time > timeCost ||
    lanes < 1 ||
    lanes > parallelism
    ? `must cost at most ${memoryCost / 1024} MiB, ${timeCost} passes and ${parallelism} lanes`
    : null;
}

/** Makes and verifies hashes, few at once so that logins can't occupy the process, and in fair turns. */
export class Passwords {
  private running = 0;
  private readonly waiting = new FairQueue<Turn>(HASHES_WAITING_MAX);

  constructor(private readonly atOnceMax = AT_ONCE_MAX) {}

  /** How many wait for their turn. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** @throws ServiceUnavailable when too many wait */
  hash(password: string, hashedFor = THIS_PROCESS): Promise<string> {
    return this.inTurn(hashedFor, () => hash(password, COST));
  }

  /**
   * @param passwordHash null for an unknown account, which takes the same work and returns false
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
      return (await verify(passwordHash ?? NO_PASSWORD, password)) && passwordHash !== null;
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
