import { Types } from 'mongoose';
import { RECORDED_COLLECTIONS } from '../audit/chainer';
import { outboxEntry } from '../audit/entries';
import { passwordFault, type HashedFor, type Passwords } from './passwords';
import type { Database } from '../database/connection';
import { isDuplicateKey, violatedIndex } from '../database/duplicate-key';
import { untilAnswered } from '../database/retry';
import { usernameFault, usernameKey } from '../domain/username';
import type { Role } from '../domain/viewer';
import { BadUserInput, type InputFault } from '../errors';
import type { Secrets } from '../secrets/secrets';
import { accountKeyOf } from './account-rules';
import type { Admins } from './admins';
import { foreignCostOf } from './hash-costs';
import type { LoginFamily, User } from './user.model';

/** What the change of an account relies on, with its entry in the audit chain. */
export const ACCOUNT_COLLECTIONS: readonly string[] = ['users', ...RECORDED_COLLECTIONS];

/** The second one has the names of erased accounts. */
const USERNAME_INDEXES: ReadonlyArray<string | null> = ['usernameKey_1', 'nameLookup_1'];

interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Parts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly admins: Admins;
  readonly secrets: NameSecrets;
}

/** Makes accounts. */
export class Accounts {
  private readonly database: Database;
  private readonly passwords: Passwords;
  private readonly admins: Admins;
  private readonly secrets: NameSecrets;

  constructor({ database, passwords, admins, secrets }: Parts) {
    this.database = database;
    this.passwords = passwords;
    this.admins = admins;
    this.secrets = secrets;
  }

  /**
   * A new USER, with its first login in the same document when one is given. The limits of name and password
   * are the caller's to check.
   *
   * @returns null when the name is taken: the unique index decides, in one insert
   * @throws ServiceUnavailable when too many passwords wait to be hashed
   */
  async register(
    { username, password }: Credentials,
    now: Date,
    login?: LoginFamily,
    hashedFor?: HashedFor,
  ): Promise<User | null> {
    const passwordHash = await this.passwords.hash(password, hashedFor);
    const _id = new Types.ObjectId();
    const user = newUser(this.secrets, { _id, username, passwordHash, createdAt: now }, login ? [login] : []);
    const { users } = this.database;
    try {
      await untilAnswered(() => users.insertOne(user));
      return user;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // Refused by ourselves, perhaps: an earlier attempt whose answer got lost.
      const { _id } = user;
      if ((await untilAnswered(() => users.findOne({ _id }, { projection: { _id: 1 } }))) !== null)
        return user;
      if (!USERNAME_INDEXES.includes(violatedIndex(error as Error))) throw error;
      return null;
    }
  }

  /**
   * An account of the given role, for the command line and the demo data. Repeatable: one that was registered
   * already is known by its password and given the role.
   *
   * @returns null when the name belongs to an account with another password
   * @throws BadUserInput with the paths `username` and `password`
   */
  async provision(credentials: Credentials, role: Role, now: Date, action?: string): Promise<User | null> {
    requireLimits(credentials);
    const user = (await this.register(credentials, now)) ?? (await this.findByPassword(credentials));
    if (user === null || user.role === role) return user;
    const change = { userId: String(user._id), set: { role }, actor: null, reason: null, now, action };
    return (await this.admins.change(change)).user;
  }

  /**
   * How production gets its first ADMIN; otherwise as `provision`.
   *
   * @throws BadUserInput with the paths `username` and `password`
   */
  async createAdmin(credentials: Credentials, now: Date): Promise<User | null> {
    return this.provision(credentials, 'ADMIN', now, 'createAdmin');
  }

  /**
   * Sets a new password without the old one and ends every login of the account.
   *
   * @returns null when no account has this name, or an erased one
   * @throws BadUserInput with the path `password`
   */
  async setPassword({ username, password }: Credentials, now: Date): Promise<User | null> {
    const fault = passwordFault(password);
    if (fault !== null) throw new BadUserInput({ path: 'password', message: fault });
    const { users } = this.database;
    const user = await users.findOne({ usernameKey: accountKeyOf(username), erasedAt: null });
    if (user === null) return null;
    const passwordHash = await this.passwords.hash(password);
    const target = { targetType: 'User', targetId: user._id } as const;
    const entry = outboxEntry({ at: now, actor: null, action: 'setPassword', ...target });
    // A repeat finds what its first attempt wrote: nobody else made this hash.
    const unwritten = { _id: user._id, erasedAt: null, passwordHash: { $ne: passwordHash } };
    await untilAnswered(() =>
      users.updateOne(unwritten, {
        $set: { passwordHash, logins: [] },
        $unset: { hashCost: '', passwordReset: '' },
        $push: { outbox: entry },
      }),
    );
    return user;
  }

  private async findByPassword({ username, password }: Credentials): Promise<User | null> {
    const user = await this.database.users.findOne({ usernameKey: usernameKey(username) });
    return (await this.passwords.verify(user?.passwordHash ?? null, password)) ? user : null;
  }
}

/** Makes the value by which nobody takes the name of an erased account. */
export type NameSecrets = Pick<Secrets, 'lookup'>;

export function nameLookupOf(secrets: NameSecrets, key: string): string {
  return secrets.lookup('username', key);
}

/** A new account, which is always a USER. */
export function newUser(
  secrets: NameSecrets,
  given: Pick<User, '_id' | 'username' | 'passwordHash' | 'createdAt'>,
  logins: LoginFamily[] = [],
): User {
  const key = usernameKey(given.username);
  const hashCost = foreignCostOf(given.passwordHash);
  return {
    ...given,
    ...(hashCost !== null && { hashCost }),
    usernameKey: key,
    nameLookup: nameLookupOf(secrets, key),
    role: 'USER',
    disabledAt: null,
    logins,
    adminN: 0,
  };
}

function requireLimits({ username, password }: Credentials): void {
  const faults: InputFault[] = [];
  for (const [path, message] of [
    ['username', usernameFault(username)],
    ['password', passwordFault(password)],
  ] as const) {
    if (message !== null) faults.push({ path, message });
  }
  if (faults.length > 0) throw new BadUserInput(...faults);
}
