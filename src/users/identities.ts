import { randomInt } from 'node:crypto';
import { Types, type mongo } from 'mongoose';
import { outboxEntry, type Actor } from '../audit/entries';
import type { Chainer } from '../audit/chainer';
import type { Database } from '../database/connection';
import { insertUntilKnown } from '../database/insert-until-known';
import { AGAIN, retry, withinDeadline } from '../database/retry';
import { isOwnLabel, type IdentityName } from '../domain/identities';
import { ServiceUnavailable, type RefusalCode } from '../errors';
import { toObjectId } from '../database/object-ids';
import { newUser, type NameSecrets } from './accounts';
import { NO_PASSWORD } from './passwords';
import type { User } from './user.model';
import { userRefOf, type UserRefInput } from './user-ref.inputs';
import { findUserRefs, userRefKey } from './user-refs';

const GENERATED_LETTERS = 12;
/** Each attempt loses to another account that was made at the same moment, or to a generated name that is taken. */
const ATTEMPTS_MAX = 5;

export interface WantedAccount {
  readonly identity: IdentityName;
  /** Of a new account; null: a generated one. */
  readonly username: string | null;
}

export type EnsuredAccount =
  | { readonly userId: Types.ObjectId; readonly created: boolean; readonly refusal: null }
  | { readonly userId: null; readonly created: false; readonly refusal: RefusalCode };

interface Act {
  readonly actor: Actor;
  /** Name of the mutation; null: the user's own first login, which is no more recorded than a registration. */
  readonly action: string | null;
  readonly now: Date;
}

interface Parts {
  readonly database: Database;
  readonly chainer: Pick<Chainer, 'drain'>;
  readonly secrets: NameSecrets;
}

/** Finds accounts by their names elsewhere, and makes those that are missing. */
export class Identities {
  constructor(private readonly parts: Parts) {}

  /**
   * The account that a service key names, as hex; the caller judges whether a key may act for it.
   *
   * @returns null: nobody has this id or identity
   */
  async findServed(input: UserRefInput): Promise<string | null> {
    const ref = userRefOf(input, { byUsername: false });
    if (ref === null) return null;
    if ('id' in ref) return toObjectId(ref.id)?.toHexString() ?? null;
    const found = await findUserRefs(this.parts.database, [ref]);
    return found.get(userRefKey(ref))?._id.toHexString() ?? null;
  }

  /** As `ensure`, for the labels that a backend names itself: ISSUER_NOT_ALLOWED for any other issuer. */
  async upsert(wanted: readonly WantedAccount[], act: Act): Promise<EnsuredAccount[]> {
    const allowed = wanted.filter(({ identity }) => isOwnLabel(identity.issuer));
    const ensured = await this.ensure(allowed, act);
    const byWanted = new Map(allowed.map((each, place) => [each, ensured[place]!]));
    return wanted.map((each) => byWanted.get(each) ?? refused('ISSUER_NOT_ALLOWED'));
  }

  /**
   * The accounts with these identities, in order. A missing one is created in one insert: role USER, no password. The
   * unique indexes decide between calls that create one at the same moment, so all of them get the same account.
   *
   * @throws ServiceUnavailable without an answer in 8 s; repeating is safe
   */
  async ensure(wanted: readonly WantedAccount[], act: Act): Promise<EnsuredAccount[]> {
    const settled = new Map<string, EnsuredAccount>();
    // Of an identity that comes twice in a call, the first makes the account.
    const open = new Map<string, WantedAccount>();
    for (const each of wanted) {
      const key = userRefKey({ identity: each.identity });
      if (!open.has(key)) open.set(key, each);
    }
    const detail = 'accounts with these identities change all the time';
    const attempts = retry(
      async () => {
        if (open.size > 0) await this.settle(open, settled, act);
        return open.size > 0 ? AGAIN : null;
      },
      {
        detail,
        attempts: ATTEMPTS_MAX,
        // An insert has waited for the end of an outage already.
        errors: () => false,
      },
    );
    await withinDeadline(attempts, detail);
    const firsts = new Set<string>();
    return wanted.map((each) => {
      const key = userRefKey({ identity: each.identity });
      const account = settled.get(key)!;
      const isFirst = !firsts.has(key);
      firsts.add(key);
      return account.created && !isFirst ? { ...account, created: false } : account;
    });
  }

  /** The account of a user who proved the identity. */
  async ensureOne(
    identity: IdentityName,
    now: Date,
  ): Promise<{ readonly userId: Types.ObjectId; readonly created: boolean }> {
    const [account] = await this.ensure([{ identity, username: null }], { actor: null, action: null, now });
    // Only a username of the caller's choice can be refused.
    if (account?.userId == null) throw new ServiceUnavailable('an account could not be created');
    return account;
  }

  /** One attempt for those that are open; what it settles is open no more. */
  private async settle(
    open: Map<string, WantedAccount>,
    settled: Map<string, EnsuredAccount>,
    act: Act,
  ): Promise<void> {
    const { database, chainer } = this.parts;
    const done = (key: string, account: EnsuredAccount) => {
      settled.set(key, account);
      open.delete(key);
    };
    await this.find(open, done);
    const missing = [...open].map(([key, each]) => ({
      key,
      each,
      user: accountFor(this.parts.secrets, each, act),
    }));
    const outcomes = await insertUntilKnown(
      database.users,
      missing.map(({ user }) => user),
    );
    const created = missing.filter((_each, place) => outcomes[place] === 'inserted');
    if (act.action !== null) await Promise.all(created.map(({ user }) => chainer.drain('users', user._id)));
    for (const { key, user } of created) done(key, { userId: user._id, created: true, refusal: null });
    if (open.size === 0) return;
    // Refused by one of two unique indexes. The identity counts: another call may have made this very account.
    await this.find(open, done);
    for (const { key, each, user } of missing) {
      if (!open.has(key) || each.username === null) continue;
      const { usernameKey, nameLookup } = user;
      const taken = { $or: [{ usernameKey }, { nameLookup: { $eq: nameLookup, $type: 'string' } }] };
      const holder = await database.users.findOne(taken as mongo.Filter<User>, { projection: { _id: 1 } });
      if (holder !== null) done(key, refused('USERNAME_TAKEN'));
    }
  }

  private async find(
    open: ReadonlyMap<string, WantedAccount>,
    done: (key: string, account: EnsuredAccount) => void,
  ): Promise<void> {
    const refs = [...open.values()].map(({ identity }) => ({ identity }));
    const found = await findUserRefs(this.parts.database, refs);
    for (const key of [...open.keys()]) {
      const user = found.get(key);
      if (user !== undefined) done(key, { userId: user._id, created: false, refusal: null });
    }
  }
}

function accountFor(
  secrets: NameSecrets,
  { identity: { issuer, subject }, username }: WantedAccount,
  { actor, action, now }: Act,
): User {
  const _id = new Types.ObjectId();
  const name = username ?? generatedUsername();
  return {
    ...newUser(secrets, { _id, username: name, passwordHash: NO_PASSWORD, createdAt: now }),
    identities: [{ issuer, subject, linkedAt: now }],
    ...(action !== null && {
      // The subject may be personal data, and audit entries are never deleted.
      outbox: [outboxEntry({ at: now, actor, action, targetType: 'User', targetId: _id, after: { issuer } })],
    }),
  };
}

function generatedUsername(): string {
  const letters = Array.from({ length: GENERATED_LETTERS }, () => String.fromCharCode(97 + randomInt(26)));
  return `player-${letters.join('')}`;
}

function refused(refusal: RefusalCode): EnsuredAccount {
  return { userId: null, created: false, refusal };
}
