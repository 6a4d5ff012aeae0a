import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Types } from 'mongoose';
import { derivedId } from '../../../src/audit/entries';
import { checkInvariants } from '../../../src/invariants/invariants';
import { claimForMembers } from '../../../src/payouts/payout-step';
import {
  AddRewardDocument,
  ChangePayoutDocument,
  CreateAudienceDocument,
  ExcuseDayDocument,
  PayoutDocument,
  PayoutsDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  RequestRewardForDocument,
  RevokeRewardRequestDocument,
  SetUserDisabledDocument,
  StartPayoutDocument,
  UpdateEventDocument,
  type PayoutChange,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { insertUsers, sealedAudience } from '../../support/audiences';
import { codesFrom, createPoolEvent, importCodes, readCodes } from '../../support/codes';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';
import { backendOf } from '../../support/service-keys';
import { until } from '../../support/until';

let server: TestServer;
let operator: Actor;
let colleague: Actor;
beforeAll(async () => {
  server = await startTestServer({ env: { PAYOUT_SECOND_PERSON_ABOVE: '10' } });
  [operator, colleague] = await Promise.all([server.actor('OPERATOR'), server.actor('ADMIN')]);
});
afterAll(() => server.close());
afterEach(async () => {
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

/** Open to everybody whose account exists. */
const anybody = { conditions: [{ kind: 'ACCOUNT_AGE' as const, target: 1 }] };
const eventFor = async (overrides: object = {}) => {
  const event = await createEvent(operator, { ...anybody, ...overrides });
  return event;
};
/** Accounts that are a week old. */
const members = (count: number) =>
  insertUsers(server.app, count, new Date(server.clock.now().getTime() - 7 * 86_400_000));
const audienceOf = (ids: readonly string[]) => sealedAudience(operator, server.app, ids);
async function start(eventId: string, audienceId: string, by = operator) {
  const input = { eventId, audienceId, reason: 'The outage of May', idempotencyKey: randomUUID() };
  const { startPayout } = await by.run(StartPayoutDocument, { input });
  return startPayout!.payout!;
}
const change = (id: string, what: PayoutChange, by = operator) =>
  by.run(ChangePayoutDocument, { input: { id, change: what, reason: 'why' } });
const get = async (id: string) => (await operator.run(PayoutDocument, { id })).payout!;
/** Runs what is due until the payout has left RUNNING. */
async function settled(id: string) {
  await until(async () => {
    await server.services.payoutRunner.sweep();
    return (await get(id)).state !== 'RUNNING';
  });
  return get(id);
}
const rowsOf = (payoutId: string) =>
  server.database.requests.find({ payoutId: new Types.ObjectId(payoutId) }).toArray();
const actionsOf = async (id: string) =>
  (
    await server.database.auditEntries
      .find({ targetId: new Types.ObjectId(id) })
      .sort({ sequence: 1 })
      .toArray()
  ).map(({ action }) => action);

test('each member is paid once, as the member would be; others are counted and get no row', async () => {
  const event = await eventFor();
  const [claimant, disabled, tooYoung] = await Promise.all([
    server.actor('USER'),
    server.actor('USER'),
    server.actor('USER'),
  ]);
  await server.database.users.updateMany(
    { _id: { $in: [claimant, disabled].map(({ id }) => new Types.ObjectId(id)) } },
    { $set: { createdAt: new Date('2026-05-01T00:00:00Z') } },
  );
  await claimant.run(RequestRewardDocument, { input: { eventId: event.id } });
  await colleague.run(SetUserDisabledDocument, { input: { userId: disabled.id, disabled: true } });
  const paid = await members(5);
  const staff = await server.actor('AUDITOR');
  const audienceId = await audienceOf([...paid, claimant.id, disabled.id, tooYoung.id, staff.id]);
  const payout = await start(event.id, audienceId);
  expect(payout).toMatchObject({ state: 'RUNNING', total: 9, startedBy: { id: operator.id } });
  const done = await settled(payout.id);
  expect(done).toMatchObject({ state: 'DONE', paid: 5, already: 1, refused: 3, pausedReason: null });
  const rows = await rowsOf(payout.id);
  expect(rows.map(({ userId }) => String(userId)).sort()).toEqual([...paid].sort());
  for (const row of rows) {
    expect(row).toMatchObject({ status: 1, source: 'PAYOUT', idempotencyKey: `payout:${payout.id}` });
    expect(row.grants).toHaveLength(2);
    expect(row.evidence).toMatchObject([{ kind: 'ACCOUNT_AGE', met: true }]);
  }
  expect(
    await server.database.requests.countDocuments({ eventId: new Types.ObjectId(event.id), status: 2 }),
  ).toBe(0);
  expect(await actionsOf(payout.id)).toEqual(['startPayout', 'finishPayout']);
});

test('a user sees the request of a payout, but not the payout', async () => {
  const user = await server.actor('USER');
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(user.id) },
    { $set: { createdAt: new Date('2026-05-01T00:00:00Z') } },
  );
  const event = await eventFor();
  const payout = await start(event.id, await audienceOf([user.id]));
  await settled(payout.id);
  const query = `{ event(id: "${event.id}") { myRequest { source status payout { id } } } }`;
  expect((await user.send(query)).data).toEqual({
    event: { myRequest: { source: 'PAYOUT', status: 'SUCCESS', payout: null } },
  });
  const [row] = await rowsOf(payout.id);
  const seen = await operator.send(`{ rewardRequest(id: "${String(row!._id)}") { payout { id } } }`);
  expect(seen.data).toEqual({ rewardRequest: { payout: { id: payout.id } } });
});

test('one key starts one payout; with other input it is refused', async () => {
  const event = await eventFor();
  const audienceId = await audienceOf(await members(3));
  const input = { eventId: event.id, audienceId, reason: 'once', idempotencyKey: randomUUID() };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => operator.run(StartPayoutDocument, { input })),
  );
  expect(new Set(answers.map(({ startPayout }) => startPayout!.payout!.id)).size).toBe(1);
  expect(await server.database.payouts.countDocuments({ eventId: new Types.ObjectId(event.id) })).toBe(1);
  await operator.refused(
    StartPayoutDocument,
    { input: { ...input, reason: 'another' } },
    'IDEMPOTENCY_KEY_REUSED',
  );
  await settled(answers[0]!.startPayout!.payout!.id);
});

