import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { Types } from 'mongoose';
import type { Client } from '../support/client';
import { ask } from '../support/http';
import { documentFor, objectType, rootFields } from '../support/root-fields';
import { startTestServer, type TestServer } from '../support/server';
import { backendOf, type Backend } from '../support/service-keys';

/** yes: the door opens, whatever is behind it. forb: FORBIDDEN. auth: UNAUTHENTICATED. */
type Verdict = 'yes' | 'forb' | 'auth';
const CALLERS = ['anonymous', 'USER', 'OPERATOR', 'AUDITOR', 'ADMIN'] as const;
type Variables = (caller: { readonly id: string; readonly username: string }) => Record<string, unknown>;

const NOWHERE = '0'.repeat(24);
const none: Variables = () => ({});
const id: Variables = () => ({ id: NOWHERE });
const eventId: Variables = () => ({ eventId: NOWHERE });
const input =
  (fields: Record<string, unknown> = {}): Variables =>
  () => ({ input: { id: NOWHERE, ...fields } });
const edit = (fields: Record<string, unknown> = {}) => input({ expectedVersion: 1, ...fields });
const refreshToken: Variables = () => ({ input: { refreshToken: 'none of ours' } });

// prettier-ignore
const TABLE: Record<string, readonly [...verdicts: [Verdict, Verdict, Verdict, Verdict, Verdict], variables: Variables]> = {
  //                              anonymous USER    OPERATOR AUDITOR ADMIN
  'Query.serverInfo':              ['yes',  'yes',  'yes',  'yes',  'yes',  none],
  'Query.me':                      ['auth', 'yes',  'yes',  'yes',  'yes',  none],
  'Query.user':                    ['auth', 'forb', 'yes',  'yes',  'yes',  id],
  'Query.users':                   ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.myAttendance':            ['auth', 'yes',  'forb', 'forb', 'forb', none],
  'Query.attendance':              ['auth', 'forb', 'yes',  'yes',  'yes',  () => ({ userId: NOWHERE })],
  'Query.activities':              ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.myActivities':            ['auth', 'yes',  'forb', 'forb', 'forb', none],
  'Query.excusedDays':             ['auth', 'yes',  'yes',  'yes',  'yes',  none],
  'Query.event':                   ['auth', 'yes',  'yes',  'yes',  'yes',  id],
  'Query.events':                  ['auth', 'yes',  'yes',  'yes',  'yes',  none],
  'Query.eventSeries':             ['auth', 'forb', 'yes',  'yes',  'yes',  id],
  'Query.eventSeriesList':         ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.condition':               ['auth', 'yes',  'yes',  'yes',  'yes',  id],
  'Query.conditions':              ['auth', 'yes',  'yes',  'yes',  'yes',  eventId],
  'Query.reward':                  ['auth', 'yes',  'yes',  'yes',  'yes',  id],
  'Query.rewards':                 ['auth', 'yes',  'yes',  'yes',  'yes',  eventId],
  'Query.eligibility':             ['auth', 'yes',  'yes',  'yes',  'yes',  (caller) => ({ eventId: NOWHERE, userId: caller.id })],
  'Query.overview':                ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.myRewardRequests':        ['auth', 'yes',  'forb', 'forb', 'forb', none],
  'Query.rewardRequest':           ['auth', 'yes',  'yes',  'yes',  'yes',  id],
  'Query.rewardRequests':          ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.rewardGrants':            ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.rewardGrantSums':         ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.myDataExport':            ['auth', 'yes',  'yes',  'yes',  'yes',  none],
  'Query.accessLog':               ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.serviceKeys':             ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.audience':                ['auth', 'forb', 'yes',  'yes',  'yes',  id],
  'Query.audiences':               ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.seals':                   ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.sealProof':               ['auth', 'yes',  'yes',  'yes',  'yes',  () => ({ requestId: NOWHERE })],
  'Query.payout':                  ['auth', 'forb', 'yes',  'yes',  'yes',  id],
  'Query.payouts':                 ['auth', 'forb', 'yes',  'yes',  'yes',  none],
  'Query.auditEntries':            ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.auditVerification':       ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.invariants':              ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.webhookEndpoints':        ['auth', 'forb', 'forb', 'yes',  'yes',  none],
  'Query.webhookDeliveries':       ['auth', 'forb', 'forb', 'yes',  'yes',  none],

  'Query.myLogins':                ['auth', 'yes',  'yes',  'yes',  'yes',  none],
  'Query.staffNotes':              ['auth', 'forb', 'yes',  'yes',  'yes',  none],

  'Mutation.register':             ['yes',  'yes',  'yes',  'yes',  'yes',  (caller) => ({ input: { username: caller.username, password: 'any that will do' } })],
  'Mutation.login':                ['yes',  'yes',  'yes',  'yes',  'yes',  () => ({ input: { username: 'nobody', password: 'none' } })],
  'Mutation.loginWithIdentity':    ['yes',  'yes',  'yes',  'yes',  'yes',  () => ({ input: { token: 'none' } })],
  'Mutation.linkIdentity':         ['auth', 'yes',  'yes',  'yes',  'yes',  () => ({ input: { token: 'none' } })],
  'Mutation.unlinkIdentity':       ['auth', 'yes',  'yes',  'yes',  'yes',  () => ({ input: { issuer: 'https://login.example', subject: '1' } })],
  'Mutation.refreshTokens':        ['yes',  'yes',  'yes',  'yes',  'yes',  refreshToken],
  'Mutation.logout':               ['yes',  'yes',  'yes',  'yes',  'yes',  refreshToken],
  'Mutation.changePassword':       ['auth', 'yes',  'yes',  'yes',  'yes',  () => ({ input: { currentPassword: 'wrong', newPassword: 'a better password' } })],
  'Mutation.endLogin':             ['auth', 'yes',  'yes',  'yes',  'yes',  input()],
  'Mutation.resetPassword':        ['auth', 'forb', 'forb', 'forb', 'yes',  () => ({ input: { userId: NOWHERE, reason: 'forgotten' } })],
  'Mutation.redeemOneTimePassword': ['yes', 'yes',  'yes',  'yes',  'yes',  () => ({ input: { username: 'nobody', oneTimePassword: 'none', newPassword: 'a better password' } })],
  'Mutation.changeUserRole':       ['auth', 'forb', 'forb', 'forb', 'yes',  () => ({ input: { userId: NOWHERE, role: 'ADMIN' } })],
  'Mutation.setUserDisabled':      ['auth', 'forb', 'forb', 'forb', 'yes',  () => ({ input: { userId: NOWHERE, disabled: true } })],
  'Mutation.eraseUser':            ['auth', 'forb', 'forb', 'forb', 'yes',  () => ({ input: { userId: NOWHERE, reason: 'asked for it' } })],
  'Mutation.eraseMyAccount':       ['auth', 'yes',  'forb', 'forb', 'forb', () => ({ input: { password: 'wrong' } })],
  'Mutation.upsertUsers':          ['auth', 'forb', 'forb', 'forb', 'forb', () => ({ input: { users: [{ identity: { issuer: 'shop', subject: '1' } }] } })],
  'Mutation.requestRewardFor':     ['auth', 'forb', 'forb', 'forb', 'forb', () => ({ input: { user: { id: NOWHERE }, eventId: NOWHERE, idempotencyKey: 'once' } })],
  'Mutation.checkAttendanceFor':   ['auth', 'forb', 'forb', 'forb', 'forb', () => ({ input: { user: { id: NOWHERE } } })],
  'Mutation.createServiceKey':     ['auth', 'forb', 'forb', 'forb', 'yes',  () => ({ input: { name: 'Shop', source: 'shop', scopes: ['USERS_WRITE'] } })],
  'Mutation.revokeServiceKey':     ['auth', 'forb', 'forb', 'forb', 'yes',  input()],
  'Mutation.checkAttendance':      ['auth', 'yes',  'forb', 'forb', 'forb', none],
  'Mutation.addStaffNote':         ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { userId: NOWHERE, text: 'called twice' } })],
  'Mutation.excuseDay':            ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { day: '2026-06-01', reason: 'outage' } })],
  'Mutation.removeExcusedDay':     ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { day: '2026-06-01', reason: 'a mistake' } })],
  'Mutation.createEvent':          ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { title: 'New', startAt: '2026-06-01T00:00:00Z' } })],
  'Mutation.updateEvent':          ['auth', 'forb', 'yes',  'forb', 'yes',  edit()],
  'Mutation.createAudience':       ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { name: 'Players' } })],
  'Mutation.addAudienceMembers':   ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { audienceId: NOWHERE, users: [{ id: NOWHERE }] } })],
  'Mutation.sealAudience':         ['auth', 'forb', 'yes',  'forb', 'yes',  input()],
  'Mutation.startPayout':          ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { eventId: NOWHERE, audienceId: NOWHERE, reason: 'r', idempotencyKey: 'once' } })],
  'Mutation.changePayout':         ['auth', 'forb', 'yes',  'forb', 'yes',  input({ change: 'PAUSE' })],
  'Mutation.duplicateEvent':       ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { id: NOWHERE, startAt: '2026-06-01T00:00:00Z' } })],
  'Mutation.createSeries':         ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { templateEventId: NOWHERE, title: 'Daily', recurrence: 'DAILY', firstDay: '2026-06-01' } })],
  'Mutation.updateSeries':         ['auth', 'forb', 'yes',  'forb', 'yes',  edit()],
  'Mutation.archiveEvent':         ['auth', 'forb', 'yes',  'forb', 'yes',  edit()],
  'Mutation.addCondition':         ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { eventId: NOWHERE, expectedVersion: 1, condition: { kind: 'ACCOUNT_AGE', target: 1 } } })],
  'Mutation.updateCondition':      ['auth', 'forb', 'yes',  'forb', 'yes',  edit({ condition: { kind: 'ACCOUNT_AGE', target: 1 } })],
  'Mutation.removeCondition':      ['auth', 'forb', 'yes',  'forb', 'yes',  edit()],
  'Mutation.addReward':            ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { eventId: NOWHERE, expectedVersion: 1, reward: { type: 'ITEM', name: 'Cup' } } })],
  'Mutation.updateReward':         ['auth', 'forb', 'yes',  'forb', 'yes',  edit()],
  'Mutation.removeReward':         ['auth', 'forb', 'yes',  'forb', 'yes',  edit()],
  'Mutation.adjustRewardStock':    ['auth', 'forb', 'yes',  'forb', 'yes',  input({ delta: 1, reason: 'more', idempotencyKey: 'once' })],
  'Mutation.recordActivities':     ['auth', 'forb', 'forb', 'forb', 'forb', () => ({ input: { activities: [{ user: { id: NOWHERE }, externalId: '1', kind: 'visit', occurredAt: '2026-06-01T00:00:00Z' }] } })],
  'Mutation.voidActivities':       ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { source: 'shop', activities: [{ user: { id: NOWHERE }, externalId: '1' }], reason: 'refund' } })],
  'Query.rewardFeed':             ['auth', 'forb', 'forb', 'forb', 'forb', () => ({ first: 1 })],
  'Mutation.acknowledgeGrants':   ['auth', 'forb', 'forb', 'forb', 'forb', () => ({ input: { grants: [{ requestId: NOWHERE, grantId: NOWHERE, outcome: 'DELIVERED' }] } })],
  'Mutation.requestReward':        ['auth', 'yes',  'forb', 'forb', 'forb', () => ({ input: { eventId: NOWHERE } })],
  'Mutation.revealCode':           ['auth', 'forb', 'forb', 'forb', 'yes',  () => ({ input: { requestId: NOWHERE, grantId: NOWHERE, reason: 'lost' } })],
  'Mutation.approveRewardRequest': ['auth', 'forb', 'yes',  'forb', 'yes',  input()],
  'Mutation.rejectRewardRequest':  ['auth', 'forb', 'yes',  'forb', 'yes',  input({ reason: 'no' })],
  'Mutation.approveRewardRequests': ['auth', 'forb', 'yes', 'forb', 'yes',  () => ({ input: { ids: [NOWHERE] } })],
  'Mutation.rejectRewardRequests': ['auth', 'forb', 'yes',  'forb', 'yes',  () => ({ input: { ids: [NOWHERE], reason: 'no' } })],
  'Mutation.revokeRewardRequest':  ['auth', 'forb', 'yes',  'forb', 'yes',  input({ reason: 'no', idempotencyKey: 'once' })],
  'Mutation.createWebhookEndpoint': ['auth', 'forb', 'forb', 'forb', 'yes', () => ({ input: { url: 'https://example.com/', types: ['REWARD_GRANTED'] } })],
  'Mutation.updateWebhookEndpoint': ['auth', 'forb', 'forb', 'forb', 'yes', input()],
  'Mutation.rotateWebhookSecret':  ['auth', 'forb', 'forb', 'forb', 'yes',  input()],
  'Mutation.removeWebhookEndpoint': ['auth', 'forb', 'forb', 'forb', 'yes', input()],
  'Mutation.replayWebhook':        ['auth', 'forb', 'forb', 'forb', 'yes',  input({ fromSequence: 1, toSequence: 1 })],
};

