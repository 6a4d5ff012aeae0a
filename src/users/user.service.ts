import type { mongo, Types } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { usernameKey } from '../domain/username';
import { findPage } from '../database/keyset-page';
import type { Page } from '../domain/page';
import { isPassword } from './passwords';
import type { UsersArgs } from './user.inputs';
import type { User } from './user.model';
import { findBySubject } from './subject-search';
import { identityQuery } from './user-refs';

/** Lists accounts. */
export class UserService {
  private readonly database: Collections;

  constructor({ database }: { readonly database: Collections }) {
    this.database = database;
  }

  /** @throws BadUserInput for a cursor of another list, filter or order */
  async findUsers(args: UsersArgs, signal: AbortSignal): Promise<Page<User>> {
    const { roles, usernamePrefix, usernameContains, disabled, identity, subjectPrefix } = args.filter ?? {};
    const names = [
      ...(usernamePrefix ? [`^${literally(usernameKey(usernamePrefix))}`] : []),
      ...(usernameContains ? [literally(usernameKey(usernameContains))] : []),
    ];
    const filter: mongo.Filter<User> = {
      ...(roles && { role: { $in: roles } }),
      ...(identity && identityQuery(identity)),
      ...(names.length > 0 && { $and: names.map(($regex) => ({ usernameKey: { $regex } })) }),
      // By type, as the partial index of disabled accounts is defined.
      ...(disabled != null && { disabledAt: disabled ? { $type: 'date' } : null }),
    };
    if (subjectPrefix != null) {
      return findBySubject(this.database.users, subjectPrefix, filter, args, signal);
    }
    return findPage(this.database.users, { name: 'users', filter, sortKey: 'createdAt' }, args, signal);
  }

  /** Whether each account has a password; in the order of the ids. */
  async havePasswords(ids: readonly Types.ObjectId[]): Promise<boolean[]> {
    const rows = await this.database.users
      .find({ _id: { $in: [...ids] } })
      .project<Pick<User, '_id' | 'passwordHash'>>({ passwordHash: 1 })
      .toArray();
    const having = rows.filter(({ passwordHash }) => isPassword(passwordHash));
    const found = new Set(having.map(({ _id }) => _id.toHexString()));
    return ids.map((id) => found.has(id.toHexString()));
  }
}

/** As a pattern that means nothing but itself. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