test('the key of a start that its server did not finish cannot start a larger payout without an approval', async () => {
  const event = await eventFor();
  const idempotencyKey = randomUUID();
  const id = derivedId('startPayout', operator.id, idempotencyKey);
  await server.database.events.updateOne(
    { _id: new Types.ObjectId(event.id) },
    { $set: { payouts: [{ id, total: 1, inputHash: 'that of another audience' }] } },
  );
  const audienceId = await audienceOf(await members(11));
  const input = { eventId: event.id, audienceId, reason: 'more', idempotencyKey };
  await operator.refused(StartPayoutDocument, { input }, 'IDEMPOTENCY_KEY_REUSED');
  expect(await server.database.payouts.countDocuments({ _id: id })).toBe(0);
});

test('a start freezes the event', async () => {
  const event = await eventFor();
  const payout = await start(event.id, await audienceOf(await members(1)));
  const reward = { type: 'POINT' as const, name: 'More', quantity: 1 };
  await operator.refused(
    AddRewardDocument,
    { input: { eventId: event.id, expectedVersion: event.version, reward } },
    'EVENT_HAS_REQUESTS',
  );
  await settled(payout.id);
});

test('above the limit, all payouts of the event together, another account must approve', async () => {
  const event = await eventFor();
  const first = await start(event.id, await audienceOf(await members(6)));
  expect(first.state).toBe('RUNNING');
  const second = await start(event.id, await audienceOf(await members(6)));
  expect(second.state).toBe('AWAITING_APPROVAL');
  const approval = { id: second.id, change: 'APPROVE' as const };
  await operator.refused(ChangePayoutDocument, { input: approval }, 'PAYOUT_NEEDS_ANOTHER_PERSON');
  await operator.refused(
    ChangePayoutDocument,
    { input: { id: second.id, change: 'PAUSE' } },
    'PAYOUT_NOT_RUNNING',
  );
  await server.services.payoutRunner.sweep();
  expect(await rowsOf(second.id)).toEqual([]);
  const { changePayout } = await change(second.id, 'APPROVE', colleague);
  expect(changePayout!.payout).toMatchObject({ state: 'RUNNING', approvedBy: { id: colleague.id } });
  expect(await settled(second.id)).toMatchObject({ state: 'DONE', paid: 6 });
  expect(await settled(first.id)).toMatchObject({ state: 'DONE', paid: 6 });
  expect(await actionsOf(second.id)).toEqual(['startPayout', 'changePayout', 'finishPayout']);
});

