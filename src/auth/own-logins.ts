import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import { untilActed } from '../audit/until-acted';
import type { Database } from '../database/connection';
import { requireObjectId } from '../database/object-ids';
import type { Viewer } from '../domain/viewer';
import { startOf } from '../users/login-start';

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
}

export interface OwnLogin {
  readonly id: string;
  readonly startedAt: Date;
  readonly renewedAt: Date;
  readonly expiresAt: Date;
  readonly device: string | null;
  readonly current: boolean;
}

/** Lists the logins of the viewer's own account, and ends one of them. */
export class OwnLogins {
  constructor(private readonly parts: Parts) {}

  /** Those that have not expired, newest first. */
  async list({ id, sessionId }: Viewer, now: Date, signal: AbortSignal): Promise<OwnLogin[]> {
    const user = await this.parts.database.reads.users.findOne(
      { _id: new Types.ObjectId(id) },
      { projection: { logins: 1 }, signal },
    );
    return (user?.logins ?? [])
      .filter(({ current }) => current.refreshExpiresAt > now)
      .map((login) => ({
        id: login.id.toHexString(),
        startedAt: startOf(login),
        renewedAt: login.current.issuedAt,
        expiresAt: login.current.refreshExpiresAt,
        device: login.device ?? null,
        current: login.id.toHexString() === sessionId,
      }))
      .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  }

  /**
   * @returns false when the account has no such login
   * @throws AppError NOT_FOUND for a text that can't be an id
   */
  async end(viewer: Viewer, loginId: string, now: Date): Promise<boolean> {
    const { database, chainer } = this.parts;
    const id = requireObjectId(loginId);
    const _id = new Types.ObjectId(viewer.id);
    const ended = await untilActed(database, 'users', async ({ entryId, isDone }) => {
      const entry = outboxEntry({
        ...{ id: entryId, at: now, actor: viewer, action: 'endLogin', targetType: 'User', targetId: _id },
        after: { endedSession: id },
      });
      const { matchedCount } = await database.users.updateOne(
        { _id, 'logins.id': id },
        { $pull: { logins: { id } }, $push: { outbox: entry } },
      );
      return matchedCount > 0 || isDone();
    });
    if (ended) await chainer.drain('users', _id);
    return ended;
  }
}
