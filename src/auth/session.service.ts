import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { AGAIN, retry, untilAnswered } from '../database/retry';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import { accountKeyOf } from '../users/account-rules';
import type { Accounts } from '../users/accounts';
import type { RateLimits } from '../rate-limits/rate-limits';
import { loginAttempt, type LoginAttempt, type LoginFailures } from './login-failures';
import type { Lock } from './login-locks';
import type { User } from '../users/user.model';
import { NO_RESET, type Logins, type SignedIn } from './logins';
import type { Origin } from './origin';
import { hashedForOf, type PasswordProof } from './password-proof';
import { isOutdated, type HashedFor, type Passwords } from '../users/passwords';

const ATTEMPTS_MAX = 3;

interface Parts {
  readonly database: Database;
  readonly logins: Logins;
  readonly passwords: Passwords;
  readonly passwordProof: PasswordProof;
  readonly accounts: Accounts;
  readonly failures: LoginFailures;
  readonly limits: RateLimits;
  readonly chainer: Pick<Chainer, 'drain'>;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** An attempt to log in that the limits allow. */
interface Allowed {
  readonly device: string | null;
  readonly attempt: LoginAttempt;
  readonly locks: readonly Lock[];
  readonly hashedFor: HashedFor;
}

/** Begins logins, and changes the password that they begin with. */
export class SessionService {
  constructor(private readonly parts: Parts) {}

  /**
   * A new USER, logged in; null when the name is taken.
   *
   * @throws AppError RATE_LIMITED
   * @throws ServiceUnavailable when too many passwords wait to be hashed
   */
  async register(credentials: Credentials, { address, device }: Origin, now: Date): Promise<SignedIn | null> {
    const { limits, accounts, failures, passwords } = this.parts;
    const attempt = loginAttempt(accountKeyOf(credentials.username), address, now);
    const hashedFor = hashedForOf(attempt);
    passwords.requireRoom(hashedFor);
    await limits.register(address);
    const login = this.parts.logins.create('USER', { device, now });
    const user = await accounts.register(credentials, now, login, hashedFor);
    if (user === null) return null;
    await failures.succeed(attempt);
    return this.parts.logins.signedIn(user, login);
  }

  /**
   * Unknown name, wrong password and disabled account do the same work and get the same answer.
   *
   * @throws AppError INVALID_CREDENTIALS, PASSWORD_CHANGE_REQUIRED for a valid one-time password, or RATE_LIMITED after
   *   many failures or logins
   * @throws ServiceUnavailable when too many passwords wait to be hashed
   */
  async login(
    { username, password }: Credentials,
    { address, device }: Origin,
    now: Date,
  ): Promise<SignedIn> {
    const { passwords, failures } = this.parts;
    const usernameKey = accountKeyOf(username);
    const attempt = loginAttempt(usernameKey, address, now);
    const hashedFor = hashedForOf(attempt);
    // Before anything is read: refusals must cost others nothing.
    passwords.requireRoom(hashedFor);
    const locks = await failures.allow(attempt);
    const allowed = { attempt, locks, hashedFor, device };
    const signedIn = await untilUnchanged(() => this.tryLogin(usernameKey, password, allowed));
    await failures.succeed(attempt);
    return signedIn;
  }

  /** Renews a hash that is outdated. @returns null when the account changed while we hashed */
  private async tryLogin(
    usernameKey: string,
    password: string,
    { attempt, locks, hashedFor, device }: Allowed,
  ): Promise<SignedIn | null> {
    const { passwords, failures } = this.parts;
    const { users } = this.parts.database;
    const { now } = attempt;
    const found = await users.findOne({ usernameKey });
    const enter = () => failures.enter(attempt, locks);
    // Of a disabled account no password is right, after the same work as for an unknown name; nor is one that expired.
    const isUsable = found?.disabledAt === null && !hasExpired(found.passwordReset, now);
    const stored = isUsable ? found.passwordHash : null;
    const verified = await passwords.verify(stored, password, hashedFor, enter);
    if (found === null || !verified) {
      await failures.fail(attempt, locks, found?._id ?? null);
      throw new AppError('INVALID_CREDENTIALS');
    }
    await failures.release(locks);
    if (found.passwordReset) throw new AppError('PASSWORD_CHANGE_REQUIRED');
    const { _id, role, passwordHash } = found;
    const renewed = isOutdated(passwordHash) ? await passwords.hash(password, hashedFor) : undefined;
    // A password that was changed while we hashed lets nobody in, and no renewed hash takes the place of another
    // password's.
    return this.parts.logins.begin(
      { _id, role },
      { passwordHash, ...NO_RESET },
      { device, now },
      { passwordHash: renewed },
    );
  }

  /**
   * Sets the password, ends every login of the account and begins a new one: somebody else may hold the tokens of
   * any of them, the caller's own included.
   *
   * @throws AppError INVALID_CREDENTIALS when the current password is wrong or was changed meanwhile,
   *   UNAUTHENTICATED when the login has ended, RATE_LIMITED after many failures
   */
  async changePassword(
    passwords: PasswordChange,
    viewer: Viewer,
    origin: Origin,
    now: Date,
  ): Promise<SignedIn> {
    const signedIn = await untilUnchanged(() => this.tryChange(passwords, viewer, origin, now));
    await this.parts.chainer.drain('users', signedIn.user._id);
    return signedIn;
  }

  /** @returns null when the password or its hash changed while we hashed */
  private async tryChange(
    { currentPassword, newPassword }: PasswordChange,
    viewer: Viewer,
    { address, device }: Origin,
    now: Date,
  ): Promise<SignedIn | null> {
    const { database, passwords, passwordProof, failures } = this.parts;
    const proven = await passwordProof.prove(viewer, currentPassword, address, now);
    const { attempt, hashedFor, account: found } = proven;
    const { _id } = found;
    const account = { _id, disabledAt: null };
    const signedIn = { ...account, 'logins.id': new Types.ObjectId(viewer.sessionId) };
    const passwordHash = await passwords.hash(newPassword, hashedFor);
    const login = this.parts.logins.create(found.role, { device, now });
    const entry = outboxEntry({
      at: now,
      actor: viewer,
      action: 'changePassword',
      targetType: 'User',
      targetId: _id,
    });
    const user = await untilAnswered(
      async () =>
        (await database.users.findOneAndUpdate(
          { ...signedIn, passwordHash: found.passwordHash },
          { $set: { passwordHash, logins: [login] }, $unset: { hashCost: '' }, $push: { outbox: entry } },
          { returnDocument: 'after' },
        )) ??
        // Changed by an earlier attempt, whose answer got lost: nobody else began this login.
        database.users.findOne({ ...account, 'logins.id': login.id }),
    );
    if (user === null) return null;
    await failures.succeed(attempt);
    return this.parts.logins.signedIn(user, login);
  }
}

/** Retries an attempt whose account changed while its password was hashed. */
async function untilUnchanged(attempt: () => Promise<SignedIn | null>): Promise<SignedIn> {
  return retry(async () => (await attempt()) ?? AGAIN, {
    detail: 'an account changes all the time',
    // Each of them hashes.
    attempts: ATTEMPTS_MAX,
    errors: () => false,
  });
}

function hasExpired(reset: User['passwordReset'], now: Date): boolean {
  return reset !== undefined && reset.expiresAt <= now;
}
