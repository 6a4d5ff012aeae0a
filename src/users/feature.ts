import DataLoader from 'dataloader';
import { ADMIN, KEYS_ONLY, SIGNED_IN, STAFF } from '../access/permissions';
import type { Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { ACCOUNT_COLLECTIONS, Accounts } from './accounts';
import { AuditActorResolver } from './audit-actor.resolver';
import { Admins } from './admins';
import { findForeignCosts } from './hash-costs';
import { Identities } from './identities';
import { IdentityResolver } from './identity.resolver';
import { NameLookups } from './name-lookups';
import { Passwords } from './passwords';
import { User } from './user.model';
import { UserResolver } from './user.resolver';
import { UserService } from './user.service';
import { UPSERT_USERS_MAX } from '../domain/identities';
import { knownId } from '../database/object-ids';

export const userFeature: Feature = {
  collections: [{ name: 'users', model: { property: 'users', rows: User } }],
  resolvers: [UserResolver, IdentityResolver, AuditActorResolver],
  queries: { me: SIGNED_IN, user: STAFF, users: STAFF },
  mutations: {
    changeUserRole: { access: ADMIN, needs: ACCOUNT_COLLECTIONS },
    upsertUsers: { access: KEYS_ONLY, needs: ACCOUNT_COLLECTIONS },
    setUserDisabled: { access: ADMIN, needs: ACCOUNT_COLLECTIONS },
  },
  metrics: ({ passwords }) => ({
    repairs: ['adminChange'],
    gauges: [
      {
        name: 'hashes_waiting',
        help: 'Passwords that are waiting to be hashed.',
        read: () => passwords.waitingCount,
      },
    ],
  }),
  prepare: ({ admins }) => admins.prepare(),
  jobs: ({ admins, nameLookups }) => ({
    admins: () => admins.sweep(),
    nameLookups: () => nameLookups.round(),
  }),
  listSizes: { 'UpsertUsersPayload.outcomes': UPSERT_USERS_MAX },
};

export function userServices({
  database,
  chainer,
  clock,
  secrets,
}: Foundation & { readonly chainer: Chainer }) {
  const passwords = new Passwords({ foreignCosts: () => findForeignCosts(database) });
  const admins = new Admins({ database, chainer });
  return {
    accounts: new Accounts({ database, passwords, admins, secrets }),
    admins,
    nameLookups: new NameLookups({ database, secrets, clock }),
    identities: new Identities({ database, chainer, secrets }),
    passwords,
    users: new UserService({ database: database.reads }),
  };
}

/** Nobody reads the credentials of an account. */
export function userRows({ users }: Pick<Collections, 'users'>) {
  return new RowsById(
    users,
    { passwordHash: 0, hashCost: 0, logins: 0, nameLookup: 0, erasure: 0, due: 0, outbox: 0 },
    'users',
  );
}

export function userLoaders({ services, kind }: LoaderParts) {
  return {
    user: services.rows[kind].users.loader(),
    hasPassword: new DataLoader((ids: readonly string[]) => services.users.havePasswords(ids.map(knownId))),
  };
}
