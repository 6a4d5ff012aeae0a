import type { mongo } from 'mongoose';
import type { Collections } from '../database/client-collections';
import { usernameKey } from '../domain/username';
import { findPage } from '../database/keyset-page';
import type { Page } from '../domain/page';
import type { UsersArgs } from './user.inputs';
import type { User } from './user.model';

/** Lists accounts. */
export class UserService {
  private readonly database: Collections;

  constructor({ database }: { readonly database: Collections }) {
    this.database = database;
  }

  /** @throws BadUserInput for a cursor of another list, filter or order */
  async findUsers(args: UsersArgs, signal: AbortSignal): Promise<Page<User>> {
    const { roles, usernamePrefix } = args.filter ?? {};
    const filter: mongo.Filter<User> = {
      ...(roles && { role: { $in: roles } }),
      ...(usernamePrefix && { usernameKey: startsWith(usernameKey(usernamePrefix)) }),
    };
    return findPage(this.database.users, { name: 'users', filter, sortKey: 'createdAt' }, args, signal);
  }
}

function startsWith(prefix: string): { $regex: string } {
  return { $regex: `^${prefix.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)}` };
}
