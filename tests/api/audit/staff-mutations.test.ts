import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { admits, PUBLIC, type Access } from '../../../src/access/permissions';
import { STAFF } from '../../../src/domain/viewer';
import { permissions } from '../../../src/graphql/permissions';
import {
  AddAudienceMembersDocument,
  AddStaffNoteDocument,
  ChangePayoutDocument,
  StartPayoutDocument,
  AddConditionDocument,
  AddRewardDocument,
  AdjustRewardStockDocument,
  ApproveRewardRequestDocument,
  ApproveRewardRequestsDocument,
  ArchiveEventDocument,
  ChangePasswordDocument,
  ChangeUserRoleDocument,
  CreateAudienceDocument,
  CreateEventDocument,
  DuplicateEventDocument,
  EndLoginDocument,
  ExcuseDayDocument,
  CreateSeriesDocument,
  CreateServiceKeyDocument,
  CreateWebhookEndpointDocument,
  LinkIdentityDocument,
  MyLoginsDocument,
  RejectRewardRequestDocument,
  RejectRewardRequestsDocument,
  RemoveConditionDocument,
  RemoveExcusedDayDocument,
  RemoveRewardDocument,
  RemoveWebhookEndpointDocument,
  ReplayWebhookDocument,
  RequestRewardDocument,
  ResetPasswordDocument,
  RevealCodeDocument,
  RevokeRewardRequestDocument,
  RevokeServiceKeyDocument,
  RotateWebhookSecretDocument,
  SealAudienceDocument,
  EraseUserDocument,
  SetUserDisabledDocument,
  UnlinkIdentityDocument,
  UpdateConditionDocument,
  UpdateEventDocument,
  UpdateRewardDocument,
  UpdateSeriesDocument,
  UpdateWebhookEndpointDocument,
  type CreateServiceKeyInput,
  VoidActivitiesDocument,
} from '../../generated/documents';
import { recordAll, report, SOURCE } from '../../support/activities';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { createPoolEvent, importCodes } from '../../support/codes';
import { createEvent } from '../../support/events';
import { startIdentityProvider, type IdentityProvider } from '../../support/identity-provider';
import { startTestServer, type TestServer } from '../../support/server';

/** The mutations that a signed-in member of staff may call. */
const MUTATIONS = Object.entries<Access>(permissions.Mutation).flatMap(([field, access]) => {
  if (access === PUBLIC) return [];
  const roles = 'judgedWithFacts' in access ? access.judgedWithFacts : access;
  return STAFF.some((role) => admits(roles, role)) ? [field] : [];
});

let server: TestServer;
let operator: Actor;
let admin: Actor;
let provider: IdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startTestServer({ env: { IDENTITY_ISSUERS: provider.issuersFile() } });
  [operator, admin] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const condition = { kind: 'ACCOUNT_AGE', target: 1 } as const;
const reward = { type: 'POINT', name: 'Points', quantity: 1, stock: 5 } as const;

/** An event that is not active yet, with a condition and a reward. */
async function draft() {
  const event = await createEvent(operator, { active: false, conditions: [condition], rewards: [reward] });
  const stored = (await server.database.events.findOne({ title: event.title }, { sort: { _id: -1 } }))!;
  const ids = { conditionId: String(stored.conditions[0]!.id), rewardId: String(stored.rewards[0]!.id) };
  return { id: event.id, changing: { expectedVersion: event.version }, ...ids };
}

/** A request that waits for a decision. */
async function waitingRequest(): Promise<string> {
  const { id: eventId } = await createEvent(operator, {
    payout: 'MANUAL',
    conditions: [],
    rewards: [reward],
  });
  const user = await server.actor('USER');
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId } });
  return requestReward!.request!.id;
}

async function serviceKey(): Promise<string> {
  const input: CreateServiceKeyInput = { name: 'Backend', source: 'shop', scopes: ['GRANTS_READ'] };
  const { createServiceKey } = await admin.run(CreateServiceKeyDocument, { input });
  return createServiceKey!.key!.id;
}

async function audience(...members: string[]): Promise<string> {
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'Players' } });
  const { id } = createAudience!.audience!;
  const users = members.map((member) => ({ id: member }));
  if (users.length > 0) await operator.run(AddAudienceMembersDocument, { input: { audienceId: id, users } });
  return id;
}

async function payoutInput() {
  const { id: eventId } = await createEvent(operator, { conditions: [condition], rewards: [reward] });
  const audienceId = await audience((await server.actor('USER')).id);
  await operator.run(SealAudienceDocument, { input: { id: audienceId } });
  return { eventId, audienceId, reason: 'An outage', idempotencyKey: randomUUID() };
}

async function series(templateEventId: string): Promise<string> {
  const input = { templateEventId, title: 'Weekly', recurrence: 'WEEKLY', firstDay: '2036-06-01' } as const;
  const { createSeries } = await operator.run(CreateSeriesDocument, { input });
  return createSeries!.series!.id;
}

async function webhookEndpoint(): Promise<string> {
  const input = { url: 'https://example.com/hook', types: ['USER_ERASED' as const] };
  const { createWebhookEndpoint } = await admin.run(CreateWebhookEndpointDocument, { input });
  return createWebhookEndpoint!.endpoint!.id;
}

