import { ROLES, STAFF, type Role } from '../domain/viewer';

/**
 * The whole API's permissions, one row per root field, and per other field that not every reader of its
 * parent may read. What has no row is denied. Rows of data, such as hidden events and other accounts' requests,
 * have a table of their own: domain/reading-rights.
 *
 * - PUBLIC: anybody, signed in or not.
 * - a list of roles: the account's role in the database, read for this operation, must be among them.
 * - withFacts(roles): the same rule, applied by the operation's own batch to the user that it reads
 *   anyway; the door itself admits any valid token.
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
