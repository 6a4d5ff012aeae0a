import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import type { Database } from '../database/connection';
import { violatedIndex } from '../database/duplicate-key';
import { untilAnswered } from '../database/retry';
import { IDENTITIES_MAX, isTokenIssuer, type IdentityName } from '../domain/identities';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput, type RefusalCode } from '../errors';
import { PASSWORD_FILTER } from '../users/passwords';
import type { User } from '../users/user.model';
import { invalid, LEEWAY_SECONDS, type TokenVerifier } from './token-verifier';

const IDENTITY_INDEX = 'identities.issuer_1_identities.subject_1';
/** An older token may have been stolen, or belong to somebody who used the device before. */
const TOKEN_AGE_MAX_SECONDS = 300;

interface Parts {
  readonly database: Database;
  readonly tokenVerifier: TokenVerifier;
  readonly chainer: Pick<Chainer, 'drain'>;
}

export interface ChangedIdentities {
  readonly user: User;
  readonly refusal: Extract<RefusalCode, 'IDENTITY_TAKEN' | 'LAST_WAY_IN' | 'ISSUER_NOT_ALLOWED'> | null;
}

/** Adds and removes the identities that an account logs in by. Each is one conditional update of the account. */
export class IdentityLinks {
  constructor(private readonly parts: Parts) {}

  /**
   * Links the identity of a token; one that the account has already changes nothing.
   *
   * @throws AppError INVALID_IDENTITY_TOKEN, also for a token that is older than 5 minutes; BAD_USER_INPUT beyond 10
   *   identities
   */
  async link(token: string, viewer: Viewer, now: Date): Promise<ChangedIdentities> {
    const { tokenVerifier, database } = this.parts;
    const { identity, issuedAt } = await tokenVerifier.verify(token, now);
    const ageSeconds = (now.getTime() - issuedAt.getTime()) / 1_000;
    if (ageSeconds > TOKEN_AGE_MAX_SECONDS + LEEWAY_SECONDS) throw invalid('it is too old to link by it');
    const account = accountOf(viewer);
    const outbox = entryOf('linkIdentity', identity, viewer, now);
    return this.change(account._id, async () => {
      const user = await database.users
        .findOneAndUpdate(
          {
            ...account,
            [`identities.${IDENTITIES_MAX - 1}`]: { $exists: false },
            identities: { $not: { $elemMatch: identity } },
          },
          { $push: { identities: { ...identity, linkedAt: now }, outbox } },
          { returnDocument: 'after' },
        )
        .catch((error: unknown) => {
          if (violatedIndex(error as Error) === IDENTITY_INDEX) return 'taken' as const;
          throw error;
        });
      if (user !== null && user !== 'taken') return { user, refusal: null };
      const current = await this.require(account);
      if (user === 'taken') return { user: current, refusal: 'IDENTITY_TAKEN' };
      // Linked before, perhaps by an earlier attempt whose answer got lost.
      if (has(current, identity)) return { user: current, refusal: null };
      throw new BadUserInput({
        path: 'input.token',
        message: `the account has ${IDENTITIES_MAX} identities; unlink one first`,
      });
    });
  }

  /** Removes an identity of an identity provider; one that the account does not have changes nothing. */
  async unlink(identity: IdentityName, viewer: Viewer, now: Date): Promise<ChangedIdentities> {
    const { tokenVerifier, database } = this.parts;
    const account = accountOf(viewer);
    if (!isTokenIssuer(identity.issuer))
      return { user: await this.require(account), refusal: 'ISSUER_NOT_ALLOWED' };
    const outbox = entryOf('unlinkIdentity', identity, viewer, now);
    const waysIn = tokenVerifier.issuerNames;
    const other = { issuer: { $in: waysIn }, $nor: [identity] };
    // Decided with the removal itself: two that each leave the other one must not both succeed.
    const staysOpen = waysIn.includes(identity.issuer)
      ? { $or: [PASSWORD_FILTER, { identities: { $elemMatch: other } }] }
      : {};
    return this.change(account._id, async () => {
      const user = await database.users.findOneAndUpdate(
        { ...account, identities: { $elemMatch: identity }, ...staysOpen },
        { $pull: { identities: identity }, $push: { outbox } },
        { returnDocument: 'after' },
      );
      if (user !== null) return { user, refusal: null };
      const current = await this.require(account);
      return { user: current, refusal: has(current, identity) ? 'LAST_WAY_IN' : null };
    });
  }

  private async change(
    _id: Types.ObjectId,
    work: () => Promise<ChangedIdentities>,
  ): Promise<ChangedIdentities> {
    const changed = await untilAnswered(work);
    await this.parts.chainer.drain('users', _id);
    return changed;
  }

  private async require(account: ReturnType<typeof accountOf>): Promise<User> {
    const user = await this.parts.database.users.findOne(account);
    if (user === null) throw new AppError('UNAUTHENTICATED');
    return user;
  }
}

/** While the login lasts: one that has ended meanwhile changes nothing. */
function accountOf({ id, sessionId }: Viewer) {
  return {
    _id: new Types.ObjectId(id),
    disabledAt: null,
    'logins.id': new Types.ObjectId(sessionId),
  };
}

function entryOf(action: string, { issuer }: IdentityName, viewer: Viewer, now: Date) {
  const target = { targetType: 'User', targetId: new Types.ObjectId(viewer.id) } as const;
  // The subject may be personal data, and audit entries are never deleted.
  const change = action === 'linkIdentity' ? { after: { issuer } } : { before: { issuer } };
  return outboxEntry({ at: now, actor: viewer, action, ...target, ...change });
}

function has({ identities = [] }: User, { issuer, subject }: IdentityName): boolean {
  return identities.some((each) => each.issuer === issuer && each.subject === subject);
}
