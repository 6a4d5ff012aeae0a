import type { ServiceScope } from '../domain/service-scopes';
import { ROLES, STAFF, type Role } from '../domain/viewer';

/**
 * The whole API's permissions, one row per root field, and per other field that not every reader of its
 * parent may read. What has no row is denied. Rows of data, such as hidden events and other accounts' requests,
 * have a table of their own: domain/reading-rights. Service keys have no role: `scopePermissions` below lists
 * everything that is open to them.
 *
 * - PUBLIC: anybody, signed in or not.
 * - a list of roles: the account's role in the database, read for this operation, must be among them.
 * - withFacts(roles): the same rule, applied by the operation's own batch to the user that it reads
 *   anyway; the door itself admits any valid token.
 * - KEYS_ONLY: no role; a scope in `scopePermissions` lists the field.
 */
export const PUBLIC = 'PUBLIC';
export type Roles = readonly Role[];
export interface JudgedWithFacts {
  readonly judgedWithFacts: Roles;
}
export type Access = typeof PUBLIC | Roles | JudgedWithFacts;

const withFacts = (roles: Roles): JudgedWithFacts => ({ judgedWithFacts: roles });

const SIGNED_IN: Roles = ROLES;
const USER: Roles = ['USER'];
const OPERATORS: Roles = ['OPERATOR', 'ADMIN'];
const AUDITORS: Roles = ['AUDITOR', 'ADMIN'];
const ADMIN: Roles = ['ADMIN'];

export const permissions = {
  Query: {
    serverInfo: PUBLIC,
    me: SIGNED_IN,
    user: STAFF,
    users: STAFF,
    myAttendance: USER,
    attendance: STAFF,
    event: SIGNED_IN,
    events: SIGNED_IN,
    condition: SIGNED_IN,
    conditions: SIGNED_IN,
    reward: SIGNED_IN,
    rewards: SIGNED_IN,
    eligibility: SIGNED_IN,
    overview: STAFF,
    myRewardRequests: USER,
    rewardRequest: SIGNED_IN,
    rewardRequests: STAFF,
    rewardGrants: STAFF,
    rewardGrantSums: STAFF,
    serviceKeys: AUDITORS,
    auditEntries: AUDITORS,
    auditVerification: AUDITORS,
    invariants: AUDITORS,
  },
  Mutation: {
    register: PUBLIC,
    login: PUBLIC,
    refreshTokens: PUBLIC,
    // With a refresh token anybody; without one the service asks who is signed in.
    logout: PUBLIC,
    changePassword: SIGNED_IN,
    changeUserRole: ADMIN,
    setUserDisabled: ADMIN,
    createServiceKey: ADMIN,
    revokeServiceKey: ADMIN,
    checkAttendance: withFacts(USER),
    createEvent: OPERATORS,
    updateEvent: OPERATORS,
    archiveEvent: OPERATORS,
    addCondition: OPERATORS,
    updateCondition: OPERATORS,
    removeCondition: OPERATORS,
    addReward: OPERATORS,
    updateReward: OPERATORS,
    removeReward: OPERATORS,
    adjustRewardStock: OPERATORS,
    requestReward: withFacts(USER),
    approveRewardRequest: OPERATORS,
    rejectRewardRequest: OPERATORS,
  },
  Event: {
    stats: STAFF,
  },
} as const satisfies Record<string, Record<string, Access>>;

/** Whether a role is among those that a row lists. */
export function admits(roles: Roles, role: Role): boolean {
  return roles.includes(role);
}

/** Fields that are readable, by the type that has them. */
export type ReadableFields = Readonly<Record<string, readonly string[]>>;

/**
 * What each scope of a service key opens: root fields (of Query and Mutation), and the fields of other types that may
 * be read below these. ANY lists what every key opens. A field that is not listed is FORBIDDEN at any depth, so a new
 * field of a type is closed to keys until a scope lists it here.
 */
export const scopePermissions: Readonly<Record<ServiceScope | 'ANY', ReadableFields>> = {
  ANY: {
    Query: ['serverInfo'],
    ServerInfo: ['version', 'serviceTimeZone', 'dayStartMinute', 'schemaHash', 'now', 'today', 'nextDayAt'],
  },
  USERS_WRITE: {},
  ACTIVITIES_WRITE: {},
  CLAIMS_WRITE: {},
  GRANTS_READ: {},
  GRANTS_ACKNOWLEDGE: {},
};