const SCOPES = [
  'USERS_WRITE',
  'ACTIVITIES_WRITE',
  'CLAIMS_WRITE',
  'GRANTS_READ',
  'GRANTS_ACKNOWLEDGE',
] as const;
type Open = 'yes' | 'forb';
/** The root fields that service keys may ask for, with a column per scope; every other one is closed to all. */
// prettier-ignore
const KEYS: Record<string, readonly [Open, Open, Open, Open, Open]> = {
  //                     USERS_  ACTIVI- CLAIMS_ GRANTS_ GRANTS_
  //                     WRITE   TIES_W. WRITE   READ    ACKNOWL.
  'Query.serverInfo':     ['yes',  'yes',  'yes',  'yes',  'yes'],
  'Mutation.upsertUsers': ['yes',  'forb', 'forb', 'forb', 'forb'],
  'Mutation.recordActivities': ['forb', 'yes', 'forb', 'forb', 'forb'],
  // Of the key's own source.
  'Mutation.voidActivities': ['forb', 'yes', 'forb', 'forb', 'forb'],
  'Mutation.requestRewardFor': ['forb', 'forb', 'yes', 'forb', 'forb'],
  'Mutation.checkAttendanceFor': ['forb', 'forb', 'yes', 'forb', 'forb'],
  'Query.rewardFeed':     ['forb', 'forb', 'forb', 'yes',  'forb'],
  'Mutation.acknowledgeGrants': ['forb', 'forb', 'forb', 'forb', 'yes'],
};