test('a paused event pauses the payout with the reason, and it can be resumed', async () => {
  const event = await eventFor();
  const audienceId = await audienceOf(await members(4));
  const payout = await start(event.id, audienceId);
  const { updateEvent } = await operator.run(UpdateEventDocument, {
    input: { id: event.id, expectedVersion: event.version, active: false },
  });
  const paused = await settled(payout.id);
  // It may have been faster than the change of the event.
  if (paused.state === 'PAUSED') {
    expect(paused).toMatchObject({ pausedReason: 'EVENT_INACTIVE' });
    await operator.run(UpdateEventDocument, {
      input: { id: event.id, expectedVersion: updateEvent!.event!.version, active: true },
    });
    await change(payout.id, 'RESUME');
  }
  expect(await settled(payout.id)).toMatchObject({ state: 'DONE', paid: 4, pausedReason: null });
});

test('a cancelled payout pays nobody any more, and its final counts are recorded', async () => {
  const event = await eventFor();
  const payout = await start(event.id, await audienceOf(await members(11)));
  await change(payout.id, 'CANCEL');
  const { changePayout: again } = await change(payout.id, 'CANCEL');
  expect(again!.payout).toMatchObject({ state: 'CANCELLED', paid: 0 });
  server.clock.advance({ seconds: 30 });
  await server.services.payoutRunner.sweep();
  expect(await actionsOf(payout.id)).toEqual(['startPayout', 'changePayout', 'finishPayout']);
  await operator.refused(
    ChangePayoutDocument,
    { input: { id: payout.id, change: 'RESUME' } },
    'PAYOUT_NOT_RUNNING',
  );
});

test('a MANUAL event leaves the requests to an operator', async () => {
  const event = await eventFor({ payout: 'MANUAL' });
  const payout = await start(event.id, await audienceOf(await members(3)));
  expect(await settled(payout.id)).toMatchObject({ state: 'DONE', paid: 3 });
  expect((await rowsOf(payout.id)).map(({ status }) => status)).toEqual([0, 0, 0]);
});

/** Claims for the members of a payout as a server does that dies before it moves the cursor. */
const claimWithoutCursor = (payoutId: string, eventId: string, memberIds: readonly string[]) =>
  claimForMembers(server.services.claims, server.clock.now, {
    payoutId: new Types.ObjectId(payoutId),
    eventId: new Types.ObjectId(eventId),
    userIds: [...memberIds].sort().map((id) => new Types.ObjectId(id)),
  });

// Claim invariants: C29.
test('a repeated step finds the requests of the first one, and counts what was rejected meanwhile', async () => {
  const event = await eventFor({ payout: 'MANUAL' });
  // More than one person may start alone: it waits for the approval, and no sweep takes the step before that.
  const memberIds = await members(11);
  const payout = await start(event.id, await audienceOf(memberIds));
  await claimWithoutCursor(payout.id, event.id, memberIds);
  const [row] = await rowsOf(payout.id);
  await colleague.run(RejectRewardRequestDocument, { input: { id: String(row!._id), reason: 'not him' } });
  await change(payout.id, 'APPROVE', colleague);
  expect(await settled(payout.id)).toMatchObject({ state: 'DONE', paid: 10, already: 0, refused: 1 });
  expect((await rowsOf(payout.id)).map(({ status }) => status).sort()).toEqual([...Array(10).fill(0), 2]);
});

