import { randomInt } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { requireObjectId } from '../database/object-ids';
import { untilAnswered } from '../database/retry';
import {
  ONE_TIME_PASSWORD_ALPHABET,
  ONE_TIME_PASSWORD_GROUP_LETTERS,
  ONE_TIME_PASSWORD_GROUPS,
  ONE_TIME_PASSWORD_HOURS,
} from '../domain/one-time-passwords';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, type RefusalCode } from '../errors';
import { accountKeyOf } from '../users/account-rules';
import type { Passwords } from '../users/passwords';
import type { User } from '../users/user.model';
import type { Logins, SignedIn } from './logins';
import { loginAttempt, type LoginFailures } from './login-failures';
import type { Origin } from './origin';
import { hashedForOf } from './password-proof';

const HOUR_MS = 3_600_000;

interface Parts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly failures: LoginFailures;
  readonly logins: Logins;
  readonly chainer: Pick<Chainer, 'drain'>;
}

interface Redemption {
  readonly username: string;
  readonly oneTimePassword: string;
  readonly newPassword: string;
}

export type Reset =
  | { readonly user: User; readonly oneTimePassword: string; readonly refusal: null }
  | { readonly user: User; readonly oneTimePassword: null; readonly refusal: RefusalCode };

/** Passwords that an ADMIN sets for somebody else. They begin no login: their owner exchanges them first. */
export class OneTimePasswords {
  constructor(private readonly parts: Parts) {}

  /**
   * Replaces the password by a one-time password and ends every login of the account. Its clear text is returned here
   * and kept nowhere. Refuses with ACCOUNT_ERASED.
   *
   * @throws BadUserInput for the caller's own account, so that an unattended console gives nobody a password
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable when too many passwords wait to be hashed, or without an answer in 8 s; the password
   *   may be replaced or not, and repeating is safe
   */
  async reset(actor: Viewer, userId: string, reason: string, now: Date): Promise<Reset> {
    const { database, passwords, chainer } = this.parts;
    const _id = requireObjectId(userId);
    if (_id.equals(actor.id))
      throw new BadUserInput({ path: 'input.userId', message: 'must be another account than your own' });
    const found = await database.users.findOne({ _id });
    if (found === null) throw new AppError('NOT_FOUND');
    if (found.erasedAt != null) return erased(found);
    const oneTimePassword = newOneTimePassword();
    const passwordHash = await passwords.hash(oneTimePassword);
    const passwordReset = { expiresAt: new Date(now.getTime() + ONE_TIME_PASSWORD_HOURS * HOUR_MS) };
    const entry = outboxEntry({
      ...{ at: now, actor, action: 'resetPassword', targetType: 'User', targetId: _id },
      ...{ after: { expiresAt: passwordReset.expiresAt }, reason },
    });
    const user = await untilAnswered(
      async () =>
        (await database.users.findOneAndUpdate(
          // A repeat finds what its first attempt wrote: nobody else made this hash.
          { _id, erasedAt: null, passwordHash: { $ne: passwordHash } },
          {
            $set: { passwordHash, passwordReset, logins: [] },
            $unset: { hashCost: '' },
            $push: { outbox: entry },
          },
          { returnDocument: 'after' },
        )) ?? database.users.findOne({ _id }),
    );
    if (user?.passwordHash !== passwordHash) return erased(user ?? found);
    await chainer.drain('users', _id);
    return { user, oneTimePassword, refusal: null };
  }

  /**
   * Exchanges a one-time password for one of the owner's choice, and begins a login. Unknown name, wrong password,
   * expired password and disabled account do the same work and get the same answer.
   *
   * @throws BadUserInput when both passwords are the same
   * @throws AppError INVALID_CREDENTIALS, or RATE_LIMITED after many failures or logins
   * @throws ServiceUnavailable when too many passwords wait to be hashed
   */
  async redeem(
    { username, oneTimePassword, newPassword }: Redemption,
    origin: Origin,
    now: Date,
  ): Promise<SignedIn> {
    if (newPassword === oneTimePassword)
      throw new BadUserInput({ path: 'input.newPassword', message: 'must not be the one-time password' });
    const { database, passwords, failures, logins, chainer } = this.parts;
    const usernameKey = accountKeyOf(username);
    const attempt = loginAttempt(usernameKey, origin.address, now);
    const hashedFor = hashedForOf(attempt);
    passwords.requireRoom(hashedFor);
    const locks = await failures.allow(attempt);
    const found = await database.users.findOne({ usernameKey });
    const stored = found !== null && isRedeemable(found, now) ? found.passwordHash : null;
    const enter = () => failures.enter(attempt, locks);
    const verified = await passwords.verify(stored, oneTimePassword, hashedFor, enter);
    if (found === null || !verified) {
      await failures.fail(attempt, locks, found?._id ?? null);
      throw new AppError('INVALID_CREDENTIALS');
    }
    await failures.release(locks);
    const passwordHash = await passwords.hash(newPassword, hashedFor);
    const { _id, role } = found;
    const actor = { id: String(_id), role };
    const signedIn = await logins.begin(
      { _id, role },
      { passwordHash: found.passwordHash, passwordReset: { $exists: true } },
      { device: origin.device, now },
      { passwordHash, entry: entryOf(actor, _id, now) },
    );
    // Reset again, disabled or exchanged meanwhile.
    if (signedIn === null) throw new AppError('INVALID_CREDENTIALS');
    await failures.succeed(attempt);
    await chainer.drain('users', _id);
    return signedIn;
  }
}

function entryOf(actor: Pick<Viewer, 'id' | 'role'>, targetId: Types.ObjectId, now: Date) {
  return outboxEntry({ at: now, actor, action: 'redeemOneTimePassword', targetType: 'User', targetId });
}

function erased(user: User): Reset {
  return { user, oneTimePassword: null, refusal: 'ACCOUNT_ERASED' };
}

function isRedeemable({ disabledAt, passwordReset }: User, now: Date): boolean {
  return disabledAt === null && passwordReset !== undefined && passwordReset.expiresAt > now;
}

function newOneTimePassword(): string {
  const letters = ONE_TIME_PASSWORD_ALPHABET;
  const group = () =>
    Array.from({ length: ONE_TIME_PASSWORD_GROUP_LETTERS }, () => letters[randomInt(letters.length)]).join(
      '',
    );
  return Array.from({ length: ONE_TIME_PASSWORD_GROUPS }, group).join('-');
}