/**
 * What a key reads below the root fields of a scope, as `Type.field`. Written out here, and not taken from the
 * permission table: a field that gets readable by accident fails this test.
 */
const BELOW: Record<(typeof SCOPES)[number] | 'ANY', readonly string[]> = {
  ANY: [
    'ServerInfo.version',
    'ServerInfo.serviceTimeZone',
    'ServerInfo.dayStartMinute',
    'ServerInfo.schemaHash',
    'ServerInfo.registrationOpen',
    'ServerInfo.activityLatenessHours',
    'ServerInfo.now',
    'ServerInfo.today',
    'ServerInfo.nextDayAt',
  ],
  USERS_WRITE: [
    'UpsertUsersPayload.outcomes',
    'UpsertUserOutcome.user',
    'UpsertUserOutcome.created',
    'UpsertUserOutcome.userErrors',
    'User.id',
    'User.username',
    'User.createdAt',
    'User.disabledAt',
    'User.identities',
    'Identity.issuer',
    'Identity.subject',
    'Identity.linkedAt',
    'UserError.code',
    'UserError.message',
    'UserError.field',
  ],
  ACTIVITIES_WRITE: [
    'RecordActivitiesPayload.outcomes',
    'ActivityOutcome.code',
    'ActivityOutcome.activity',
    'Activity.id',
    'Activity.user',
    'Activity.source',
    'Activity.externalId',
    'Activity.kind',
    'Activity.quantity',
    'Activity.occurredAt',
    'Activity.receivedAt',
    'Activity.day',
    'Activity.voidedAt',
    'Activity.voidReason',
    'User.id',
    'VoidActivitiesPayload.voided',
    'VoidActivitiesPayload.affected',
    'VoidActivitiesPayload.moreAffected',
    'VoidActivitiesPayload.userErrors',
    'RewardRequest.id',
    'RewardRequest.status',
    'RewardRequest.requestedAt',
    'RewardRequest.decidedAt',
    'RewardRequest.revokedAt',
    'RewardRequest.user',
    'UserError.code',
    'UserError.message',
    'UserError.field',
  ],
  CLAIMS_WRITE: [
    'CheckAttendancePayload.attendance',
    'CheckAttendancePayload.created',
    'CheckAttendancePayload.streak',
    'CheckAttendancePayload.userErrors',
    'Attendance.id',
    'Attendance.day',
    'Attendance.checkedAt',
    'Attendance.user',
    'AttendanceStreak.current',
    'AttendanceStreak.longest',
    'AttendanceStreak.lastDay',
    'RequestRewardPayload.request',
    'RequestRewardPayload.userErrors',
    ...[
      'id',
      'status',
      'attempt',
      'requestedAt',
      'decidedAt',
      'failureCode',
      'note',
      'eventVersion',
      'evidence',
      'grants',
      'source',
      'revokedAt',
      'event',
      'user',
    ].map((name) => `RewardRequest.${name}`),
    ...['conditionId', 'kind', 'description', 'target', 'current', 'met', 'days'].map(
      (name) => `ConditionProgress.${name}`,
    ),
    ...['excusedDays', 'activityKind', 'firstActivityAt', 'lastActivityAt'].map(
      (name) => `ConditionProgress.${name}`,
    ),
    ...['id', 'type', 'name', 'quantity', 'externalId', 'grantedAt', 'revokedAt'].map(
      (name) => `RewardGrant.${name}`,
    ),
    'Event.id',
    'Event.title',
    'User.id',
    'UserError.code',
    'UserError.message',
    'UserError.field',
  ],
  GRANTS_READ: [
    ...['entries', 'epoch', 'lastSequence', 'hasMore'].map((name) => `RewardFeedPage.${name}`),
    ...['sequence', 'type', 'at', 'request', 'user'].map((name) => `RewardFeedEntry.${name}`),
    ...['id', 'status', 'attempt', 'requestedAt', 'decidedAt', 'failureCode', 'eventVersion', 'grants'].map(
      (name) => `RewardRequest.${name}`,
    ),
    'RewardRequest.revokedAt',
    'RewardRequest.event',
    'RewardRequest.user',
    ...['id', 'type', 'name', 'quantity', 'externalId', 'grantedAt', 'revokedAt', 'delivery', 'code'].map(
      (name) => `RewardGrant.${name}`,
    ),
    ...['state', 'reference', 'at', 'attempts'].map((name) => `GrantDelivery.${name}`),
    'Event.id',
    'Event.title',
    'User.id',
    'User.identities',
    'Identity.issuer',
    'Identity.subject',
    'Identity.linkedAt',
  ],
  GRANTS_ACKNOWLEDGE: [
    'AcknowledgeGrantsPayload.outcomes',
    'AcknowledgeGrantOutcome.grant',
    'AcknowledgeGrantOutcome.userErrors',
    ...['id', 'type', 'name', 'quantity', 'externalId', 'grantedAt', 'revokedAt', 'delivery'].map(
      (name) => `RewardGrant.${name}`,
    ),
    ...['state', 'reference', 'at', 'attempts'].map((name) => `GrantDelivery.${name}`),
    'UserError.code',
    'UserError.message',
    'UserError.field',
  ],
};

