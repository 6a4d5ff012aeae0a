import { Types } from 'mongoose';
import type { Chainer } from '../audit/chainer';
import { outboxEntry, type Actor } from '../audit/entries';
import type { Database } from '../database/connection';
import { READ_LIMIT_MS } from '../database/read-limits';
import { findAct } from '../audit/find-act';
import { isDuplicateKey } from '../database/duplicate-key';
import type { AdminsSetting, PendingAdminChange } from './admins-setting';
import { AGAIN, DEADLINE_MS, retry, withinDeadline } from '../database/retry';
import { owes } from '../domain/reward-feed';
import type { Role } from '../domain/viewer';
import { AppError, ServiceUnavailable, type RefusalCode } from '../errors';
import { reached } from '../fault-points';
import { requireObjectId } from '../database/object-ids';
import { signals } from '../telemetry/signals';
import { sweptUntil } from './erased-account';
import type { User } from './user.model';
import { shareOf } from '../worker-share';

/** More changes than a server could make within their deadline. */
const WAITING_MAX = 200;
const WAITED = 'a change of a role waited too long';

export interface AccountChange {
  readonly userId: string;
  readonly set: { readonly role: Role } | { readonly disabled: boolean } | { readonly erased: true };
  /** Null for a command line. */
  readonly actor: Actor;
  readonly reason: string | null;
  readonly now: Date;
  /** As the audit names it; the mutation's name unless given. */
  readonly action?: string | undefined;
}

export interface ChangedAccount {
  readonly user: User;
  readonly refusal: Extract<RefusalCode, 'LAST_ADMIN' | 'NOT_ERASABLE' | 'ACCOUNT_ERASED'> | null;
}

/**
 * Decides who is an admin, in one document, so that the last one can't go, whoever else goes at the same
 * moment. A change is decided there, numbered, and pending until the account has it; any server that finds
 * it pending finishes it. A step that comes late fails on the number, never on a clock.
 */
export class Admins {
  private readonly database: Database;
  private readonly chainer: Pick<Chainer, 'drain'>;
  /** Ends with the newest change: one at a time, so that a server's changes compete with other servers' only. */
  private line: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor({
    database,
    chainer,
  }: {
    readonly database: Database;
    readonly chainer: Pick<Chainer, 'drain'>;
  }) {
    this.database = database;
    this.chainer = chainer;
  }

