import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import type { CollectionName } from '../database/collections';
import type { Context } from './context';
import type { permissions } from '../access/permissions';

/** What payments are judged by and stored in. */
export const PAYMENT_COLLECTIONS: readonly CollectionName[] = [
  'users',
  'userattendances',
  'events',
  'rewardrequests',
];
/** The change of an account or event, and its entry in the audit chain. */
const ACCOUNT: readonly CollectionName[] = ['users', 'settings', 'auditentries'];
const EVENT: readonly CollectionName[] = ['events', 'settings', 'auditentries'];
const SERVICE_KEY: readonly CollectionName[] = ['servicekeys', 'settings', 'auditentries'];
const NONE: readonly CollectionName[] = [];

/**
 * The collections that each mutation relies on: while one of them, or a unique index of it, is not as its model
 * declares, the mutation is refused. Logins and logouts rely on no unique index, and rejecting a request takes
 * nothing from anybody, so both stay possible.
 */
const NEEDED: Readonly<Record<keyof typeof permissions.Mutation, readonly CollectionName[]>> = {
  register: ['users'],
  login: NONE,
  refreshTokens: NONE,
  logout: NONE,
  changePassword: ACCOUNT,
  changeUserRole: ACCOUNT,
  setUserDisabled: ACCOUNT,
  createServiceKey: SERVICE_KEY,
  // A key that leaked must be revocable whatever is wrong with the database.
  revokeServiceKey: NONE,
  checkAttendance: ['users', 'userattendances'],
  createEvent: EVENT,
  updateEvent: EVENT,
  archiveEvent: EVENT,
  addCondition: EVENT,
  updateCondition: EVENT,
  removeCondition: EVENT,
  addReward: EVENT,
  updateReward: EVENT,
  removeReward: EVENT,
  adjustRewardStock: EVENT,
  requestReward: PAYMENT_COLLECTIONS,
  approveRewardRequest: [...PAYMENT_COLLECTIONS, 'settings', 'auditentries'],
  rejectRewardRequest: ['settings', 'auditentries'],
};

type Resolve = GraphQLFieldResolver<unknown, Context>;

/** Refuses mutations as the table says; inside the permissions, so that strangers learn nothing of the database. */
export function withNeededCollections(schema: GraphQLSchema): GraphQLSchema {
  const mutations = Object.entries(NEEDED).map(([field, collections]) => [
    field,
    (resolve: Resolve, ...[parent, args, context, info]: Parameters<Resolve>) => {
      context.services.structure.requireIntact(collections);
      return resolve(parent, args, context, info);
    },
  ]);
  return applyMiddleware(schema, { Mutation: Object.fromEntries(mutations) as never });
}