test('the final counts add up when a request is rejected after the cursor has passed it', async () => {
  const event = await eventFor({ payout: 'MANUAL' });
  const memberIds = (await members(11)).sort();
  const payout = await start(event.id, await audienceOf(memberIds));
  await claimWithoutCursor(payout.id, event.id, memberIds);
  await server.database.payouts.updateOne(
    { _id: new Types.ObjectId(payout.id) },
    { $set: { cursor: new Types.ObjectId(memberIds.at(-1)), passed: 11 } },
  );
  const [row] = await rowsOf(payout.id);
  await colleague.run(RejectRewardRequestDocument, { input: { id: String(row!._id), reason: 'not him' } });
  await change(payout.id, 'APPROVE', colleague);
  expect(await settled(payout.id)).toMatchObject({ state: 'DONE', paid: 10, already: 0, refused: 1 });
});

test('a revoked payment of a payout returns its stock, keeps the slot and is paid by no other payout', async () => {
  const event = await eventFor({ rewards: [{ type: 'ITEM', name: 'Mug', stock: 5 }] });
  const memberIds = await members(2);
  const audienceId = await audienceOf(memberIds);
  const first = await start(event.id, audienceId);
  await settled(first.id);
  const [row] = await rowsOf(first.id);
  const revocation = { reason: 'the wrong list', returnStock: true, idempotencyKey: randomUUID() };
  await operator.run(RevokeRewardRequestDocument, { input: { id: String(row!._id), ...revocation } });
  const second = await start(event.id, audienceId);
  expect(await settled(second.id)).toMatchObject({ state: 'DONE', paid: 0, already: 2, refused: 0 });
  expect(await get(first.id)).toMatchObject({ paid: 2 });
  const stored = await server.database.events.findOne({ _id: new Types.ObjectId(event.id) });
  expect(stored!.rewards[0]).toMatchObject({ stock: 5, remaining: 4 });
});

test('members of a payout get one code each of a pool, and those that are left get none', async () => {
  const event = await createPoolEvent(operator, anybody);
  await importCodes(server, event.poolId, codesFrom('payout', 3));
  const payout = await start(event.id, await audienceOf(await members(5)));
  expect(await settled(payout.id)).toMatchObject({ state: 'DONE', paid: 3, refused: 2 });
  await until(async () => (await server.database.requests.countDocuments({ due: 'codes' })) === 0);
  const { byRequest, free } = await readCodes(server, event.poolId);
  expect([...byRequest.keys()].sort()).toEqual(
    (await rowsOf(payout.id)).map(({ _id }) => String(_id)).sort(),
  );
  expect(new Set(byRequest.values()).size).toBe(3);
  expect(free).toEqual([]);
});

test('an excused day counts for a member as for a claimant', async () => {
  const target = 2;
  const event = await eventFor({ conditions: [{ kind: 'CONSECUTIVE_ATTENDANCE', target }] });
  const [memberId] = await members(1);
  const [first, outage, last] = lastDays(server.clock.now(), 3);
  await attend(server.database, memberId!, [first!, last!]);
  const audienceId = await audienceOf([memberId!]);
  const before = await start(event.id, audienceId);
  expect(await settled(before.id)).toMatchObject({ paid: 0, refused: 1 });
  await operator.run(ExcuseDayDocument, { input: { day: outage!, reason: 'The servers were down' } });
  const after = await start(event.id, audienceId);
  expect(await settled(after.id)).toMatchObject({ paid: 1, refused: 0 });
});

test('nothing is paid while an index that claims rely on is missing', async () => {
  const { database, services, clock } = server;
  const event = await eventFor();
  const audienceId = await audienceOf(await members(2));
  const name = 'userId_1_idempotencyKey_1';
  const [index] = (await database.requests.indexes()).filter((each) => each.name === name);
  await database.requests.dropIndex(name);
  await services.structure.prove();
  const input = { eventId: event.id, audienceId, reason: 'r', idempotencyKey: randomUUID() };
  await operator.refused(StartPayoutDocument, { input }, 'SERVICE_UNAVAILABLE');
  const by = { id: operator.id, role: 'OPERATOR' as const, sessionId: '' };
  const { payout } = await services.payoutStarter.start(by, input, clock.now());
  await services.payoutRunner.sweep();
  await sleep(300);
  expect(await rowsOf(String(payout!._id))).toEqual([]);
  const { key, unique, partialFilterExpression } = index!;
  await database.requests.createIndex(key, { name, unique: unique!, partialFilterExpression });
  await services.structure.prove();
  expect(await settled(String(payout!._id))).toMatchObject({ state: 'DONE', paid: 2 });
});

