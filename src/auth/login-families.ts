import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { AGAIN, untilAnswered } from '../database/retry';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import type { LoginFamily, User } from '../users/user.model';
import type { RateLimits } from '../rate-limits/rate-limits';
import { decideRefresh } from './refresh-decision';
import type { TokenPair } from './token-pair';
import type { RefreshTokenReading, Tokens } from './tokens';

interface Parts {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly limits: RateLimits;
  readonly chainer: Pick<Chainer, 'drain'>;
}

type ValidRefreshToken = Extract<RefreshTokenReading, { kind: 'valid' }>;
type Account = Pick<User, '_id' | 'role' | 'logins'>;

/** Renews and ends logins. Each step is one conditional update of the account that holds them. */
export class LoginFamilies {
  constructor(private readonly parts: Parts) {}

  /**
   * Both tokens anew. The role in the access token is the role now.
   *
   * @throws AppError REFRESH_TOKEN_EXPIRED, REFRESH_TOKEN_REUSED (the login has been ended),
   *   INVALID_REFRESH_TOKEN, or RATE_LIMITED
   */
  async refresh(refreshToken: string, now: Date): Promise<TokenPair> {
    const token = this.requireValid(refreshToken, now);
    await this.parts.limits.refreshTokens(token.sessionId);
    let sawItAsCurrent = false;
    return untilAnswered(async () => {
      const account = await this.findAccount(token);
      const family = account?.logins.find(({ id }) => id.toHexString() === token.sessionId);
      if (!account || !family) throw new AppError('INVALID_REFRESH_TOKEN');
      const decision = decideRefresh(family, token.jti, now);
      if (decision === 'swap') {
        sawItAsCurrent = true;
        return (await this.swap(account, family, now)) ?? AGAIN;
      }
      if (decision === 'repeat' || sawItAsCurrent) {
        // A caller that saw the token as current was in time, however late it reads the result.
        return this.parts.tokens.sign(token.userId, token.sessionId, family.current);
      }
      if (await this.endStolen(account, family, now)) throw new AppError('REFRESH_TOKEN_REUSED');
      return AGAIN;
    });
  }

  /**
   * Ends the login that a refresh token belongs to, an older one of it too, or every login of the account.
   *
   * @returns how many ended; 0 when the token's login had ended before
   * @throws AppError REFRESH_TOKEN_EXPIRED or INVALID_REFRESH_TOKEN
   */
  async endByToken(refreshToken: string, everywhere: boolean, now: Date): Promise<number> {
    return this.end(this.requireValid(refreshToken, now), everywhere, now);
  }

  /** Ends the viewer's login, or every login of the account. @returns how many ended */
  async endOf({ id, sessionId }: Viewer, everywhere: boolean, now: Date): Promise<number> {
    return this.end({ userId: id, sessionId }, everywhere, now);
  }

  private async end(
    { userId, sessionId }: Pick<ValidRefreshToken, 'userId' | 'sessionId'>,
    everywhere: boolean,
    now: Date,
  ): Promise<number> {
    const id = new Types.ObjectId(sessionId);
    const before = await this.parts.database.users.findOneAndUpdate(
      { _id: new Types.ObjectId(userId), 'logins.id': id },
      everywhere ? { $set: { logins: [] } } : { $pull: { logins: { id } } },
      { returnDocument: 'before', projection: { logins: 1 } },
    );
    const ended = (before?.logins ?? []).filter((login) => everywhere || login.id.equals(id));
    // Expired logins had ended by themselves.
    return ended.filter(({ current }) => current.refreshExpiresAt > now).length;
  }

  private requireValid(refreshToken: string, now: Date): ValidRefreshToken {
    const token = this.parts.tokens.readRefreshToken(refreshToken, now);
    if (token.kind === 'valid') return token;
    throw new AppError(token.kind === 'expired' ? 'REFRESH_TOKEN_EXPIRED' : 'INVALID_REFRESH_TOKEN');
  }

  private findAccount({ userId }: ValidRefreshToken): Promise<Account | null> {
    return this.parts.database.users.findOne(
      { _id: new Types.ObjectId(userId), disabledAt: null },
      { projection: { role: 1, logins: 1 } },
    );
  }

  /** @returns null when another request swapped the token, or its login has ended */
  private async swap(
    { _id, role }: Account,
    { id, current }: LoginFamily,
    now: Date,
  ): Promise<TokenPair | null> {
    const next = this.parts.tokens.issue(role, now);
    const swapped = await this.parts.database.users.updateOne(
      { _id, disabledAt: null, logins: { $elemMatch: { id, 'current.jti': current.jti } } },
      { $set: { 'logins.$.current': next, 'logins.$.previousJti': current.jti, 'logins.$.rotatedAt': now } },
    );
    return swapped.matchedCount === 0 ? null : this.parts.tokens.sign(String(_id), String(id), next);
  }

  /** @returns false when the login is no longer as it was judged: it must be judged again */
  private async endStolen({ _id }: Account, { id, current }: LoginFamily, now: Date): Promise<boolean> {
    const entry = outboxEntry({
      at: now,
      actor: null,
      action: 'refreshTokenReused',
      targetType: 'User',
      targetId: _id,
      after: { endedSession: id },
    });
    const ended = await this.parts.database.users.updateOne(
      { _id, logins: { $elemMatch: { id, 'current.jti': current.jti } } },
      { $pull: { logins: { id } }, $push: { outbox: entry } },
    );
    if (ended.matchedCount === 0) return false;
    await this.parts.chainer.drain('users', _id);
    return true;
  }
}