/** What lies behind the doors above when nothing is there; anything else would hide a broken document. */
const BEHIND_THE_DOOR = [
  'NOT_FOUND',
  'INVALID_CREDENTIALS',
  'INVALID_REFRESH_TOKEN',
  'INVALID_IDENTITY_TOKEN',
];

interface Caller {
  readonly client: Client;
  readonly id: string;
  readonly username: string;
}

let server: TestServer;
let backends: ReadonlyMap<(typeof SCOPES)[number], Backend>;
let callers: ReadonlyArray<readonly [name: string, caller: Caller]>;
beforeAll(async () => {
  server = await startTestServer();
  callers = await Promise.all(
    CALLERS.map(async (role) => {
      if (role === 'anonymous')
        return [role, { client: server.anonymous, id: NOWHERE, username: 'taken-by-nobody' }];
      const actor = await server.actor(role);
      return [role, { client: actor, id: actor.id, username: actor.username }];
    }),
  );
});
afterAll(() => server.close());
beforeAll(async () => {
  const made = SCOPES.map(
    async (scope) => [scope, await backendOf(server, [scope], { source: 'shop' })] as const,
  );
  backends = new Map(await Promise.all(made));
});

test('a role that no version knows passes no door that is not open to everybody', async () => {
  const stranger = await server.actor('USER');
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(stranger.id) },
    { $set: { role: 'SUPERVISOR' as never } },
  );
  for (const [place, [anonymous, , , , , variablesOf]] of Object.entries(TABLE)) {
    if (anonymous === 'yes') continue;
    const variables = variablesOf(stranger);
    const { data, errors } = await stranger.send(documentFor(place, Object.keys(variables)), variables);
    const codes = errors.map(({ extensions }) => extensions.code);
    expect({ place, codes }).toEqual({ place, codes: ['FORBIDDEN'] });
    expect(data).toEqual({ [place.split('.')[1] ?? '']: null });
  }
});