type Act = () => Promise<unknown>;

/** Prepares each mutation, and returns what calls it once. */
const ACTS: Readonly<Record<string, () => Promise<Act>>> = {
  changePassword: async () => {
    const actor = await server.actor('OPERATOR');
    const input = { currentPassword: actor.password, newPassword: 'another password of the tests' };
    return () => actor.run(ChangePasswordDocument, { input });
  },
  endLogin: async () => {
    const actor = await server.actor('OPERATOR');
    const { myLogins } = await actor.run(MyLoginsDocument);
    return () => actor.run(EndLoginDocument, { input: { id: myLogins![0]!.id } });
  },
  resetPassword: async () => {
    const { id: userId } = await server.actor('USER');
    return () => admin.run(ResetPasswordDocument, { input: { userId, reason: 'forgotten' } });
  },
  linkIdentity: async () => {
    const actor = await server.actor('OPERATOR');
    const token = await provider.token(actor.id, server.clock.now());
    return () => actor.run(LinkIdentityDocument, { input: { token } });
  },
  unlinkIdentity: async () => {
    const actor = await server.actor('OPERATOR');
    const token = await provider.token(actor.id, server.clock.now());
    await actor.run(LinkIdentityDocument, { input: { token } });
    const input = { issuer: provider.issuer, subject: actor.id };
    return () => actor.run(UnlinkIdentityDocument, { input });
  },
  changeUserRole: async () => {
    const { id: userId } = await server.actor('USER');
    const input = { userId, role: 'OPERATOR', reason: 'joined' } as const;
    return () => admin.run(ChangeUserRoleDocument, { input });
  },
  setUserDisabled: async () => {
    const { id: userId } = await server.actor('USER');
    return () => admin.run(SetUserDisabledDocument, { input: { userId, disabled: true, reason: 'left' } });
  },
  eraseUser: async () => {
    const { id: userId } = await server.actor('USER');
    return () => admin.run(EraseUserDocument, { input: { userId, reason: 'asked for it' } });
  },
  createServiceKey: async () => serviceKey,
  revokeServiceKey: async () => {
    const id = await serviceKey();
    return () => admin.run(RevokeServiceKeyDocument, { input: { id, reason: 'leaked' } });
  },
  createWebhookEndpoint: async () => webhookEndpoint,
  updateWebhookEndpoint: async () => {
    const id = await webhookEndpoint();
    return () => admin.run(UpdateWebhookEndpointDocument, { input: { id, active: false } });
  },
  rotateWebhookSecret: async () => {
    const id = await webhookEndpoint();
    return () => admin.run(RotateWebhookSecretDocument, { input: { id } });
  },
  removeWebhookEndpoint: async () => {
    const id = await webhookEndpoint();
    return () => admin.run(RemoveWebhookEndpointDocument, { input: { id } });
  },
  replayWebhook: async () => {
    const id = await webhookEndpoint();
    const _id = new Types.ObjectId(id);
    await server.database.webhookEndpoints.updateOne({ _id }, { $set: { start: 1 } });
    await server.database.webhookLeases.updateOne({ _id }, { $set: { cursor: 1 }, $inc: { n: 1 } });
    const input = { id, fromSequence: 1, toSequence: 1 };
    return () => admin.run(ReplayWebhookDocument, { input });
  },
  addStaffNote: async () => {
    const { id: userId } = await server.actor('USER');
    return () => operator.run(AddStaffNoteDocument, { input: { userId, text: 'called twice' } });
  },
  excuseDay: async () => {
    return () => operator.run(ExcuseDayDocument, { input: { day: '2026-06-01', reason: 'outage' } });
  },
  removeExcusedDay: async () => {
    await operator.run(ExcuseDayDocument, { input: { day: '2026-05-31', reason: 'outage' } });
    return () =>
      operator.run(RemoveExcusedDayDocument, { input: { day: '2026-05-31', reason: 'a mistake' } });
  },
  createEvent: async () => {
    const input = { title: 'Spring', startAt: '2026-06-01T00:00:00Z' };
    return () => operator.run(CreateEventDocument, { input });
  },
  updateEvent: async () => {
    const { id, changing } = await draft();
    return () => operator.run(UpdateEventDocument, { input: { id, ...changing, title: 'Summer' } });
  },
  createAudience: async () => () => audience(),
  addAudienceMembers: async () => {
    const { id } = await server.actor('USER');
    const input = { audienceId: await audience(), users: [{ id }] };
    return () => operator.run(AddAudienceMembersDocument, { input });
  },
  sealAudience: async () => {
    const id = await audience((await server.actor('USER')).id);
    return () => operator.run(SealAudienceDocument, { input: { id } });
  },
  startPayout: async () => {
    const input = await payoutInput();
    return () => operator.run(StartPayoutDocument, { input });
  },
  changePayout: async () => {
    const { startPayout } = await operator.run(StartPayoutDocument, { input: await payoutInput() });
    const input = { id: startPayout!.payout!.id, change: 'CANCEL' as const, reason: 'The wrong list' };
    return () => operator.run(ChangePayoutDocument, { input });
  },
  duplicateEvent: async () => {
    const { id } = await draft();
    return () => operator.run(DuplicateEventDocument, { input: { id, startAt: '2026-06-01T00:00:00Z' } });
  },
  createSeries: async () => {
    const { id } = await draft();
    // It is a template by now; making it one is an act of its own.
    await series(id);
    return () => series(id);
  },
  updateSeries: async () => {
    const id = await series((await draft()).id);
    return () =>
      operator.run(UpdateSeriesDocument, { input: { id, expectedVersion: 1, title: 'Each week' } });
  },
  archiveEvent: async () => {
    const { id, changing } = await draft();
    return () => operator.run(ArchiveEventDocument, { input: { id, ...changing } });
  },
  addCondition: async () => {
    const { id: eventId, changing } = await draft();
    const input = { eventId, ...changing, condition: { ...condition, target: 9 } };
    return () => operator.run(AddConditionDocument, { input });
  },
  updateCondition: async () => {
    const { conditionId: id, changing } = await draft();
    const input = { id, ...changing, condition: { ...condition, target: 2 } };
    return () => operator.run(UpdateConditionDocument, { input });
  },
  removeCondition: async () => {
    const { conditionId: id, changing } = await draft();
    return () => operator.run(RemoveConditionDocument, { input: { id, ...changing } });
  },
  addReward: async () => {
    const { id: eventId, changing } = await draft();
    return () => operator.run(AddRewardDocument, { input: { eventId, ...changing, reward } });
  },
  updateReward: async () => {
    const { rewardId: id, changing } = await draft();
    return () => operator.run(UpdateRewardDocument, { input: { id, ...changing, name: 'More points' } });
  },
  removeReward: async () => {
    const { rewardId: id, changing } = await draft();
    return () => operator.run(RemoveRewardDocument, { input: { id, ...changing } });
  },
  adjustRewardStock: async () => {
    const { rewardId: id } = await draft();
    const input = { id, delta: 5, reason: 'delivery', idempotencyKey: `delivery-${id}` };
    return () => operator.run(AdjustRewardStockDocument, { input });
  },
  voidActivities: async () => {
    const { id } = await server.actor('USER');
    await recordAll(server, [report(server, id, { externalId: 'order-1' })]);
    const activities = [{ user: { id }, externalId: 'order-1' }];
    const input = { source: SOURCE, activities, reason: 'returned' };
    return () => operator.run(VoidActivitiesDocument, { input });
  },
  revealCode: async () => {
    const { id, poolId } = await createPoolEvent(operator, { payout: 'MANUAL' });
    await importCodes(server, poolId, [`revealed-${id}`]);
    const user = await server.actor('USER');
    await attend(server.database, user.id, lastDays(server.clock.now(), 1));
    const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: id } });
    const requestId = requestReward!.request!.id;
    const { approveRewardRequest } = await operator.run(ApproveRewardRequestDocument, {
      input: { id: requestId },
    });
    const grantId = approveRewardRequest!.request!.grants[0]!.id;
    return () => admin.run(RevealCodeDocument, { input: { requestId, grantId, reason: 'lost' } });
  },
  approveRewardRequest: async () => {
    const id = await waitingRequest();
    return () => operator.run(ApproveRewardRequestDocument, { input: { id, note: 'well done' } });
  },
  rejectRewardRequest: async () => {
    const id = await waitingRequest();
    return () => operator.run(RejectRewardRequestDocument, { input: { id, reason: 'too late' } });
  },
  approveRewardRequests: async () => {
    const ids = [await waitingRequest()];
    return () => operator.run(ApproveRewardRequestsDocument, { input: { ids, note: 'well done' } });
  },
  rejectRewardRequests: async () => {
    const ids = [await waitingRequest()];
    return () => operator.run(RejectRewardRequestsDocument, { input: { ids, reason: 'too late' } });
  },
  revokeRewardRequest: async () => {
    const id = await waitingRequest();
    await operator.run(ApproveRewardRequestDocument, { input: { id } });
    const input = { id, reason: 'by mistake', idempotencyKey: id };
    return () => operator.run(RevokeRewardRequestDocument, { input });
  },
};

/** A decision is recorded the same way, however many others came with it. */
const RECORDED_AS: Readonly<Record<string, string>> = {
  approveRewardRequests: 'approveRewardRequest',
  rejectRewardRequests: 'rejectRewardRequest',
};

test('every mutation that staff may call is tried below', () => {
  expect(Object.keys(ACTS).sort()).toEqual([...MUTATIONS].sort());
});

test.each(MUTATIONS)('%s leaves one audit entry under its own name', async (field) => {
  const act = await ACTS[field]!();
  const entries = server.database.auditEntries;
  const before = await entries.countDocuments();
  await act();
  // Entries without an actor are the server's own: a payout of an earlier case may end only now.
  const made = await entries.find({ sequence: { $gt: before }, actorId: { $ne: null } }).toArray();
  expect(made.map(({ action }) => action)).toEqual([RECORDED_AS[field] ?? field]);
});
