import { createHash } from 'node:crypto';
import { Types, type mongo } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { derivedId, outboxEntry } from '../audit/entries';
import { upserting } from '../database/duplicate-key';
import type { Log } from '../log';
import { networksOf } from '../rate-limits/network';
import { tooMany } from '../rate-limits/block-count';
import type { RateLimits } from '../rate-limits/rate-limits';
import { LOGIN_LIMITS } from './login-limits';
import { isClosedBy, isOpen, LoginLocks, rowKey, turnWaitMs, type Lock, type LockRow } from './login-locks';
import { quarterOf, untilNextQuarter } from './quarter';

const DAY_MS = 86_400_000;

interface Parts {
  readonly limits: RateLimits;
  readonly chainer: Pick<Chainer, 'append'>;
  readonly log: Log;
}

/** One attempt to log in. Typed names may be passwords in the wrong field: only their hash is stored. */
export interface LoginAttempt {
  readonly id: string;
  readonly account: string;
  readonly network: string;
  readonly site: string;
  readonly now: Date;
}

/** @param usernameKey the folded name, whether or not an account has it */
export function loginAttempt(usernameKey: string, address: string, now: Date): LoginAttempt {
  const account = accountHash(usernameKey);
  return { id: new Types.ObjectId().toHexString(), account, ...networksOf(address), now };
}

interface KnownRow {
  readonly networks: ReadonlyArray<{ readonly network: string; readonly at: Date }>;
}

/** Limits logins, right and wrong ones, on all servers together, by the rules of docs/adr/0014. */
export class LoginFailures {
  private readonly locks: LoginLocks;

  constructor(private readonly parts: Parts) {
    this.locks = new LoginLocks(parts.limits);
  }

  /**
   * For an attempt that begins: reads once, and writes only when it gets a turn.
   *
   * @returns the locks that it enters before its password is compared
   * @throws AppError RATE_LIMITED with the time until the turn
   */
  async allow(attempt: LoginAttempt): Promise<readonly Lock[]> {
    const { limits } = this.parts;
    const rows = limits.enabled ? await limits.answer(() => this.read(attempt)) : null;
    if (rows === null) return [];
    const { now } = attempt;
    const logins = (rows.get(loginsKey(attempt)) as { count?: number } | undefined)?.count ?? 0;
    if (logins >= LOGIN_LIMITS.logins) throw tooMany(untilNextQuarter(now));
    const known = isKnown(rows.get(knownKey(attempt)) as KnownRow | undefined, attempt);
    const locks = known ? [placeLock(attempt)] : strangerLocks(attempt);
    const waits = locks.map(async (lock) => {
      const row = rows.get(rowKey(lock.key)) as LockRow | undefined;
      if (row === undefined || isOpen(row, lock, now)) return 0;
      return turnWaitMs(row, lock, now) ?? (await limits.answer(() => this.locks.queue(lock, now))) ?? 0;
    });
    requireNoWait(await Promise.all(waits));
    return locks;
  }

  /**
   * For an attempt whose password is compared next: counts it and uses its turn.
   *
   * @throws AppError RATE_LIMITED with the time until the next turn
   */
  async enter({ now }: LoginAttempt, locks: readonly Lock[]): Promise<void> {
    const { limits } = this.parts;
    const waits = await Promise.all(
      locks.map(async (lock) => (await limits.answer(() => this.locks.enter(lock, now))) ?? 0),
    );
    const entered = locks.filter((_, n) => waits[n] === 0);
    if (entered.length < locks.length) await this.release(entered);
    requireNoWait(waits);
  }

  /** @param accountId null when no account has that name */
  async fail(attempt: LoginAttempt, locks: readonly Lock[], accountId: Types.ObjectId | null): Promise<void> {
    const { limits } = this.parts;
    const lock = locks[0] ?? accountLock(attempt);
    const row = await limits.answer(async () => {
      if (locks.length === 0) await this.locks.enter(lock, attempt.now);
      return limits.rows<LockRow>().findOne({ key: rowKey(lock.key) });
    });
    if (accountId !== null && isClosedBy(row, lock)) this.record(accountId, attempt.now);
  }

  /** The password was right: the attempt no longer counts as a failure. */
  async release(locks: readonly Lock[]): Promise<void> {
    if (locks.length > 0) await this.parts.limits.answer(() => this.locks.release(locks));
  }

