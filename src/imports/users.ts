import { Types } from 'mongoose';
import { NO_PASSWORD, passwordFault, storedHashFault, type Passwords } from '../users/passwords';
import type { Database } from '../database/connection';
import { toInstant } from '../domain/instant';
import { usernameFault, usernameKey } from '../domain/username';
import { newUser } from '../users/accounts';
import type { User } from '../users/user.model';
import type { FilledRow, ImportKind, Judged } from './import-run';

/** Fewer than may wait for a hash, whatever else this process hashes. */
const HASHED_AT_ONCE = 16;

type Values = FilledRow['values'];

/**
 * Imports accounts with the role USER by their usernames. A clear password is hashed and a hash is stored as given;
 * an account without either has no password until `set-password` sets one.
 */
export function usersImport(database: Database, passwords: Passwords): ImportKind<User> {
  return {
    action: 'importUsers',
    columns: ['username', 'password', 'passwordHash', 'role', 'createdAt'],
    collection: database.users,
    async judge(rows, now, real) {
      const judged = rows.map(({ values }): Judged<User> | null => {
        const fault = faultOf(values, now);
        return fault === null ? null : { fault };
      });
      const open = rows.flatMap(({ values }, place) => (judged[place] === null ? [{ values, place }] : []));
      const keyOf = ({ values }: { values: Values }) => usernameKey(values.username!);
      const there = await findKeys(database, open.map(keyOf));
      const fresh: typeof open = [];
      for (const row of open) {
        const key = keyOf(row);
        if (there.has(key)) judged[row.place] = 'there';
        else fresh.push(row);
        // The second of two rows of one name would be hashed for nothing.
        there.add(key);
      }
      for (let from = 0; from < fresh.length; from += HASHED_AT_ONCE) {
        await Promise.all(
          fresh.slice(from, from + HASHED_AT_ONCE).map(async ({ values, place }) => {
            const passwordHash = real ? await hashOf(values, passwords) : NO_PASSWORD;
            const createdAt = values.createdAt === undefined ? now : toInstant(values.createdAt)!;
            const { username } = values as { username: string };
            judged[place] = {
              document: newUser({ _id: new Types.ObjectId(), username, passwordHash, createdAt }),
            };
          }),
        );
      }
      return judged as Array<Judged<User>>;
    },
  };
}

/** In English and without any of the values. */
function faultOf({ username, password, passwordHash, role, createdAt }: Values, now: Date): string | null {
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
  if (createdAt === undefined) return null;
  const instant = toInstant(createdAt);
  if (instant === null) return 'createdAt must be an instant such as 2026-06-01T09:00:00+09:00';
  return instant > now ? 'createdAt must not be in the future' : null;
}

async function hashOf({ password, passwordHash }: Values, passwords: Passwords): Promise<string> {
  if (password !== undefined) return passwords.hash(password);
  return passwordHash ?? NO_PASSWORD;
}

async function findKeys(database: Database, keys: string[]): Promise<Set<string>> {
  const found = await database.users
    .find({ usernameKey: { $in: keys } })
    .project<Pick<User, 'usernameKey'>>({ _id: 0, usernameKey: 1 })
    .toArray();
  return new Set(found.map(({ usernameKey: key }) => key));
}
