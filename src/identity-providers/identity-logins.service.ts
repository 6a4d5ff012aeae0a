import type { Types } from 'mongoose';
import { NO_RESET, type LoginFacts, type Logins, type SignedIn } from '../auth/logins';
import type { Database } from '../database/connection';
import type { IdentityName } from '../domain/identities';
import { AppError } from '../errors';
import { AGAIN, retry } from '../database/retry';
import type { RateLimits } from '../rate-limits/rate-limits';
import type { Identities } from '../users/identities';
import { identityQuery } from '../users/user-refs';
import type { User } from '../users/user.model';
import { invalid, type TokenVerifier } from './token-verifier';

const ATTEMPTS_MAX = 3;

interface Parts {
  readonly database: Database;
  readonly tokenVerifier: TokenVerifier;
  readonly identities: Identities;
  readonly logins: Logins;
  readonly limits: RateLimits;
}

export interface LoggedIn extends SignedIn {
  /** Whether this call made the account. */
  readonly created: boolean;
}

/** Begins logins by the tokens of identity providers. */
export class IdentityLogins {
  constructor(private readonly parts: Parts) {}

  /**
   * A login of the account that has the token's identity; the first one makes the account. A disabled account gets the
   * answer of an invalid token.
   *
   * @throws AppError INVALID_IDENTITY_TOKEN, PASSWORD_CHANGE_REQUIRED while a one-time password waits to be exchanged, or
   *   RATE_LIMITED for many logins of one identity
   * @throws ServiceUnavailable when the provider's keys cannot be read, or there is no answer in time
   */
  async login(token: string, device: string | null, now: Date): Promise<LoggedIn> {
    const { tokenVerifier, identities, limits } = this.parts;
    const { identity } = await tokenVerifier.verify(token, now);
    await limits.loginWithIdentity(JSON.stringify([identity.issuer, identity.subject]));
    return retry(
      async () => {
        const { userId, created } = await identities.ensureOne(identity, now);
        const signedIn = await this.begin(userId, identity, { device, now });
        return signedIn === null ? AGAIN : { ...signedIn, created };
      },
      {
        detail: 'the account of an identity changes all the time',
        attempts: ATTEMPTS_MAX,
        // Each step has waited for the end of an outage already.
        errors: () => false,
      },
    );
  }

  /** @returns null when the account no longer has the identity */
  private async begin(
    _id: Types.ObjectId,
    identity: IdentityName,
    facts: LoginFacts,
  ): Promise<SignedIn | null> {
    const { database, logins } = this.parts;
    const projection = { role: 1, disabledAt: 1, passwordReset: 1 };
    const found = await database.users.findOne<Pick<User, 'role' | 'disabledAt' | 'passwordReset'>>(
      { _id, ...identityQuery(identity) },
      { projection },
    );
    if (found === null) return null;
    if (found.disabledAt !== null) throw invalid('its account is disabled');
    if (found.passwordReset) throw new AppError('PASSWORD_CHANGE_REQUIRED');
    return logins.begin({ _id, role: found.role }, { ...identityQuery(identity), ...NO_RESET }, facts);
  }
}