  /** Makes the document at the first start. Until it is there no change of a role is possible. */
  async prepare(): Promise<void> {
    if ((await this.find()) !== null) return;
    const admins = await this.database.users
      .find({ role: 'ADMIN', disabledAt: null }, { maxTimeMS: READ_LIMIT_MS.background })
      .project<Pick<User, '_id'>>({ _id: 1 })
      .toArray();
    const newest = await this.database.users.findOne({}, { sort: { adminN: -1 }, projection: { adminN: 1 } });
    try {
      await this.database.settings.insertOne({
        _id: 'admins',
        ids: admins.map(({ _id }) => _id),
        // Where accounts have changes already, the next number must be above theirs.
        n: newest?.adminN ?? 0,
        pending: null,
      });
    } catch (error) {
      // Another server that starts was first.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * Changes a role or disables or enables an account; the same state again changes nothing and records
   * nothing. When it returns, the account has the change and the chain its entry.
   *
   * @throws AppError NOT_FOUND for an unknown account
   * @throws ServiceUnavailable when too many changes wait, or after 8 s; the change may be done or not
   */
  async change(change: AccountChange): Promise<ChangedAccount> {
    const userId = requireObjectId(change.userId);
    const deadline = performance.now() + DEADLINE_MS;
    return withinDeadline(this.changeInTurn(change, userId, deadline), WAITED);
  }

  private async changeInTurn(
    change: AccountChange,
    userId: Types.ObjectId,
    deadline: number,
  ): Promise<ChangedAccount> {
    if (this.waiting >= shareOf(WAITING_MAX)) throw new ServiceUnavailable('too many changes of roles wait');
    const entryId = new Types.ObjectId();
    const turn = this.line.then(() =>
      // Past its deadline a change is never sent: nobody waits for it any more.
      withinDeadline(
        retry(() => this.attempt(change, userId, entryId), { detail: WAITED, deadline }),
        WAITED,
      ),
    );
    this.line = turn.catch(() => undefined);
    this.waiting += 1;
    const { recorded, ...changed } = await turn.finally(() => (this.waiting -= 1));
    // The next change need not wait for the chain.
    if (recorded) await this.chainer.drain('users', userId);
    return changed;
  }

  /** AGAIN when another change was decided meanwhile: this one is judged again, on what that one left. */
  private async attempt(
    change: AccountChange,
    userId: Types.ObjectId,
    entryId: Types.ObjectId,
  ): Promise<(ChangedAccount & { readonly recorded: boolean }) | typeof AGAIN> {
    const admins = await this.get();
    if (admins.pending !== null) {
      await this.finish(admins.n, admins.pending);
      return AGAIN;
    }
    // As of number n or later; if later, the update below matches nothing.
    const user = await this.database.users.findOne({ _id: userId });
    if (user === null) throw new AppError('NOT_FOUND');
    const refusal = refusalOf(user, change);
    const set = refusal === null ? changedFields(user, change) : null;
    // Decided by our own first attempt, whose answer got lost, and perhaps finished by another server.
    if (user.adminN > 0 && (await findAct(this.database, 'users', entryId))) {
      return { user, refusal: null, recorded: true };
    }
    if (set === null) return { user, refusal, recorded: false };
    const ids = idsAfter(admins.ids, { ...user, ...set });
    if (ids.length === 0 && admins.ids.length > 0) return { user, refusal: 'LAST_ADMIN', recorded: false };

    const pending = { userId, set, entry: entryOf(user, set, change, entryId) };
    const n = admins.n + 1;
    reached('admins.read');
    const decided = await this.database.settings.updateOne(
      { _id: 'admins', n: admins.n, pending: null },
      { $set: { ids, n, pending } },
    );
    if (decided.matchedCount === 0) return AGAIN;
    reached('admins.decided');
    await this.finish(n, pending);
    reached('admins.pendingCleared');
    return { user: { ...user, ...set }, refusal: null, recorded: true };
  }

  /** Finishes a change whose server stopped in between; called each second. */
  async sweep(): Promise<void> {
    const admins = await this.find();
    if (admins === null || admins.pending === null) return;
    await this.finish(admins.n, admins.pending);
    signals.repair.emit('adminChange');
  }

  private async finish(n: number, { userId, set, entry }: PendingAdminChange): Promise<void> {
    const endsLogins = set.disabledAt instanceof Date;
    await this.database.users.updateOne(
      // An account that has this change or a later one is not touched again.
      { _id: userId, adminN: { $lt: n } },
      { $set: { ...set, adminN: n, ...(endsLogins && { logins: [] }) }, $push: { outbox: entry } },
    );
    reached('admins.accountWritten');
    // Number n has one pending change; after the next one has been decided there is none of that number.
    await this.database.settings.updateOne({ _id: 'admins', n }, { $set: { pending: null } });
  }

  private async get(): Promise<AdminsSetting> {
    const found = await this.find();
    if (found !== null) return found;
    await this.prepare();
    return (await this.find()) as AdminsSetting;
  }

  private async find(): Promise<AdminsSetting | null> {
    return (await this.database.settings.findOne({ _id: 'admins' })) as AdminsSetting | null;
  }
}

/** An erasure is final, and staff are made USERs first, so that it never decides who is an admin. */
function refusalOf({ role, erasedAt }: User, { set }: AccountChange): ChangedAccount['refusal'] {
  const isErased = erasedAt != null;
  if ('erased' in set) return role === 'USER' ? null : 'NOT_ERASABLE';
  const isAsItIs = 'disabled' in set ? set.disabled : set.role === role;
  return isErased && !isAsItIs ? 'ACCOUNT_ERASED' : null;
}

/** Null when the account is in that state already. */
function changedFields(user: User, { set, now }: AccountChange): PendingAdminChange['set'] | null {
  if ('erased' in set) {
    if (user.erasedAt != null) return null;
    return {
      disabledAt: user.disabledAt ?? now,
      erasedAt: now,
      erasure: { nextAt: now, until: sweptUntil(now) },
      due: [owes('USER_ERASED')],
    };
  }
  if ('role' in set) return set.role === user.role ? null : { role: set.role };
  if (set.disabled === (user.disabledAt !== null)) return null;
  return { disabledAt: set.disabled ? now : null };
}

function idsAfter(ids: readonly Types.ObjectId[], user: User): Types.ObjectId[] {
  const others = ids.filter((id) => !id.equals(user._id));
  return user.role === 'ADMIN' && user.disabledAt === null ? [...others, user._id] : others;
}

function entryOf(user: User, set: PendingAdminChange['set'], change: AccountChange, id: Types.ObjectId) {
  const standard = set.role === undefined ? 'setUserDisabled' : 'changeUserRole';
  return outboxEntry({
    id,
    at: change.now,
    actor: change.actor,
    action: change.action ?? standard,
    targetType: 'User',
    targetId: user._id,
    before: set.role === undefined ? { disabledAt: user.disabledAt } : { role: user.role },
    after: recordedFields(set),
    reason: change.reason,
  });
}

/** What is pending beside an erasure is no part of the account's record. */
function recordedFields({ role, disabledAt, erasedAt }: PendingAdminChange['set']): object {
  if (role !== undefined) return { role };
  return { disabledAt, ...(erasedAt !== undefined && { erasedAt }) };
}
