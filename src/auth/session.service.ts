import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { untilAnswered } from '../database/until-answered';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import { accountKeyOf } from '../users/account-rules';
import type { Accounts } from '../users/accounts';
import type { LoginFamily, User } from '../users/user.model';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { LoginFailures } from './login-failures';
import type { Passwords } from './passwords';
import type { TokenPair } from './token-pair';
import type { Tokens } from './tokens';

/** An account has so many logins at once; the oldest makes room for the next. */
const LOGINS_MAX = 20;

interface Parts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly accounts: Accounts;
  readonly failures: LoginFailures;
  readonly limits: RateLimits;
  readonly chainer: Pick<Chainer, 'drain'>;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface SignedIn {
  readonly user: User;
  readonly tokens: TokenPair;
}

/** Begins logins, and changes the password that they begin with. */
export class SessionService {
  constructor(private readonly parts: Parts) {}

  /**
   * A new USER, logged in; null when the name is taken.
   *
   * @param address where the caller is
   * @throws AppError RATE_LIMITED
   * @throws ServiceUnavailable when too many passwords wait to be hashed
   */
  async register(credentials: Credentials, address: string, now: Date): Promise<SignedIn | null> {
    const { limits, accounts, failures } = this.parts;
    await limits.register(address);
    const login = this.newLogin('USER', now);
    const user = await accounts.register(credentials, now, login);
    if (user === null) return null;
    failures.remember({ usernameKey: user.usernameKey, address, now });
    return this.signedIn(user, login);
  }

  /**
   * Unknown name, wrong password and disabled account do the same work and get the same answer.
   *
   * @param address where the caller is
   * @throws AppError INVALID_CREDENTIALS, or RATE_LIMITED after many failures
   */
  async login({ username, password }: Credentials, address: string, now: Date): Promise<SignedIn> {
    const { passwords, failures } = this.parts;
    const { users } = this.parts.database;
    const attempt = { usernameKey: accountKeyOf(username), address, now };
    const admit = () => failures.requireNoWait(attempt);
    await admit();
    const found = await users.findOne({ usernameKey: attempt.usernameKey });
    const verified = await passwords.verify(found?.passwordHash ?? null, password, admit);
    if (found === null || !verified || found.disabledAt !== null) {
      await failures.count(attempt, found?._id ?? null);
      throw new AppError('INVALID_CREDENTIALS');
    }
    const login = this.newLogin(found.role, now);
    // A password that was changed or an account that was disabled while we hashed lets nobody in.
    const stands = { _id: found._id, passwordHash: found.passwordHash, disabledAt: null };
    const user = await untilAnswered(
      async () =>
        (await users.findOneAndUpdate(
          { ...stands, 'logins.id': { $ne: login.id } },
          { $push: { logins: { $each: [login], $slice: -LOGINS_MAX } } },
          { returnDocument: 'after' },
        )) ??
        // Stored by an earlier attempt, whose answer got lost.
        users.findOne({ ...stands, 'logins.id': login.id }),
    );
    if (user === null) throw new AppError('INVALID_CREDENTIALS');
    failures.remember(attempt);
    return this.signedIn(user, login);
  }

  /**
   * Sets the password and ends every other login. The own one goes on with new tokens; its old refresh token
   * has no grace: whoever holds it may be why the password is changed.
   *
   * @param address where the caller is
   * @throws AppError INVALID_CREDENTIALS when the current password is wrong or was changed meanwhile,
   *   UNAUTHENTICATED when the login has ended, RATE_LIMITED after many failures
   */
  async changePassword(
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    viewer: Viewer,
    address: string,
    now: Date,
  ): Promise<SignedIn> {
    const { database, passwords, failures, chainer } = this.parts;
    const _id = new Types.ObjectId(viewer.id);
    const found = await database.users.findOne({ _id });
    if (found === null) throw new AppError('UNAUTHENTICATED');
    const attempt = { usernameKey: found.usernameKey, address, now };
    const admit = () => failures.requireNoWait(attempt);
    await admit();
    if (!(await passwords.verify(found.passwordHash, currentPassword, admit))) {
      await failures.count(attempt, _id);
      throw new AppError('INVALID_CREDENTIALS');
    }
    const passwordHash = await passwords.hash(newPassword);
    const login = { ...this.newLogin(found.role, now), id: new Types.ObjectId(viewer.sessionId) };
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
          { _id, passwordHash: found.passwordHash, disabledAt: null, 'logins.id': login.id },
          { $set: { passwordHash, logins: [login] }, $push: { outbox: entry } },
          { returnDocument: 'after' },
        )) ??
        // Changed by an earlier attempt, whose answer got lost: nobody else made this hash.
        database.users.findOne({ _id, passwordHash, disabledAt: null, 'logins.id': login.id }),
    );
    if (user === null) {
      const stands = await database.users.findOne({ _id, disabledAt: null, 'logins.id': login.id });
      throw new AppError(stands === null ? 'UNAUTHENTICATED' : 'INVALID_CREDENTIALS');
    }
    await chainer.drain('users', _id);
    return this.signedIn(user, login);
  }

  private newLogin(role: User['role'], now: Date): LoginFamily {
    return { id: new Types.ObjectId(), current: this.parts.tokens.issue(role, now) };
  }

  private signedIn(user: User, login: LoginFamily): SignedIn {
    return { user, tokens: this.parts.tokens.sign(String(user._id), String(login.id), login.current) };
  }
}
