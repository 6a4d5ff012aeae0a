import type { ServiceScope } from '../domain/service-scopes';
import { ROLES, type Role } from '../domain/viewer';

/**
 * Who may call a root field, or read another field that not every reader of its parent may read. Each feature lists
 * the rows of its fields in its feature.ts; what has no row is denied. Rows of data, such as hidden events and other
 * accounts' requests, have a table of their own: domain/reading-rights. Service keys have no role: `scopePermissions` below
 * lists everything that is open to them.
 *
 * - PUBLIC: anybody, signed in or not.
 * - a list of roles: the account's role in the database, read for this operation, must be among them.
 * - withFacts(roles): the same rule, applied by the operation's own batch to the user that it reads
 *   anyway; the door itself admits any valid token.
 */
export type Access = typeof PUBLIC | Roles | JudgedWithFacts;
export const PUBLIC = 'PUBLIC';
export type Roles = readonly Role[];
export interface JudgedWithFacts {
  readonly judgedWithFacts: Roles;
}

export const withFacts = (roles: Roles): JudgedWithFacts => ({ judgedWithFacts: roles });

export const SIGNED_IN: Roles = ROLES;
export const USER: Roles = ['USER'];
export const ADMIN: Roles = ['ADMIN'];
/** Service keys alone: a scope in `scopePermissions` lists the field. */
export const KEYS_ONLY: Roles = [];
export { AUDITORS, OPERATORS, STAFF } from '../domain/viewer';

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
    ServerInfo: [
      ...['version', 'serviceTimeZone', 'dayStartMinute', 'schemaHash', 'registrationOpen'],
      ...['activityLatenessHours', 'now', 'today', 'nextDayAt'],
    ],
  },
  USERS_WRITE: {
    Mutation: ['upsertUsers'],
    UpsertUsersPayload: ['outcomes'],
    UpsertUserOutcome: ['user', 'created', 'userErrors'],
    User: ['id', 'username', 'createdAt', 'disabledAt', 'identities'],
    Identity: ['issuer', 'subject', 'linkedAt'],
    UserError: ['code', 'message', 'field'],
  },
  ACTIVITIES_WRITE: {
    Mutation: ['recordActivities', 'voidActivities'],
    RecordActivitiesPayload: ['outcomes'],
    ActivityOutcome: ['code', 'activity'],
    Activity: [
      ...['id', 'user', 'source', 'externalId', 'kind', 'quantity', 'occurredAt', 'receivedAt', 'day'],
      ...['voidedAt', 'voidReason'],
    ],
    User: ['id'],
    VoidActivitiesPayload: ['voided', 'affected', 'moreAffected', 'userErrors'],
    RewardRequest: ['id', 'status', 'requestedAt', 'decidedAt', 'revokedAt', 'user'],
    UserError: ['code', 'message', 'field'],
  },
  CLAIMS_WRITE: {
    Mutation: ['checkAttendanceFor', 'requestRewardFor'],
    CheckAttendancePayload: ['attendance', 'created', 'streak', 'userErrors'],
    Attendance: ['id', 'day', 'checkedAt', 'user'],
    AttendanceStreak: ['current', 'longest', 'lastDay'],
    RequestRewardPayload: ['request', 'userErrors'],
    RewardRequest: [
      ...['id', 'status', 'attempt', 'requestedAt', 'decidedAt', 'failureCode', 'note', 'eventVersion'],
      ...['evidence', 'grants', 'source', 'revokedAt', 'event', 'user'],
    ],
    ConditionProgress: [
      ...['conditionId', 'kind', 'description', 'target', 'current', 'met', 'days', 'excusedDays'],
      ...['activityKind', 'firstActivityAt', 'lastActivityAt'],
    ],
    RewardGrant: ['id', 'type', 'name', 'quantity', 'externalId', 'grantedAt', 'revokedAt'],
    Event: ['id', 'title'],
    User: ['id'],
    UserError: ['code', 'message', 'field'],
  },
  GRANTS_READ: {
    Query: ['rewardFeed'],
    RewardFeedPage: ['entries', 'epoch', 'lastSequence', 'hasMore'],
    RewardFeedEntry: ['sequence', 'type', 'at', 'request', 'user'],
    RewardRequest: [
      ...['id', 'status', 'attempt', 'requestedAt', 'decidedAt', 'failureCode', 'eventVersion'],
      ...['grants', 'revokedAt', 'event', 'user'],
    ],
    RewardGrant: [
      ...['id', 'type', 'name', 'quantity', 'externalId', 'grantedAt', 'revokedAt', 'delivery', 'code'],
    ],
    GrantDelivery: ['state', 'reference', 'at', 'attempts'],
    Event: ['id', 'title'],
    User: ['id', 'identities'],
    Identity: ['issuer', 'subject', 'linkedAt'],
  },
  GRANTS_ACKNOWLEDGE: {
    Mutation: ['acknowledgeGrants'],
    AcknowledgeGrantsPayload: ['outcomes'],
    AcknowledgeGrantOutcome: ['grant', 'userErrors'],
    RewardGrant: ['id', 'type', 'name', 'quantity', 'externalId', 'grantedAt', 'revokedAt', 'delivery'],
    GrantDelivery: ['state', 'reference', 'at', 'attempts'],
    UserError: ['code', 'message', 'field'],
  },
};
