import type { Types } from 'mongoose';
import type { Database } from '../../database/connection';
import { usernameFault } from '../../domain/username';
import { newUser, type NameSecrets } from '../../users/accounts';
import { ForeignCosts } from '../../users/hash-costs';
import { NO_PASSWORD } from '../../users/passwords';
import { storedHashFault } from '../../users/stored-hash';
import type { User } from '../../users/user.model';
import { madeAt, ownId, textOf, type Foreign } from './fields';
import { batchesOf } from '../../database/batches';
import { NOT_STORED, type Ledger } from './ledger';
import type { RestSource } from './source';

const BATCH = 500;

/** Who came over, by the references of the other collections. */
export class MovedUsers {
  private readonly leftOut = new Set<string>();
  /** Of a dry run, which leaves nothing in the database that a later batch could be compared with. */
  private readonly judged = new Map<string, Types.ObjectId>();
  private readonly costs: ForeignCosts;

  constructor(
    private readonly source: RestSource,
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly secrets: NameSecrets,
  ) {
    this.costs = new ForeignCosts(database);
  }

  /**
   * All of them as USER. A hash that can't be verified here is left behind: its account opens to no password
   * until set-password gives it one.
   */
  async bringOver(): Promise<void> {
    for await (const batch of batchesOf(this.source.all('users'), BATCH)) {
      const users = new Map<User, Foreign>();
      await this.costs.read();
      for (const foreign of batch) {
        this.ledger.read('users');
        const user = this.judge(foreign);
        if (user !== null) users.set(user, foreign);
      }
      const taken = await this.keysOfOthers([...users.keys()]);
      const own: User[] = [];
      for (const [user, { _id }] of users) {
        const holder = taken.get(user.usernameKey);
        if (holder === undefined || holder.equals(user._id)) own.push(user);
        else this.leaveOut(user, _id);
        // Of two names that are one here, the account that was first has it.
        if (holder === undefined) taken.set(user.usernameKey, user._id);
        if (holder === undefined && this.ledger.dryRun) this.judged.set(user.usernameKey, user._id);
      }
      const outcomes = await this.ledger.store('users', this.database.users, own);
      for (const [user, outcome] of outcomes) {
        if (outcome === 'taken') this.leaveOut(user, users.get(user)!._id);
        if (outcome === 'refused') this.leaveOut(user, users.get(user)!._id, NOT_STORED);
      }
    }
  }

  /** The ids that the references name here; a reference to nobody, or to somebody left out, is not in it. */
  async resolve(references: readonly string[]): Promise<ReadonlyMap<string, Types.ObjectId>> {
    const found = await this.source.findUserIds(references);
    const resolved = [...found].map(([reference, id]) => [reference, ownId('user', id)] as const);
    return new Map(resolved.filter(([, id]) => !this.leftOut.has(id.toHexString())));
  }

  private judge(foreign: Foreign): User | null {
    const username = textOf(foreign, 'username');
    const createdAt = madeAt(foreign, 'createdAt');
    const _id = ownId('user', foreign._id);
    const fault =
      username === null
        ? 'has no username'
        : (prefixed('username', usernameFault(username)) ??
          (createdAt === null || createdAt > this.ledger.now() ? 'has no valid time of creation' : null));
    if (username === null || createdAt === null || fault !== null) {
      this.leftOut.add(_id.toHexString());
      this.ledger.find('leftOut', 'users', foreign._id, fault!);
      return null;
    }
    const role = textOf(foreign, 'role');
    if (role !== null && role.toUpperCase() !== 'USER') {
      this.ledger.find(
        'changed',
        'users',
        foreign._id,
        'had another role and is imported as USER: an ADMIN can change it',
      );
    }
    return newUser(this.secrets, { _id, username, passwordHash: this.hashOf(foreign), createdAt });
  }

  private hashOf(foreign: Foreign): string {
    const hash = textOf(foreign, 'password');
    if (hash === null) return NO_PASSWORD;
    const fault = storedHashFault(hash) ?? this.costs.fault(hash);
    if (fault === null) return hash;
    this.ledger.find('changed', 'users', foreign._id, `is imported without a password: the hash ${fault}`);
    return NO_PASSWORD;
  }

  private async keysOfOthers(users: readonly User[]): Promise<Map<string, Types.ObjectId>> {
    const found = await this.database.users
      .find({ usernameKey: { $in: users.map(({ usernameKey: key }) => key) } })
      .project<Pick<User, '_id' | 'usernameKey'>>({ usernameKey: 1 })
      .toArray();
    const others = new Map(found.map(({ _id, usernameKey: key }) => [key, _id]));
    for (const { usernameKey: key } of users) {
      const earlier = this.judged.get(key);
      if (earlier !== undefined) others.set(key, earlier);
    }
    return others;
  }

  private leaveOut(
    { _id }: User,
    id: unknown,
    reason = 'another account has the same name, ignoring case',
  ): void {
    this.leftOut.add(_id.toHexString());
    this.ledger.find('leftOut', 'users', id, reason);
  }
}

function prefixed(name: string, fault: string | null): string | null {
  return fault === null ? null : `${name} ${fault}`;
}