  /** Counts the login; from now on the account knows the network. */
  async succeed(attempt: LoginAttempt): Promise<void> {
    const { limits } = this.parts;
    if (!limits.enabled) return;
    const { network, now } = attempt;
    const others = {
      $filter: { input: { $ifNull: ['$networks', []] }, cond: { $ne: ['$$this.network', network] } },
    };
    const newest = { $concatArrays: [[{ network, at: now }], others] };
    const known = {
      networks: { $slice: [newest, LOGIN_LIMITS.knownNetworksMax] },
      expire: new Date(Date.now() + (LOGIN_LIMITS.knownForDays + 1) * DAY_MS),
    };
    const counted = { $inc: { count: 1 }, $setOnInsert: { expire: new Date(Date.now() + 30 * 60_000) } };
    const write = (key: string, update: mongo.Document | mongo.Document[]) =>
      upserting(() => limits.rows().updateOne({ key }, update, { upsert: true }));
    await limits.answer(() =>
      Promise.all([write(loginsKey(attempt), counted), write(knownKey(attempt), [{ $set: known }])]),
    );
  }

  /** Removes the networks that an account is known by; what else is counted for its name expires within an hour. */
  async forget(usernameKey: string): Promise<void> {
    const key = knownKey({ account: accountHash(usernameKey) });
    await this.parts.limits.rows().deleteOne({ key });
  }

  private async read(attempt: LoginAttempt): Promise<Map<string, mongo.Document>> {
    const locks = [placeLock(attempt), ...strangerLocks(attempt)].map(({ key }) => rowKey(key));
    const key = { $in: [loginsKey(attempt), knownKey(attempt), ...locks] };
    const rows = await this.parts.limits.rows().find({ key }).toArray();
    return new Map(rows.map((row) => [row.key as string, row]));
  }

  private record(accountId: Types.ObjectId, now: Date): void {
    const action = 'loginFailureBurst';
    const entry = outboxEntry({
      // Made of account and quarter: however often it is recorded, it is one entry.
      id: derivedId(action, accountId.toHexString(), String(quarterOf(now))),
      at: now,
      actor: null,
      action,
      targetType: 'User',
      targetId: accountId,
      after: { failures: LOGIN_LIMITS.failures },
    });
    this.parts.chainer.append(entry).catch((error: unknown) => {
      this.parts.log.warn({ err: error }, 'a burst of login failures was not recorded');
    });
  }
}

function accountHash(usernameKey: string): string {
  return createHash('sha256').update(usernameKey).digest('base64url');
}

function requireNoWait(waitsMs: readonly number[]): void {
  const waitMs = Math.max(0, ...waitsMs);
  if (waitMs > 0) throw tooMany(waitMs);
}

const loginsKey = ({ account, now }: LoginAttempt) => `logins:${account}:${quarterOf(now)}`;
const knownKey = ({ account }: Pick<LoginAttempt, 'account'>) => `loginNetworks:${account}`;

function isKnown(row: KnownRow | undefined, { network, now }: LoginAttempt): boolean {
  const since = now.getTime() - LOGIN_LIMITS.knownForDays * DAY_MS;
  return row?.networks.some((each) => each.network === network && each.at.getTime() > since) ?? false;
}

/** An account in a network that it knows. */
function placeLock({ id, account, network }: LoginAttempt): Lock {
  return { key: `${account} ${network}`, limit: LOGIN_LIMITS.failures, counted: id, by: account };
}

/** An account in all networks that it does not know. One turn per site: a /48 must not have 65,536 of them. */
function accountLock({ id, account, site }: LoginAttempt): Lock {
  return { key: account, limit: LOGIN_LIMITS.failures, counted: id, by: site };
}

function strangerLocks(attempt: LoginAttempt): Lock[] {
  const { account, network, site } = attempt;
  const lock = (key: string, limit: number): Lock => ({
    key,
    limit,
    counted: account.slice(0, 12),
    by: account,
  });
  return [
    accountLock(attempt),
    lock(network, LOGIN_LIMITS.accountsOfNetwork),
    ...(site === network ? [] : [lock(site, LOGIN_LIMITS.accountsOfSite)]),
  ];
}