test('the table has a row for every root field, and for nothing else', () => {
  expect(Object.keys(TABLE).sort()).toEqual([...rootFields].sort());
});

test.each(Object.entries(TABLE))('%s', async (place, [...row]) => {
  const variablesOf = row.pop() as Variables;
  const verdicts: Record<string, Verdict> = {};
  for (const [name, caller] of callers) {
    const variables = variablesOf(caller);
    const { status, data, errors } = await caller.client.send(
      documentFor(place, Object.keys(variables)),
      variables,
    );
    const codes = errors.map(({ extensions }) => extensions.code);
    if (codes[0] === 'FORBIDDEN') verdicts[name] = 'forb';
    else if (codes[0] === 'UNAUTHENTICATED') verdicts[name] = 'auth';
    else {
      verdicts[name] = 'yes';
      expect(BEHIND_THE_DOOR).toEqual(expect.arrayContaining(codes));
    }
    expect(status).toBe(200);
    // A closed door gives nothing but its own null.
    if (verdicts[name] !== 'yes') expect(data).toEqual({ [place.split('.')[1] ?? '']: null });
  }
  expect(verdicts).toEqual(Object.fromEntries(CALLERS.map((name, index) => [name, row[index]])));
});

describe('service keys', () => {
  const nobody = { id: NOWHERE, username: 'taken-by-nobody' };
  const codesOf = async (backend: Backend, document: string, variables: unknown) =>
    (await backend.send(document, variables)).errors.map(({ extensions }) => extensions.code);

  test('the table names root fields only', () => {
    expect(rootFields).toEqual(expect.arrayContaining(Object.keys(KEYS)));
  });

  test.each(Object.keys(TABLE))('%s', async (place) => {
    const variablesOf = TABLE[place]!.at(-1) as Variables;
    const variables = variablesOf(nobody);
    const document = documentFor(place, Object.keys(variables));
    const verdicts: Open[] = [];
    for (const scope of SCOPES) {
      const codes = await codesOf(backends.get(scope)!, document, variables);
      verdicts.push(codes[0] === 'FORBIDDEN' ? 'forb' : 'yes');
      if (codes[0] !== 'FORBIDDEN') expect(BEHIND_THE_DOOR).toEqual(expect.arrayContaining(codes));
    }
    expect(verdicts).toEqual(KEYS[place] ?? SCOPES.map(() => 'forb'));
  });

  const opened = Object.entries(KEYS).flatMap(([place, row]) =>
    SCOPES.flatMap((scope, column) => (row[column] === 'yes' ? [[scope, place] as const] : [])),
  );
  /** Fields that a key reads below a root field although they are not listed, and listed ones that it does not read. */
  async function wrongBelow(backend: Backend, place: string, fields: readonly string[]): Promise<string[]> {
    const variables = (TABLE[place]!.at(-1) as Variables)(nobody);
    const listed = new Set(fields);
    const wrong: string[] = [];
    for (const { path, field } of fieldsBelow(place, listed)) {
      const document = documentFor(place, Object.keys(variables)).replace('{ __typename }', path);
      const codes = await codesOf(backend, document, variables);
      // A field that costs too much in every row of a page is refused before the key is looked at.
      const isClosed = codes[0] === 'FORBIDDEN' || codes[0] === 'QUERY_TOO_COMPLEX';
      if (isClosed === listed.has(field)) wrong.push(`${field}: ${codes.join() || 'read'}`);
      if (codes[0] === 'GRAPHQL_VALIDATION_FAILED') wrong.push(`${document}: ${codes.join()}`);
    }
    return wrong;
  }

  test.each(opened)('%s reads below %s what the table lists, and no other field', async (scope, place) => {
    const listed = [...BELOW[scope], ...BELOW.ANY];
    expect(await wrongBelow(backends.get(scope)!, place, listed)).toEqual([]);
  });

  test.each(Object.keys(KEYS))('with all scopes, no more is read below %s', async (place) => {
    const opening = SCOPES.filter((_scope, column) => KEYS[place]![column] === 'yes');
    // What every key opens is read by no scope of its own.
    const listed = opening.length === SCOPES.length ? BELOW.ANY : opening.flatMap((scope) => BELOW[scope]);
    const backend = await backendOf(server, SCOPES, { source: 'shop' });
    expect(await wrongBelow(backend, place, listed)).toEqual([]);
  });

  test('a key with two scopes opens what either of them opens, and nothing else', async () => {
    const places = [...Object.keys(KEYS), 'Query.me', 'Query.rewardGrants', 'Mutation.createServiceKey'];
    for (const [column, one] of SCOPES.entries()) {
      for (const [above, other] of SCOPES.slice(column + 1).entries()) {
        const backend = await backendOf(server, [one, other], { source: 'shop' });
        const verdicts: Array<readonly [string, Open]> = [];
        for (const place of places) {
          const variables = (TABLE[place]!.at(-1) as Variables)(nobody);
          const codes = await codesOf(backend, documentFor(place, Object.keys(variables)), variables);
          verdicts.push([place, codes[0] === 'FORBIDDEN' ? 'forb' : 'yes']);
        }
        const opens = (place: string) =>
          [column, column + 1 + above].some((each) => KEYS[place]?.[each] === 'yes');
        const wanted = places.map((place) => [place, opens(place) ? 'yes' : 'forb']);
        expect({ one, other, verdicts }).toEqual({ one, other, verdicts: wanted });
      }
    }
  });

  test('POST /activities opens to keys with ACTIVITIES_WRITE, beside whatever other scopes, and to nobody else', async () => {
    const post = async (token: string | null) => {
      const { status, errors } = await ask(`${server.url}/activities`, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json',
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({
          ...{ specversion: '1.0', id: '1', source: 'shop', type: 'visit', subject: NOWHERE },
          time: server.clock.now().toISOString(),
        }),
      });
      return [status, ...errors.map(({ extensions }) => extensions.code)];
    };
    expect(await post(null)).toEqual([401, 'UNAUTHENTICATED']);
    for (const role of ['USER', 'ADMIN'] as const) {
      expect([role, await post((await server.actor(role)).accessToken)]).toEqual([role, [403, 'FORBIDDEN']]);
    }
    for (const scope of SCOPES) {
      const wanted = scope === 'ACTIVITIES_WRITE' ? [200] : [403, 'FORBIDDEN'];
      expect([scope, await post(backends.get(scope)!.key)]).toEqual([scope, wanted]);
    }
    const others = SCOPES.filter((scope) => scope !== 'ACTIVITIES_WRITE');
    expect(await post((await backendOf(server, SCOPES, { source: 'shop' })).key)).toEqual([200]);
    expect(await post((await backendOf(server, others, { source: 'shop' })).key)).toEqual([403, 'FORBIDDEN']);
  });
});

/** Every field of every type that listed fields lead to, each with one selection that reaches it. */
function fieldsBelow(place: string, listed: ReadonlySet<string>) {
  const found: Array<{ readonly field: string; readonly path: string }> = [];
  const seen = new Set<GraphQLObjectType>();
  const walk = (type: unknown, wrap: (inner: string) => string): void => {
    if (!isObjectType(type) || seen.has(type)) return;
    seen.add(type);
    for (const { name, type: fieldType, args } of Object.values(type.getFields())) {
      const named = getNamedType(fieldType);
      // Each as small as it can be: what is refused is this field, and not one below it.
      const inner = isLeafType(named) ? name : `${name} { __typename }`;
      if (
        args.some(
          ({ type: argType, defaultValue }) => String(argType).endsWith('!') && defaultValue === undefined,
        )
      )
        continue;
      const field = `${type.name}.${name}`;
      found.push({ field, path: wrap(`{ ${inner} }`) });
      if (listed.has(field)) walk(named, (below) => wrap(`{ ${name} ${below} }`));
    }
  };
  const [typeName = '', fieldName = ''] = place.split('.');
  walk(getNamedType(objectType(typeName).getFields()[fieldName]!.type), (inner) => inner);
  return found;
}