test('what a payout pays is in the feed, as what users claim', async () => {
  const event = await eventFor();
  const payout = await start(event.id, await audienceOf(await members(2)));
  await settled(payout.id);
  const requestIds = (await rowsOf(payout.id)).map(({ _id }) => _id);
  await until(async () => {
    await server.services.feedRelay.round();
    return (await server.database.rewardFeed.countDocuments({ rowId: { $in: requestIds } })) === 2;
  });
});

test('sold-out stock refuses the others without a row', async () => {
  const rewards = [{ type: 'ITEM' as const, name: 'Mug', stock: 2 }];
  const event = await eventFor({ rewards });
  const payout = await start(event.id, await audienceOf(await members(5)));
  expect(await settled(payout.id)).toMatchObject({ state: 'DONE', paid: 2, refused: 3 });
  expect(await server.database.requests.countDocuments({ eventId: new Types.ObjectId(event.id) })).toBe(2);
});

test('what cannot be paid is not started', async () => {
  const [event, inactive] = await Promise.all([eventFor(), eventFor({ active: false })]);
  const audienceId = await audienceOf(await members(1));
  const input = { eventId: event.id, audienceId, reason: 'r', idempotencyKey: randomUUID() };
  const { createAudience } = await operator.run(CreateAudienceDocument, { input: { name: 'open' } });
  const open = createAudience!.audience!.id;
  await operator.refused(StartPayoutDocument, { input: { ...input, audienceId: open } }, 'AUDIENCE_EMPTY');
  const _id = new Types.ObjectId(open);
  const [member] = await members(1);
  await server.services.audienceMembers.add(_id, [new Types.ObjectId(member)], {
    id: operator.id,
    role: 'OPERATOR',
    sessionId: '',
  });
  await operator.refused(
    StartPayoutDocument,
    { input: { ...input, audienceId: open } },
    'AUDIENCE_NOT_SEALED',
  );
  await operator.refused(
    StartPayoutDocument,
    { input: { ...input, audienceId: String(new Types.ObjectId()) } },
    'BAD_USER_INPUT',
  );
  await operator.refused(
    StartPayoutDocument,
    { input: { ...input, eventId: inactive.id } },
    'EVENT_INACTIVE',
  );
  await operator.refused(
    StartPayoutDocument,
    { input: { ...input, eventId: String(new Types.ObjectId()) } },
    'NOT_FOUND',
  );
  const stored = await server.database.events.findOne({ _id: new Types.ObjectId(inactive.id) });
  expect(stored!.frozenAt).toBeNull();
});

test('neither a user nor a backend can send the key of a payout', async () => {
  const [user, event] = await Promise.all([server.actor('USER'), eventFor()]);
  const input = { eventId: event.id, idempotencyKey: `payout:${String(new Types.ObjectId())}` };
  await user.refused(RequestRewardDocument, { input }, 'BAD_USER_INPUT');
  const backend = await backendOf(server, ['CLAIMS_WRITE']);
  await backend.refused(
    RequestRewardForDocument,
    { input: { ...input, user: { id: user.id } } },
    'BAD_USER_INPUT',
  );
});

test('payouts are listed newest first, also those of one event', async () => {
  const event = await eventFor();
  const audienceId = await audienceOf(await members(1));
  const first = await start(event.id, audienceId);
  await settled(first.id);
  server.clock.advance({ seconds: 1 });
  const second = await start(event.id, audienceId);
  expect(await settled(second.id)).toMatchObject({ paid: 0, already: 1 });
  const { payouts } = await operator.run(PayoutsDocument, { eventId: event.id });
  expect(payouts!.nodes.map(({ id }) => id)).toEqual([second.id, first.id]);
});
