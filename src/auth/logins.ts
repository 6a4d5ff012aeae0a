import { Types, type mongo } from 'mongoose';
import type { OutboxEntry } from '../audit/outbox-entry.model';
import type { Database } from '../database/connection';
import { untilAnswered } from '../database/retry';
import type { LoginFamily, User } from '../users/user.model';
import type { Origin } from './origin';
import type { TokenPair } from './token-pair';
import type { Tokens } from './tokens';

/** An account has so many logins at once; the oldest makes room for the next. */
export const LOGINS_MAX = 20;

/** Matches an account that has no one-time password. */
export const NO_RESET = { passwordReset: { $exists: false } } as const;

/** What is stored with a new login. */
export interface LoginFacts extends Pick<Origin, 'device'> {
  readonly now: Date;
}

/** What changes with a new login. */
interface LoginChange {
  /** A new hash of the password, which is from now on the owner's. */
  readonly passwordHash?: string | undefined;
  readonly entry?: OutboxEntry;
}

export interface SignedIn {
  readonly user: User;
  readonly tokens: TokenPair;
}

interface Parts {
  readonly database: Database;
  readonly tokens: Tokens;
}

/** Begins logins of accounts that have proved who they are. */
export class Logins {
  constructor(private readonly parts: Parts) {}

  /**
   * A new login of an account that has proved who it is; null when it is disabled or has lost what it was proved with.
   *
   * @param proof a filter for what it was proved with
   */
  async begin(
    { _id, role }: Pick<User, '_id' | 'role'>,
    proof: mongo.Filter<User>,
    facts: LoginFacts,
    { passwordHash, entry }: LoginChange = {},
  ): Promise<SignedIn | null> {
    const { users } = this.parts.database;
    const login = this.create(role, facts);
    const $push = {
      logins: { $each: [login], $slice: -LOGINS_MAX },
      ...(entry && { outbox: entry }),
    };
    const account = { _id, disabledAt: null };
    const user = await untilAnswered(
      async () =>
        (await users.findOneAndUpdate(
          { ...proof, ...account, 'logins.id': { $ne: login.id } },
          {
            $push,
            ...(passwordHash !== undefined && {
              $set: { passwordHash },
              $unset: { hashCost: '', passwordReset: '' },
            }),
          },
          { returnDocument: 'after' },
        )) ??
        // Stored by an earlier attempt, whose answer got lost; a new password would have ended it.
        users.findOne({ ...account, 'logins.id': login.id }),
    );
    return user && this.signedIn(user, login);
  }

  /** A login that is not stored yet. */
  create(role: User['role'], { device, now }: LoginFacts): LoginFamily {
    const current = this.parts.tokens.issue(role, now);
    return { id: new Types.ObjectId(), current, startedAt: now, ...(device !== null && { device }) };
  }

  signedIn(user: User, login: LoginFamily): SignedIn {
    return { user, tokens: this.parts.tokens.sign(String(user._id), String(login.id), login.current) };
  }
}
