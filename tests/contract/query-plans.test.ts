import { Types } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { READ_LIMIT_MS } from '../../src/database/read-limits';
import { EXPORTS } from '../../src/features';
import type { RewardRequest } from '../../src/reward-requests/reward-request.model';
import type { WebhookDelivery } from '../../src/webhooks/webhook-delivery.model';
import * as documents from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { Client } from '../support/client';
import { createPoolEvent, importCodes } from '../support/codes';
import { createEvent } from '../support/events';
import { ask } from '../support/http';
import { BACKGROUND, CommandRecorder, planFaults } from '../support/query-plans';
import { documentedReads, readOf, writeOf } from '../support/read-concerns';
import { backendOf } from '../support/service-keys';
import { startIdentityProvider, type IdentityProvider } from '../support/identity-provider';
import { sealNow } from '../support/seals';
import { startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';

const OPERATIONS = readdirSync(join(__dirname, '../../schema/operations'))
  .map((file) => file.replace('.graphql', ''))
  .filter((name) => /^[A-Z]/.test(name));
const EVENTS = 60;
const USERS = 120;
const DELIVERIES = 90;
/** The sender stores deliveries of its own, from the first sequence of the feed on. */
const FIRST_SEQUENCE = 1_000;
const CODES = 90;
const DAY_MS = 86_400_000;

let server: TestServer;
let provider: IdentityProvider;
let recorder: CommandRecorder;
let staff: Record<'admin' | 'operator' | 'auditor' | 'alice', Actor>;
const exercised = new Set<string>();

beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startTestServer({ env: { IDENTITY_ISSUERS: provider.issuersFile() } });
  staff = {
    admin: await server.actor('ADMIN'),
    operator: await later(() => server.actor('OPERATOR')),
    auditor: await later(() => server.actor('AUDITOR')),
    alice: await later(() => server.actor('USER')),
  };
  await seed();
  recorder = new CommandRecorder(server);
  await exercise();
  // Its hourly part may have run before the recording began.
  const { webhookSender } = server.services;
  Object.assign(webhookSender, { expiredAt: -Infinity });
  await recorder.during(BACKGROUND, () => webhookSender.sweep());
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

/** Enough rows that reading them all differs from reading those that are wanted. */
async function seed() {
  const { database, clock } = server;
  const now = clock.now();
  await attend(database, staff.alice.id, lastDays(now, 5).slice(0, -1));
  const created = await createEvent(staff.operator);
  const claim = await staff.alice.run(documents.RequestRewardDocument, { input: { eventId: created.id } });
  const event = (await database.events.findOne({ _id: new Types.ObjectId(created.id) }))!;
  const row = (await database.requests.findOne({
    _id: new Types.ObjectId(claim.requestReward!.request!.id),
  }))!;
  const user = (await database.users.findOne({ _id: new Types.ObjectId(staff.alice.id) }))!;
  const at = (n: number) => new Date(now.getTime() - (n + 1) * 60_000);

  const users = Array.from({ length: USERS }, (_, n) => ({
    ...{ ...user, _id: new Types.ObjectId(), username: `User ${n}`, usernameKey: `user ${n}` },
    ...{ nameLookup: `user ${n}`, createdAt: at(n) },
    identities: [{ issuer: 'game', subject: `player-${n}`, linkedAt: now }],
  }));
  const events = Array.from({ length: EVENTS }, (_, n) => ({
    ...{ ...event, _id: new Types.ObjectId(), title: `Event ${n}`, active: n % 3 > 0 },
    ...{
      startAt: new Date(now.getTime() + (n - 40) * DAY_MS),
      // Each at its own instant: a page reads again the rows that tie with its place.
      endAt: new Date(event.endAt!.getTime() + n + 1),
      archivedAt: n % 7 === 0 ? now : null,
    },
    conditions: event.conditions.map((condition) => ({ ...condition, id: new Types.ObjectId() })),
    rewards: event.rewards.map((reward) => ({ ...reward, id: new Types.ObjectId() })),
  }));
  const rows = users.flatMap(({ _id: userId }, u) =>
    events.slice(0, 20).map(({ _id: eventId }, e): RewardRequest => {
      const status = ((u + e) % 3) as RewardRequest['status'];
      const requestedAt = at(u * 20 + e);
      return {
        ...{ ...row, _id: new Types.ObjectId(), userId, eventId, status, requestedAt },
        due: [],
        ...{ decidedAt: status === 0 ? null : requestedAt, grants: status === 1 ? row.grants : [] },
        ...{ failureCode: status === 2 ? (e % 2 ? 'REJECTED' : 'CONDITIONS_NOT_MET') : null },
        decidedById: e % 5 === 0 ? new Types.ObjectId(staff.operator.id) : null,
      };
    }),
  );
  await database.users.insertMany(users);
  await database.events.insertMany(events);
  await database.requests.insertMany(rows);
  for (const { _id } of users.slice(0, 60)) await attend(database, String(_id), lastDays(now, 20));
}

/** Runs every operation of schema/operations, the lists with each filter by itself and both ways. */
async function exercise() {
  const { admin, operator, auditor, alice } = staff;
  const d = documents;
  const call = <Result>(name: string, work: () => Promise<Result>) => {
    exercised.add(name);
    return recorder.during(name, work);
  };
  server.clock.advance({ seconds: 1 });
  const now = server.clock.now();
  const from = new Date(now.getTime() - DAY_MS).toISOString();
  const to = now.toISOString();
  const [someRow] = await server.database.requests.find({ status: 1 }).limit(1).toArray();
  const userId = someRow!.userId.toHexString();
  const eventId = someRow!.eventId.toHexString();

  await call('ServerInfo', () => server.anonymous.run(d.ServerInfoDocument));
  const registered = await call('Register', () =>
    server.anonymous.run(d.RegisterDocument, {
      input: { username: 'newcomer', password: 'a password of nobody else' },
    }),
  );
  const login = { username: 'newcomer', password: 'a password of nobody else' };
  const { login: begun } = await call('Login', () => server.anonymous.run(d.LoginDocument, { input: login }));
  const { refreshTokens: refreshed } = await call('RefreshTokens', () =>
    server.anonymous.run(d.RefreshTokensDocument, { input: { refreshToken: begun!.tokens.refreshToken } }),
  );
  const bob = await later(() => server.actor('USER'));
  const { changePassword } = await call('ChangePassword', () =>
    bob.run(d.ChangePasswordDocument, {
      input: { currentPassword: bob.password, newPassword: 'another password of the tests' },
    }),
  );
  const bobAgain = new Client(() => server.url, changePassword!.tokens.accessToken);
  const { myLogins } = await call('MyLogins', () => bobAgain.run(d.MyLoginsDocument));
  await call('EndLogin', () => bobAgain.run(d.EndLoginDocument, { input: { id: myLogins![0]!.id } }));
  const resetting = await server.actor('ADMIN');
  const { resetPassword } = await call('ResetPassword', () =>
    resetting.run(d.ResetPasswordDocument, { input: { userId: bob.id, reason: 'forgotten' } }),
  );
  const oneTimePassword = resetPassword!.oneTimePassword!;
  const redemption = { username: bob.username, oneTimePassword, newPassword: 'yet another password' };
  await call('RedeemOneTimePassword', () =>
    server.anonymous.run(d.RedeemOneTimePasswordDocument, { input: redemption }),
  );
  await call('Logout', () =>
    server.anonymous.run(d.LogoutDocument, { input: { refreshToken: refreshed!.tokens.refreshToken } }),
  );
  const token = (subject: string) => provider.token(subject, server.clock.now());
  const { loginWithIdentity } = await call('LoginWithIdentity', async () =>
    server.anonymous.run(d.LoginWithIdentityDocument, { input: { token: await token('p-1') } }),
  );
  const player = new Client(() => server.url, loginWithIdentity!.tokens.accessToken);
  await call('LinkIdentity', async () =>
    player.run(d.LinkIdentityDocument, { input: { token: await token('p-2') } }),
  );
  await call('UnlinkIdentity', () =>
    player.run(d.UnlinkIdentityDocument, { input: { issuer: provider.issuer, subject: 'p-1' } }),
  );
  const newcomerId = registered.register!.user!.id;
  await call('ChangeUserRole', () =>
    admin.run(d.ChangeUserRoleDocument, { input: { userId: newcomerId, role: 'OPERATOR', reason: 'trial' } }),
  );
  await call('SetUserDisabled', () =>
    admin.run(d.SetUserDisabledDocument, { input: { userId: newcomerId, disabled: true, reason: 'trial' } }),
  );
  await call('EraseMyAccount', () =>
    player.ask(d.EraseMyAccountDocument, { input: { password: 'not the password' } }),
  );
  const { createServiceKey } = await call('CreateServiceKey', () =>
    admin.run(d.CreateServiceKeyDocument, {
      input: {
        name: 'Game server',
        source: 'game',
        scopes: ['USERS_WRITE', 'ACTIVITIES_WRITE', 'CLAIMS_WRITE'],
      },
    }),
  );
  const backend = new Client(() => server.url, createServiceKey!.secret);
  await call('ServerInfo', () => backend.run(d.ServerInfoDocument));
  const bought = { user: { id: userId }, externalId: 'order-1' };
  await call('RecordActivities', () =>
    backend.run(d.RecordActivitiesDocument, {
      input: { activities: [{ ...bought, kind: 'purchase', occurredAt: now.toISOString() }] },
    }),
  );
  const returned = { input: { source: 'game', activities: [bought], reason: 'returned' } };
  await call('VoidActivities', () => backend.run(d.VoidActivitiesDocument, returned));
  await call('VoidActivitiesByStaff', () => operator.run(d.VoidActivitiesByStaffDocument, returned));
  const identity = { issuer: 'game', subject: 'p-1' };
  await call('UpsertUsers', () => backend.run(d.UpsertUsersDocument, { input: { users: [{ identity }] } }));
  await call('CheckAttendanceFor', () =>
    backend.run(d.CheckAttendanceForDocument, { input: { user: { identity } } }),
  );
  await call('RequestRewardFor', () =>
    backend.ask(d.RequestRewardForDocument, {
      input: { user: { identity }, eventId: '0'.repeat(24), idempotencyKey: 'once' },
    }),
  );
  await call('RevokeServiceKey', () =>
    admin.run(d.RevokeServiceKeyDocument, { input: { id: createServiceKey!.key!.id } }),
  );
  await call('MyDataExport', () => admin.run(d.MyDataExportDocument));
  await call('AuditChain', () => admin.run(d.AuditChainDocument, {}));
  for (const filter of [null, { actorId: admin.id }, { userId }, { from: '2026-01-01T00:00:00Z' }]) {
    await bothWays((page) =>
      call('AccessLog', () => admin.run(d.AccessLogDocument, { filter, ...page })).then((x) => x.accessLog),
    );
  }
  await bothWays((page) =>
    call('ServiceKeys', () => admin.run(d.ServiceKeysDocument, page)).then((x) => x.serviceKeys),
  );

  const { createAudience } = await call('CreateAudience', () =>
    operator.run(d.CreateAudienceDocument, { input: { name: 'Players' } }),
  );
  const { id: audienceId } = createAudience!.audience!;
  const users = [{ id: userId }, { identity }, { username: 'newcomer' }];
  await call('AddAudienceMembers', () =>
    operator.run(d.AddAudienceMembersDocument, { input: { audienceId, users } }),
  );
  await call('SealAudience', () => operator.run(d.SealAudienceDocument, { input: { id: audienceId } }));
  await call('Audience', () => operator.run(d.AudienceDocument, { id: audienceId }));
  const { startPayout } = await call('StartPayout', () =>
    operator.run(d.StartPayoutDocument, {
      input: { eventId, audienceId, reason: 'outage', idempotencyKey: 'payout' },
    }),
  );
  const payoutId = startPayout!.payout!.id;
  // Refused when the payout is faster.
  await call('ChangePayout', () =>
    operator.ask(d.ChangePayoutDocument, { input: { id: payoutId, change: 'CANCEL' } }),
  );
  await call('Payout', () => operator.run(d.PayoutDocument, { id: payoutId }));
  for (const only of [null, eventId]) {
    await bothWays((page) =>
      call('Payouts', () => operator.run(d.PayoutsDocument, { eventId: only, ...page })).then(
        (x) => x.payouts,
      ),
    );
  }
  await bothWays((page) =>
    call('Audiences', () => operator.run(d.AudiencesDocument, page)).then((x) => x.audiences),
  );

  await recorder.during(BACKGROUND, () => sealNow(server));
  const [sealed] = await server.database.rewardFeed.find().sort({ _id: -1 }).limit(1).toArray();
  await call('SealProof', () => auditor.run(d.SealProofDocument, { requestId: String(sealed!.rowId) }));
  await bothWays((page) => call('Seals', () => auditor.run(d.SealsDocument, page)).then((x) => x.seals));

  const newEndpoint = async () => {
    const { createWebhookEndpoint } = await call('CreateWebhookEndpoint', () =>
      admin.run(d.CreateWebhookEndpointDocument, {
        input: { url: 'https://example.com/hook', types: ['REWARD_GRANTED'], fromSequence: 1 },
      }),
    );
    return { id: createWebhookEndpoint!.endpoint!.id };
  };
  const endpoint = await newEndpoint();
  const other = await newEndpoint();
  await server.database.webhookDeliveries.insertMany(
    Array.from({ length: DELIVERIES }, (_, n) => deliveryTo(n % 3 === 0 ? endpoint.id : other.id, n)),
  );
  await call('UpdateWebhookEndpoint', () =>
    admin.run(d.UpdateWebhookEndpointDocument, { input: { ...endpoint, active: false } }),
  );
  await call('RotateWebhookSecret', () => admin.run(d.RotateWebhookSecretDocument, { input: endpoint }));
  await call('WebhookEndpoints', () => auditor.run(d.WebhookEndpointsDocument));
  for (const filter of [
    null,
    { endpointId: endpoint.id },
    { endpointId: endpoint.id, states: ['EXHAUSTED' as const] },
    { states: ['DELIVERED' as const] },
    { sequence: FIRST_SEQUENCE + 6 },
  ]) {
    await bothWays((page) =>
      call('WebhookDeliveries', () => auditor.run(d.WebhookDeliveriesDocument, { filter, ...page })).then(
        (x) => x.webhookDeliveries,
      ),
    );
  }
  await server.database.webhookLeases.updateOne(
    { _id: new Types.ObjectId(endpoint.id) },
    { $set: { cursor: FIRST_SEQUENCE + DELIVERIES } },
    { upsert: true },
  );
  await call('ReplayWebhook', () =>
    admin.run(d.ReplayWebhookDocument, {
      input: { ...endpoint, fromSequence: FIRST_SEQUENCE, toSequence: FIRST_SEQUENCE + 1 },
    }),
  );
  await call('RemoveWebhookEndpoint', () => admin.run(d.RemoveWebhookEndpointDocument, { input: endpoint }));

  await call('Me', () => alice.run(d.MeDocument));
  await call('WhoAmI', () => operator.run(d.WhoAmIDocument));
  await call('User', () => operator.run(d.UserDocument, { id: userId }));
  const filters = [
    null,
    { roles: ['OPERATOR' as const] },
    { usernamePrefix: 'user 11' },
    { usernameContains: 'er 11' },
    { disabled: true, usernameContains: 'er 11' },
    { disabled: false },
    { subjectPrefix: 'player-11' },
  ];
  for (const filter of filters) {
    await bothWays((page) =>
      call('Users', () => operator.run(d.UsersDocument, { filter, ...page })).then((x) => x.users),
    );
  }
  const ranges: Array<{ from: string | null; to: string | null }> = [
    { from: null, to: null },
    { from: lastDays(now, 4)[0]!, to: lastDays(now, 2)[0]! },
  ];
  for (const range of ranges) {
    await bothWays((page) =>
      call('MyAttendance', () => alice.run(d.MyAttendanceDocument, { ...range, ...page })).then(
        (x) => x.myAttendance,
      ),
    );
    await bothWays((page) =>
      call('Attendance', () => operator.run(d.AttendanceDocument, { userId, ...range, ...page })).then(
        (x) => x.attendance,
      ),
    );
  }
  await call('ActivityKinds', () => operator.run(d.ActivityKindsDocument, {}));
  for (const filter of [null, { userId }, { kind: 'purchase' }, { voided: true }]) {
    await bothWays((page) =>
      call('Activities', () => operator.run(d.ActivitiesDocument, { filter, ...page })).then(
        (x) => x.activities,
      ),
    );
  }
  for (const kind of [null, 'purchase']) {
    await bothWays((page) =>
      call('MyActivities', () => alice.run(d.MyActivitiesDocument, { kind, ...page })).then(
        (x) => x.myActivities,
      ),
    );
  }
  await call('CheckAttendance', () => alice.run(d.CheckAttendanceDocument));

  const excusedDay = { input: { day: lastDays(now, 1)[0]!, reason: 'outage' } };
  await call('ExcuseDay', () => operator.run(d.ExcuseDayDocument, excusedDay));
  await call('ExcusedDays', () => alice.run(d.ExcusedDaysDocument, {}));
  await call('RemoveExcusedDay', () => operator.run(d.RemoveExcusedDayDocument, excusedDay));

  const noted = await server.database.requests.findOne({ status: 1 });
  const subjects = [{ userId: alice.id }, { requestId: String(noted!._id) }];
  for (const subject of subjects) {
    const input = { ...subject, text: 'called twice', idempotencyKey: randomUUID() };
    server.clock.advance({ seconds: 1 });
    await call('AddStaffNote', () => operator.run(d.AddStaffNoteDocument, { input }));
  }
  for (const filter of [{}, ...subjects]) {
    await bothWays((page) =>
      call('StaffNotes', () => operator.run(d.StaffNotesDocument, { filter, ...page })).then(
        (x) => x.staffNotes,
      ),
    );
  }

  const draft = await createEvent(operator, { active: false });
  const { createSeries } = await call('CreateSeries', () =>
    operator.run(d.CreateSeriesDocument, {
      input: {
        templateEventId: draft.id,
        title: 'Every day',
        recurrence: 'DAILY',
        firstDay: lastDays(now, 1)[0]!,
        idempotencyKey: 'every-day',
      },
    }),
  );
  const series = { id: createSeries!.series!.id };
  const occurrences = () => call('EventSeries', () => operator.run(d.EventSeriesDocument, series));
  await until(async () => (await occurrences()).eventSeries!.events.nodes.length > 0);
  await call('UpdateSeries', () =>
    operator.run(d.UpdateSeriesDocument, { input: { ...series, expectedVersion: 1, paused: true } }),
  );
  await bothWays((page) =>
    call('EventSeriesList', () => operator.run(d.EventSeriesListDocument, page)).then(
      (x) => x.eventSeriesList,
    ),
  );

  await call('Event', () => operator.run(d.EventDocument, { id: eventId }));
  await call('EventStats', () => operator.run(d.EventStatsDocument, { id: eventId }));
  await call('EventHistory', () => operator.run(d.EventHistoryDocument, { id: eventId }));
  await call('Conditions', () => operator.run(d.ConditionsDocument, { eventId }));
  await call('Rewards', () => operator.run(d.RewardsDocument, { eventId }));
  const states = ['UPCOMING', 'IN_PROGRESS', 'ENDED', 'INACTIVE', 'ARCHIVED'] as const;
  for (const filter of [
    null,
    ...states.map((state) => ({ states: [state] })),
    ...(['DRAFT', 'PAUSED'] as const).map((phase) => ({ phases: [phase] })),
    { phases: ['DRAFT' as const, 'UPCOMING' as const] },
    { titleContains: 'event 1' },
  ]) {
    await bothWays((page) =>
      call('Events', () => operator.run(d.EventsDocument, { filter, ...page })).then((x) => x.events),
    );
    await bothWays((page) =>
      call('Events', () =>
        operator.run(d.EventsDocument, { filter, ...page, orderBy: 'END_AT', withCounts: true }),
      ).then((x) => x.events),
    );
    await call('EventWindows', () => operator.run(d.EventWindowsDocument, { filter, first: 5 }));
    await call('MyEvents', () => alice.run(d.MyEventsDocument, { filter, first: 5 }));
  }

  for (const filter of requestFilters({ userId, eventId, from, to })) {
    await bothWays((page) =>
      call('RewardRequests', () => operator.run(d.RewardRequestsDocument, { filter, ...page })).then(
        (x) => x.rewardRequests,
      ),
    );
  }
  for (const filter of [null, { eventId }, { statuses: ['FAILED' as const] }]) {
    await bothWays((page) =>
      call('MyRewardRequests', () => alice.run(d.MyRewardRequestsDocument, { filter, ...page })).then(
        (x) => x.myRewardRequests,
      ),
    );
  }
  for (const filter of [
    null,
    { eventId },
    { userId },
    { types: ['COUPON' as const] },
    { grantedFrom: from, grantedTo: to },
  ]) {
    await bothWays((page) =>
      call('RewardGrants', () => operator.run(d.RewardGrantsDocument, { filter, ...page })).then(
        (x) => x.rewardGrants,
      ),
    );
  }
  for (const filter of [null, { eventId }, { userId }, { grantedFrom: '2026-01-01T00:00:00Z' }]) {
    await call('RewardGrantSums', () => operator.run(d.RewardGrantSumsDocument, { filter }));
  }
  await call('MyGrants', () => alice.run(d.MyGrantsDocument, { first: 5 }));
  await call('RewardRequest', () => operator.run(d.RewardRequestDocument, { id: String(someRow!._id) }));
  for (const unit of ['HOUR', 'DAY'] as const) {
    await call('Overview', () => operator.run(d.OverviewDocument, { unit, count: 5 }));
  }
  await call('Eligibility', () => operator.run(d.EligibilityDocument, { eventId, userId }));

  await claimsAndDecisions(call);
  await readAll(call, {
    attendance: { userId },
    'audience-members': { id: audienceId },
    'payout-members': { id: payoutId },
  });

  for (const filter of [
    null,
    { actorId: operator.id },
    { actions: ['createEvent'] },
    { targetType: 'Event', targetId: eventId },
    { from, to },
  ]) {
    await bothWays((page) =>
      call('AuditEntries', () => auditor.run(d.AuditEntriesDocument, { filter, ...page })).then(
        (x) => x.auditEntries,
      ),
    );
  }
}

/** What reads whole collections. @param filterOf those of the exports that need one */
async function readAll(call: Call, filterOf: Readonly<Record<string, object>>) {
  const { auditor } = staff;
  await call('Invariants', () => auditor.run(documents.InvariantsDocument));
  await call('AuditVerification', () => auditor.run(documents.AuditVerificationDocument));
  for (const { name } of EXPORTS) {
    const filter = filterOf[name];
    const query = filter === undefined ? '' : `&filter=${encodeURIComponent(JSON.stringify(filter))}`;
    const { status } = await call(`${name}.csv`, () =>
      ask(`${server.url}/export/${name}.csv?reason=test${query}`, {
        headers: { authorization: `Bearer ${auditor.accessToken}` },
      }),
    );
    expect(status).toBe(200);
  }
}

type Call = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

async function claimsAndDecisions(call: Call) {
  const { operator, alice } = staff;
  const d = documents;
  server.clock.advance({ seconds: 1 });
  const unlimited = await call('CreateEvent', () => createEvent(operator));
  await call('RequestReward', () =>
    alice.run(d.RequestRewardDocument, { input: { eventId: unlimited.id, idempotencyKey: 'one' } }),
  );
  const rewards = [{ type: 'COUPON' as const, name: 'Coupon', stock: 5 }];
  const manual = await createEvent(operator, { payout: 'MANUAL', rewards });
  const claim = async (eventId: string) => {
    const user = await later(() => server.actor('USER'));
    await attend(server.database, user.id, lastDays(server.clock.now(), 5));
    const { requestReward } = await call('RequestReward', () =>
      user.run(d.RequestRewardDocument, { input: { eventId } }),
    );
    return requestReward!.request!;
  };
  const pool = await createPoolEvent(operator);
  await importCodes(
    server,
    pool.poolId,
    Array.from({ length: CODES }, (_, n) => `code-${n}`),
  );
  const { id: requestId, grants } = await claim(pool.id);
  await call('RevealCode', () =>
    staff.admin.run(d.RevealCodeDocument, { input: { requestId, grantId: grants[0]!.id, reason: 'trial' } }),
  );
  await call('Event', () => operator.run(d.EventDocument, { id: pool.id }));
  const { id: approved } = await claim(manual.id);
  await call('ApproveRewardRequest', () =>
    operator.run(d.ApproveRewardRequestDocument, { input: { id: approved, note: 'trial' } }),
  );
  await call('RevokeRewardRequest', () =>
    operator.run(d.RevokeRewardRequestDocument, {
      input: { id: approved, reason: 'trial', returnStock: true, idempotencyKey: 'trial' },
    }),
  );
  const { id: rejected } = await claim(manual.id);
  await call('RejectRewardRequest', () =>
    operator.run(d.RejectRewardRequestDocument, { input: { id: rejected, reason: 'trial' } }),
  );
  const several = [(await claim(manual.id)).id, (await claim(manual.id)).id];
  await call('ApproveRewardRequests', () =>
    operator.run(d.ApproveRewardRequestsDocument, { input: { ids: several, note: 'trial' } }),
  );
  await call('RejectRewardRequests', () =>
    operator.run(d.RejectRewardRequestsDocument, { input: { ids: several, reason: 'trial' } }),
  );
  const reward = manual.rewards[0]!;
  await call('Reward', () => operator.run(d.RewardDocument, { id: reward.id }));
  await call('Condition', () => operator.run(d.ConditionDocument, { id: manual.conditions[0]!.id }));
  await call('AdjustRewardStock', () =>
    operator.run(d.AdjustRewardStockDocument, {
      input: { id: reward.id, delta: 3, reason: 'trial', idempotencyKey: 'more' },
    }),
  );
  await edits(call);
  const { users } = server.database;
  const _id = new Types.ObjectId();
  const of = { username: 'Last', usernameKey: 'last', nameLookup: 'last', identities: [] };
  await users.insertOne({ ...(await users.findOne({ usernameKey: 'user 30' }))!, _id, ...of });
  await call('EraseUser', () =>
    staff.admin.run(d.EraseUserDocument, { input: { userId: _id.toHexString(), reason: 'trial' } }),
  );
}

async function edits(call: Call) {
  const { operator } = staff;
  const d = documents;
  const event = await createEvent(operator, { active: false });
  let expectedVersion = event.version;
  const next = () => expectedVersion++;
  const [condition, reward] = [event.conditions[0]!, event.rewards[0]!];
  await call('UpdateEvent', () =>
    operator.run(d.UpdateEventDocument, { input: { id: event.id, expectedVersion: next(), title: 'New' } }),
  );
  const added = await call('AddCondition', () =>
    operator.run(d.AddConditionDocument, {
      input: {
        ...{ eventId: event.id, expectedVersion: next() },
        condition: { kind: 'TOTAL_ATTENDANCE', target: 2 },
      },
    }),
  );
  await call('UpdateCondition', () =>
    operator.run(d.UpdateConditionDocument, {
      input: {
        ...{ id: condition.id, expectedVersion: next() },
        condition: { kind: 'CONSECUTIVE_ATTENDANCE', target: 2 },
      },
    }),
  );
  await call('RemoveCondition', () =>
    operator.run(d.RemoveConditionDocument, {
      input: { id: added.addCondition!.condition!.id, expectedVersion: next() },
    }),
  );
  const backend = await later(() => backendOf(server, ['GRANTS_READ', 'GRANTS_ACKNOWLEDGE']));
  for (const types of [null, ['REWARD_GRANTED' as const]]) {
    await call('RewardFeed', () => backend.run(d.RewardFeedDocument, { after: 0, types }));
    // Beyond the tail.
    await call('RewardFeed', () => backend.ask(d.RewardFeedDocument, { after: 1_000_000, types }));
  }
  const grants = [{ requestId: event.id, grantId: reward.id, outcome: 'DELIVERED' as const }];
  await call('AcknowledgeGrants', () => backend.run(d.AcknowledgeGrantsDocument, { input: { grants } }));
  await call('AddReward', () =>
    operator.run(d.AddRewardDocument, {
      input: { eventId: event.id, expectedVersion: next(), reward: { type: 'ITEM', name: 'Item' } },
    }),
  );
  await call('UpdateReward', () =>
    operator.run(d.UpdateRewardDocument, {
      input: { id: reward.id, expectedVersion: next(), name: 'Other points' },
    }),
  );
  await call('RemoveReward', () =>
    operator.run(d.RemoveRewardDocument, { input: { id: reward.id, expectedVersion: next() } }),
  );
  await call('DuplicateEvent', () =>
    operator.run(d.DuplicateEventDocument, { input: { id: event.id, startAt: event.startAt } }),
  );
  await call('ArchiveEvent', () =>
    operator.run(d.ArchiveEventDocument, { input: { id: event.id, expectedVersion: next() } }),
  );
}

function requestFilters({ userId, eventId, from, to }: Record<'userId' | 'eventId' | 'from' | 'to', string>) {
  const statuses = ['PENDING', 'SUCCESS', 'FAILED'] as const;
  return [
    null,
    { eventId },
    { userId },
    { userId, eventId },
    { decidedById: staff.operator.id },
    ...statuses.map((status) => ({ statuses: [status] })),
    ...statuses.map((status) => ({ eventId, statuses: [status] })),
    { userId, statuses: ['SUCCESS' as const] },
    { failureCodes: ['REJECTED' as const] },
    { eventId, failureCodes: ['REJECTED' as const] },
    { requestedFrom: from, requestedTo: to },
  ];
}

interface Listed {
  readonly pageInfo: { readonly endCursor?: string | null };
}

/** The first page and the one after it, newest and oldest first. */
async function bothWays(list: (page: object) => Promise<Listed | null | undefined>) {
  for (const reverse of [false, true]) {
    const first = await list({ first: 5, reverse });
    const after = first?.pageInfo.endCursor;
    if (after) await list({ first: 5, reverse, after });
  }
}

function deliveryTo(endpointId: string, n: number): WebhookDelivery {
  return {
    _id: new Types.ObjectId(),
    endpointId: new Types.ObjectId(endpointId),
    state: n % 2 === 0 ? 'DELIVERED' : 'EXHAUSTED',
    ...{ sequence: FIRST_SEQUENCE + n, epoch: 'epoch', type: 'REWARD_GRANTED', rowId: new Types.ObjectId() },
    ...{ attempts: 1, lastStatus: 204, lastError: null, nextAttemptAt: null },
    ...{ at: server.clock.now(), lastAttemptAt: server.clock.now(), settledAt: server.clock.now() },
  };
}

/** Rows of one instant are read together: here they are no part of the question. */
function later<Result>(work: () => Promise<Result>): Promise<Result> {
  server.clock.advance({ seconds: 1 });
  return work();
}

/** They read everything, by what they are. */
const WHOLE = new Set(['Invariants', 'AuditVerification', ...EXPORTS.map(({ name }) => `${name}.csv`)]);
const READS = new Set(['find', 'aggregate', 'count', 'distinct']);

/**
 * Names by their beginning, newest account first: the database weighs a sort of the few that match against
 * reading the names of all, and is right either way.
 */
function isPrefixSearch(command: object): boolean {
  return JSON.stringify(command).includes('"usernameKey":{"$regex"');
}

test('every operation is walked', () => {
  expect(OPERATIONS.filter((name) => !exercised.has(name))).toEqual([]);
});

test('every read has a deadline in the database', () => {
  const reads = recorder.sent.filter(({ name }) => READS.has(name));
  const late = reads.filter(({ operation, command: { maxTimeMS } }) => {
    const limit = WHOLE.has(operation) ? READ_LIMIT_MS.whole : READ_LIMIT_MS.page;
    // What nobody waits for may take longer.
    return !(maxTimeMS > 0 && (maxTimeMS <= limit || operation === BACKGROUND));
  });
  expect(late.map(({ operation, name, command }) => `${operation}: ${name} ${command[name]}`)).toEqual([]);
  const places = new Set(reads.map(({ operation }) => operation));
  expect([...WHOLE, BACKGROUND].filter((operation) => !places.has(operation))).toEqual([]);
});

test('docs/scale.md has the read concern and preference of every read, and of no other', () => {
  const reads = new Set(recorder.sent.flatMap((sent) => readOf(sent) ?? []));
  expect(documentedReads().sort()).toEqual([...reads].sort());
});

test('every write is acknowledged by a majority with its journal, but for the counts of rate limits', () => {
  const writes = recorder.sent.flatMap((sent) => writeOf(sent) ?? []);
  expect(writes.length).toBeGreaterThan(50);
  for (const { collection, concern } of writes) {
    const expected = collection === 'ratelimits' ? { w: 1 } : { w: 'majority', j: true };
    expect({ collection, concern }).toEqual({ collection, concern: expected });
  }
});

/** No index tells a null from a missing field, so each inactive event of the list is read to tell drafts from paused ones. */
function tellsDrafts(command: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(command.filter ?? command.pipeline ?? null).includes('firstActivatedAt');
}

test('every query has an index, sorts nothing in memory, and reads no row that it does not need', async () => {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const sent of recorder.sent) {
    const { operation, name, command } = sent;
    if (WHOLE.has(operation)) continue;
    if (isPrefixSearch(command)) continue;
    for (const fault of await planFaults(server, sent)) {
      if (tellsDrafts(command) && fault.startsWith('reads ')) continue;
      const asked = JSON.stringify(command.filter ?? command.pipeline ?? command.updates ?? command.query);
      const line = `${operation}: ${name} ${command[name]} ${fault}: ${asked}`.slice(0, 400);
      const key = `${operation} ${name} ${command[name]} ${fault}`;
      if (!seen.has(key)) faults.push(line);
      seen.add(key);
    }
  }
  expect(recorder.sent.length).toBeGreaterThan(200);
  expect(faults).toEqual([]);
});
