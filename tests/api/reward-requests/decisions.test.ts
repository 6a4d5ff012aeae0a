import { Types } from 'mongoose';
import {
  ApproveRewardRequestDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RewardRequestDocument,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { Client } from '../../support/client';
import { attend, lastDays } from '../../support/attendance';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

async function pendingRequest(stock: number | null = null) {
  const event = await createEvent(operator, {
    payout: 'MANUAL',
    rewards: [{ type: 'ITEM', name: 'Jacket', quantity: 2, stock }],
  });
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  return { event, user, id: requestReward!.request!.id };
}

const remaining = async (eventId: string) =>
  (await server.database.events.findOne({ _id: new Types.ObjectId(eventId) }))!.rewards[0]!.remaining;
const entriesAbout = (id: string) => readAudit(server.database, { targetId: new Types.ObjectId(id) });

// Claim invariants: C23.
test('approval pays the rewards as they were at the request, in one entry of the chain', async () => {
  const { id, user } = await pendingRequest();
  server.clock.advance({ minutes: 1 });
  const { approveRewardRequest } = await operator.run(ApproveRewardRequestDocument, {
    input: { id, note: 'well done' },
  });
  const now = server.clock.now().toISOString();
  expect(approveRewardRequest?.request).toMatchObject({
    status: 'SUCCESS',
    decidedAt: now,
    note: 'well done',
    failureCode: null,
    decidedBy: { id: operator.id },
    grants: [{ name: 'Jacket', quantity: 2, grantedAt: now }],
  });
  expect(await entriesAbout(id)).toMatchObject([
    { action: 'approveRewardRequest', before: '{"status":"PENDING"}', reason: 'well done' },
  ]);
  const seen = await user.run(RewardRequestDocument, { id });
  expect(seen.rewardRequest).toMatchObject({ note: 'well done', decidedBy: null });
});

test('rejection gives the units back and tells the user why', async () => {
  const { event, id } = await pendingRequest(10);
  expect(await remaining(event.id)).toBe(8);
  const { rejectRewardRequest } = await operator.run(RejectRewardRequestDocument, {
    input: { id, reason: 'not the author' },
  });
  expect(rejectRewardRequest?.request).toMatchObject({
    status: 'FAILED',
    failureCode: 'REJECTED',
    note: 'not the author',
    grants: [],
  });
  expect(await remaining(event.id)).toBe(10);
  const stored = await server.database.events.findOne({ _id: new Types.ObjectId(event.id) });
  expect(stored!.holds).toEqual([]);
  expect(await entriesAbout(id)).toMatchObject([{ action: 'rejectRewardRequest', reason: 'not the author' }]);
});

test('approval keeps the units and closes the hold', async () => {
  const { event, id } = await pendingRequest(10);
  await operator.run(ApproveRewardRequestDocument, { input: { id } });
  const stored = await server.database.events.findOne({ _id: new Types.ObjectId(event.id) });
  expect(stored).toMatchObject({ holds: [], rewards: [{ stock: 10, remaining: 8 }] });
});

test('a decided request is ALREADY_DECIDED, and the answer has its state', async () => {
  const { id } = await pendingRequest();
  await operator.run(ApproveRewardRequestDocument, { input: { id } });
  const late = await operator.refused(
    RejectRewardRequestDocument,
    { input: { id, reason: 'late' } },
    'ALREADY_DECIDED',
  );
  expect(late.request).toMatchObject({ id, status: 'SUCCESS', note: null });
  expect(await entriesAbout(id)).toHaveLength(1);
});

// Claim invariants: C21.
test('of 20 decisions at once one wins, and only its entry is recorded', async () => {
  const { event, id } = await pendingRequest(10);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0
        ? operator.ask(ApproveRewardRequestDocument, { input: { id } })
        : operator.ask(RejectRewardRequestDocument, { input: { id, reason: 'no' } }),
    ),
  );
  const codes = answers.flatMap(({ data }) =>
    Object.values(data!).map((payload) => payload!.userErrors.map(({ code }) => code).join()),
  );
  expect(codes.filter((code) => code === '')).toHaveLength(1);
  expect(codes.filter((code) => code === 'ALREADY_DECIDED')).toHaveLength(19);
  expect(await entriesAbout(id)).toHaveLength(1);
  const row = await server.database.requests.findOne({ _id: new Types.ObjectId(id) });
  expect(await remaining(event.id)).toBe(row!.status === 1 ? 8 : 10);
});

