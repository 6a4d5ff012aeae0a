import { Types } from 'mongoose';
import type { Database } from '../database/connection';
import {
  IDENTITY_PART_MAX_CHARACTERS,
  isOwnLabel,
  isTokenIssuer,
  type IdentityName,
} from '../domain/identities';
import { toInstant } from '../domain/instant';
import { characterCount, isWellFormedText } from '../domain/text';
import { usernameFault, usernameKey } from '../domain/username';
import { newUser, type NameSecrets } from '../users/accounts';
import { ForeignCosts } from '../users/hash-costs';
import { NO_PASSWORD, passwordFault, type Passwords } from '../users/passwords';
import { storedHashFault } from '../users/stored-hash';
import type { User } from '../users/user.model';
import { findUserRefs, userRefKey } from '../users/user-refs';
import type { FilledRow, ImportKind, Judged } from './import-run';

/** Fewer than may wait for a hash, whatever else this process hashes. */
const HASHED_AT_ONCE = 16;

type Values = FilledRow['values'];

interface OpenRow {
  readonly values: Values;
  readonly place: number;
  readonly key: string;
  readonly identity: IdentityName | null;
}

/**
 * Imports accounts with the role USER by their usernames. A clear password is hashed and a hash is stored as given;
 * an account without either has no password until `set-password` sets one.
 */
export function usersImport(
  database: Database,
  passwords: Passwords,
  secrets: NameSecrets,
): ImportKind<User> {
  const costs = new ForeignCosts(database);
  return {
    action: 'importUsers',
    columns: ['username', 'password', 'passwordHash', 'role', 'createdAt', 'issuer', 'subject'],
    collection: database.users,
    async judge(rows, now, real) {
      const judged: Array<Judged<User> | null> = rows.map(({ values }) => {
        const fault = faultOf(values, now);
        return fault === null ? null : { fault };
      });
      const open = rows.flatMap(({ values }, place): OpenRow[] =>
        judged[place] === null
          ? [{ values, place, key: usernameKey(values.username!), identity: identityOf(values) }]
          : [],
      );
      const holders = await findHolders(database, open);
      await costs.read();
      const fresh = open.filter((row) => {
        const judgement = holders.judge(row) ?? judgeCost(costs, row);
        judged[row.place] = judgement;
        // The second of two rows of one name would be hashed for nothing.
        if (judgement === null) holders.add(row);
        return judgement === null;
      });
      for (let from = 0; from < fresh.length; from += HASHED_AT_ONCE) {
        await Promise.all(
          fresh.slice(from, from + HASHED_AT_ONCE).map(async ({ values, place, identity }) => {
            const passwordHash = real ? await hashOf(values, passwords) : NO_PASSWORD;
            const createdAt = values.createdAt === undefined ? now : toInstant(values.createdAt)!;
            const { username } = values as { username: string };
            const user = newUser(secrets, { _id: new Types.ObjectId(), username, passwordHash, createdAt });
            const identities = identity && [{ ...identity, linkedAt: now }];
            judged[place] = { document: { ...user, ...(identities && { identities }) } };
          }),
        );
      }
      return judged as Array<Judged<User>>;
    },
  };
}

/** In English and without any of the values. */
function faultOf(values: Values, now: Date): string | null {
  const { username, password, passwordHash, role, createdAt } = values;
  if (username === undefined) return 'username is missing';
  const name = usernameFault(username);
  if (name !== null) return `username ${name}`;
  if (role !== undefined && role !== 'USER')
    return 'role must be USER or empty; an ADMIN can change it later';
  if (password !== undefined && passwordHash !== undefined) return 'has both a password and a passwordHash';
  const secret =
    password !== undefined
      ? ['password', passwordFault(password)]
      : ['passwordHash', passwordHash === undefined ? null : storedHashFault(passwordHash)];
  if (secret[1] !== null) return secret.join(' ');
  const identity = identityFault(values);
  if (identity !== null || createdAt === undefined) return identity;
  const instant = toInstant(createdAt);
  if (instant === null) return 'createdAt must be an instant such as 2026-06-01T09:00:00+09:00';
  return instant > now ? 'createdAt must not be in the future' : null;
}

function identityFault({ issuer, subject }: Values): string | null {
  if (issuer === undefined && subject === undefined) return null;
  if (issuer === undefined || subject === undefined) return 'has an issuer or a subject without the other';
  if (isTokenIssuer(issuer)) {
    return 'issuer must not be one whose tokens are verified; its users link such an identity themselves';
  }
  if (!isOwnLabel(issuer)) return 'issuer must have 1 to 64 characters of a-z, 0-9, _, . and -';
  return characterCount(subject) > IDENTITY_PART_MAX_CHARACTERS || !isWellFormedText(subject)
    ? `subject must have 1 to ${IDENTITY_PART_MAX_CHARACTERS} characters`
    : null;
}

function identityOf({ issuer, subject }: Values): IdentityName | null {
  return issuer === undefined || subject === undefined ? null : { issuer, subject };
}

function judgeCost(costs: ForeignCosts, { values: { passwordHash } }: OpenRow): Judged<User> | null {
  const fault = passwordHash === undefined ? null : costs.fault(passwordHash);
  return fault === null ? null : { fault: `passwordHash ${fault}` };
}

async function hashOf({ password, passwordHash }: Values, passwords: Passwords): Promise<string> {
  if (password !== undefined) return passwords.hash(password);
  return passwordHash ?? NO_PASSWORD;
}

/** The accounts that have the names and identities of a batch of rows, by the name. */
class Holders {
  /** @param ofIdentities the keys of names by the keys of identities */
  constructor(
    private readonly names: Set<string>,
    private readonly ofIdentities: Map<string, string>,
  ) {}

  /** @returns null for a row whose account is new */
  judge({ key, identity }: OpenRow): 'there' | { fault: string } | null {
    const holder = identity && this.ofIdentities.get(userRefKey({ identity }));
    if (holder != null && holder !== key) return { fault: 'another account has the identity' };
    if (!this.names.has(key)) return null;
    // An account that exists is not changed, which the row should not leave unnoticed.
    return identity && holder === undefined ? { fault: 'the account exists without the identity' } : 'there';
  }

  add({ key, identity }: OpenRow): void {
    this.names.add(key);
    if (identity) this.ofIdentities.set(userRefKey({ identity }), key);
  }
}

async function findHolders(database: Database, rows: readonly OpenRow[]): Promise<Holders> {
  const refs = rows.flatMap(({ identity }) => (identity ? [{ identity }] : []));
  const found = await findUserRefs(database, refs);
  const ids = [...found.values()].map(({ _id }) => _id);
  const accounts = await database.users
    .find({ $or: [{ usernameKey: { $in: rows.map(({ key }) => key) } }, { _id: { $in: ids } }] })
    .project<Pick<User, '_id' | 'usernameKey'>>({ usernameKey: 1 })
    .toArray();
  const keys = new Map(accounts.map(({ _id, usernameKey: key }) => [_id.toHexString(), key]));
  const ofIdentities = [...found].flatMap(([ref, { _id }]) => {
    const key = keys.get(_id.toHexString());
    return key === undefined ? [] : [[ref, key] as const];
  });
  return new Holders(new Set(keys.values()), new Map(ofIdentities));
}
