import { Types } from 'mongoose';
import type { PasswordProof } from '../auth/password-proof';
import type { Actor } from '../audit/entries';
import type { Clock } from '../clock';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import type { TokenVerifier } from '../identity-providers/token-verifier';
import type { Log } from '../log';
import { signals } from '../telemetry/signals';
import type { Admins, ChangedAccount } from '../users/admins';
import { sweptNextDay, sweptSoon } from '../users/erased-account';
import type { User } from '../users/user.model';
import type { ErasureSteps } from './erasure-steps';

const BATCH = 20;
/** An identity token of an earlier login does not show that its owner is present. */
const TOKEN_AGE_MAX_MS = 5 * 60_000;

interface Parts {
  readonly database: Database;
  readonly admins: Admins;
  readonly steps: ErasureSteps;
  readonly passwordProof: PasswordProof;
  readonly tokenVerifier: Pick<TokenVerifier, 'verify'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Proof {
  readonly password?: string | null;
  readonly identityToken?: string | null;
}

/** Erases the personal data of accounts. One update marks the account, and any server completes the rest. */
export class ErasureService {
  constructor(private readonly parts: Parts) {}

  /**
   * Refuses with NOT_ERASABLE. An account that was erased stays as it is.
   *
   * @throws AppError NOT_FOUND
   * @throws ServiceUnavailable without an answer in 8 s; repeating is safe
   */
  async eraseUser(actor: Actor, userId: string, reason: string, now: Date): Promise<ChangedAccount> {
    return this.erase(userId, { actor, reason, now, action: 'eraseUser' });
  }

  /**
   * @throws AppError INVALID_CREDENTIALS, INVALID_IDENTITY_TOKEN, RATE_LIMITED
   * @throws ServiceUnavailable without an answer in 8 s; repeating is safe
   */
  async eraseOwn(viewer: Viewer, proof: Proof, address: string, now: Date): Promise<ChangedAccount> {
    if (proof.identityToken != null) await this.requireIdentity(viewer, proof.identityToken, now);
    else await this.parts.passwordProof.require(viewer, proof.password ?? '', address, now);
    return this.erase(viewer.id, { actor: viewer, reason: null, now, action: 'eraseMyAccount' });
  }

  /** Completes erasures, and sweeps each account after a minute and then daily for what came late. */
  async sweep(): Promise<void> {
    const now = this.parts.clock();
    const due = await this.parts.database.users
      .find({ 'erasure.nextAt': { $lte: now } }, { maxTimeMS: READ_LIMIT_MS.background })
      .limit(BATCH)
      .toArray();
    for (const user of due) {
      // The others do not wait for an erasure that fails.
      if (await this.completeOrLeave(user, now)) signals.repair.emit('erasure');
    }
  }

  private async erase(
    userId: string,
    act: { actor: Actor; reason: string | null; now: Date; action: string },
  ): Promise<ChangedAccount> {
    const changed = await this.parts.admins.change({ userId, set: { erased: true }, ...act });
    if (changed.refusal === null) {
      // The mark is written: what fails now is completed by a sweep.
      await this.completeOrLeave(changed.user, act.now);
    }
    const user = await this.parts.database.users.findOne({ _id: changed.user._id });
    return { ...changed, user: user ?? changed.user };
  }

  private async completeOrLeave(user: User, now: Date): Promise<boolean> {
    try {
      await this.complete(user, now);
      return true;
    } catch (error) {
      this.parts.log.warn({ err: error }, 'an erasure is left to the next sweep');
      return false;
    }
  }

  private async complete(user: User, now: Date): Promise<void> {
    const { erasure } = user;
    if (erasure === undefined) return;
    await this.parts.steps.complete(user);
    const isFirst = erasure.nextAt.getTime() === user.erasedAt?.getTime();
    const nextAt = isFirst ? sweptSoon(now) : sweptNextDay(now);
    const isLast = nextAt > erasure.until;
    await this.parts.database.users.updateOne(
      { _id: user._id, 'erasure.nextAt': erasure.nextAt },
      isLast ? { $unset: { erasure: true } } : { $set: { 'erasure.nextAt': nextAt } },
    );
  }

  private async requireIdentity(viewer: Viewer, token: string, now: Date): Promise<void> {
    const { identity, issuedAt } = await this.parts.tokenVerifier.verify(token, now);
    const isFresh = now.getTime() - issuedAt.getTime() <= TOKEN_AGE_MAX_MS;
    const own = await this.parts.database.users.findOne(
      { _id: new Types.ObjectId(viewer.id), identities: { $elemMatch: identity } },
      { projection: { _id: 1 } },
    );
    if (!isFresh || own === null)
      throw new AppError('INVALID_IDENTITY_TOKEN', { detail: 'it is old or of another account' });
  }
}