// Claim invariants: C22.
test('nobody decides a request of the own account', async () => {
  const { id, user } = await pendingRequest();
  await server.services.admins.change({
    userId: user.id,
    set: { role: 'ADMIN' },
    actor: null,
    reason: null,
    now: server.clock.now(),
  });
  const payload = await user.refused(
    ApproveRewardRequestDocument,
    { input: { id } },
    'SELF_DECISION_FORBIDDEN',
  );
  expect(payload.request).toMatchObject({ id, status: 'PENDING' });
  await user.refused(RejectRewardRequestDocument, { input: { id, reason: 'me' } }, 'SELF_DECISION_FORBIDDEN');
});

async function setDisabled(userId: string, disabled: boolean): Promise<void> {
  const now = server.clock.now();
  await server.services.admins.change({ userId, set: { disabled }, actor: null, reason: null, now });
}

// Claim invariants: C22.
test('a disabled account is not paid: its request stays PENDING, and can be rejected', async () => {
  const { event, id, user } = await pendingRequest(10);
  await setDisabled(user.id, true);
  const payload = await operator.refused(ApproveRewardRequestDocument, { input: { id } }, 'ACCOUNT_DISABLED');
  expect(payload.request).toMatchObject({ id, status: 'PENDING', decidedAt: null, grants: [] });
  expect(await entriesAbout(id)).toEqual([]);
  expect(await remaining(event.id)).toBe(8);
  const { rejectRewardRequest } = await operator.run(RejectRewardRequestDocument, {
    input: { id, reason: 'the account is disabled' },
  });
  expect(rejectRewardRequest?.request).toMatchObject({ status: 'FAILED', failureCode: 'REJECTED' });
  expect(await remaining(event.id)).toBe(10);
});

test('an account that is enabled again can be paid', async () => {
  const { id, user } = await pendingRequest();
  await setDisabled(user.id, true);
  await operator.refused(ApproveRewardRequestDocument, { input: { id } }, 'ACCOUNT_DISABLED');
  await setDisabled(user.id, false);
  const { approveRewardRequest } = await operator.run(ApproveRewardRequestDocument, { input: { id } });
  expect(approveRewardRequest?.request).toMatchObject({ status: 'SUCCESS' });
});

test('a decided request of a disabled account is ALREADY_DECIDED', async () => {
  const { id, user } = await pendingRequest();
  await operator.run(ApproveRewardRequestDocument, { input: { id } });
  await setDisabled(user.id, true);
  await operator.refused(ApproveRewardRequestDocument, { input: { id } }, 'ALREADY_DECIDED');
});

test('every server refuses an approval that begins after the disabling was answered', async () => {
  const others = await Promise.all(
    Array.from({ length: 3 }, () => startTestServer({ mongodbUri: server.mongodbUri })),
  );
  try {
    for (const other of others) {
      const { id, user } = await pendingRequest();
      await setDisabled(user.id, true);
      const elsewhere = new Client(() => other.url);
      elsewhere.accessToken = operator.accessToken;
      await elsewhere.refused(ApproveRewardRequestDocument, { input: { id } }, 'ACCOUNT_DISABLED');
    }
  } finally {
    await Promise.all(others.map(({ app }) => app.close()));
  }
});

// Claim invariants: C21.
test('a FAILED request can not be approved', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL' });
  const user = await server.actor('USER');
  const failed = await user.refused(
    RequestRewardDocument,
    { input: { eventId: event.id } },
    'CONDITIONS_NOT_MET',
  );
  await operator.refused(
    ApproveRewardRequestDocument,
    { input: { id: failed.request.id } },
    'ALREADY_DECIDED',
  );
});

test('unknown ids and tombstones are NOT_FOUND', async () => {
  const tombstone = new Types.ObjectId();
  await server.services.holds.bury({ _id: tombstone, userId: new Types.ObjectId() });
  for (const id of ['no-such-request', new Types.ObjectId().toHexString(), tombstone.toHexString()]) {
    await operator.refused(ApproveRewardRequestDocument, { input: { id } }, 'NOT_FOUND');
  }
});

test.each(['', 'x'.repeat(1_001)])('a reason of a wrong length is BAD_USER_INPUT', async (reason) => {
  const { id } = await pendingRequest();
  await operator.refused(RejectRewardRequestDocument, { input: { id, reason } }, 'BAD_USER_INPUT');
});
