import { Types } from 'mongoose';
import type { Database } from '../database/connection';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import type { HashedFor, Passwords } from '../users/passwords';
import type { User } from '../users/user.model';
import { loginAttempt, type LoginAttempt, type LoginFailures } from './login-failures';

interface Parts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly failures: LoginFailures;
}

export interface ProvenOwner {
  readonly account: Pick<User, '_id' | 'usernameKey' | 'passwordHash' | 'role'>;
  readonly attempt: LoginAttempt;
  readonly hashedFor: HashedFor;
}

/** Shows that the owner of a login knows the account's password, counted as logins are. */
export class PasswordProof {
  constructor(private readonly parts: Parts) {}

  /**
   * Counts a failure; the caller counts the success once the act that the password was asked for is done.
   *
   * @param address where the caller is
   * @throws AppError INVALID_CREDENTIALS, UNAUTHENTICATED when the login has ended, RATE_LIMITED after many failures
   */
  async prove(viewer: Viewer, password: string, address: string, now: Date): Promise<ProvenOwner> {
    const { database, passwords, failures } = this.parts;
    const account = await database.users.findOne(
      {
        _id: new Types.ObjectId(viewer.id),
        disabledAt: null,
        'logins.id': new Types.ObjectId(viewer.sessionId),
      },
      { projection: { usernameKey: 1, passwordHash: 1, role: 1 } },
    );
    if (account === null) throw new AppError('UNAUTHENTICATED');
    const attempt = loginAttempt(account.usernameKey, address, now);
    const locks = await failures.allow(attempt);
    const hashedFor = hashedForOf(attempt);
    const enter = () => failures.enter(attempt, locks);
    if (!(await passwords.verify(account.passwordHash, password, hashedFor, enter))) {
      await failures.fail(attempt, locks, account._id);
      throw new AppError('INVALID_CREDENTIALS');
    }
    await failures.release(locks);
    return { account, attempt, hashedFor };
  }

  /** The same where nothing else is left to fail. */
  async require(viewer: Viewer, password: string, address: string, now: Date): Promise<void> {
    const { attempt } = await this.prove(viewer, password, address, now);
    await this.parts.failures.succeed(attempt);
  }
}

export function hashedForOf({ site, network, account }: LoginAttempt): HashedFor {
  return [site, network, account];
}
