import { Types } from 'mongoose';
import type { Database } from '../database/connection';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import type { Passwords } from '../users/passwords';
import { loginAttempt, type LoginFailures } from './login-failures';

interface Parts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly failures: LoginFailures;
}

/** Shows that the owner of a login knows the account's password, counted as logins are. */
export class PasswordProof {
  constructor(private readonly parts: Parts) {}

  /**
   * @throws AppError INVALID_CREDENTIALS, UNAUTHENTICATED when the login has ended, RATE_LIMITED after many failures
   */
  async require(viewer: Viewer, password: string, address: string, now: Date): Promise<void> {
    const { database, passwords, failures } = this.parts;
    const _id = new Types.ObjectId(viewer.id);
    const found = await database.users.findOne(
      { _id, disabledAt: null, 'logins.id': new Types.ObjectId(viewer.sessionId) },
      { projection: { usernameKey: 1, passwordHash: 1 } },
    );
    if (found === null) throw new AppError('UNAUTHENTICATED');
    const attempt = loginAttempt(found.usernameKey, address, now);
    const locks = await failures.allow(attempt);
    const hashedFor = [attempt.site, attempt.network, attempt.account] as const;
    const enter = () => failures.enter(attempt, locks);
    if (!(await passwords.verify(found.passwordHash, password, hashedFor, enter))) {
      await failures.fail(attempt, locks, _id);
      throw new AppError('INVALID_CREDENTIALS');
    }
    await failures.release(locks);
    await failures.succeed(attempt);
  }
}
