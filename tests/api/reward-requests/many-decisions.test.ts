import { Types } from 'mongoose';
import {
  ApproveRewardRequestDocument,
  ApproveRewardRequestsDocument,
  RejectRewardRequestsDocument,
  RequestRewardDocument,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
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

const NOBODYS = '0'.repeat(24);

async function limitedEvent(stock = 100): Promise<string> {
  const rewards = [{ type: 'ITEM', name: 'Jacket', quantity: 2, stock } as const];
  const { id } = await createEvent(operator, { payout: 'MANUAL', rewards });
  return id;
}

async function pendingRequest(eventId: string) {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId } });
  return { user, id: requestReward!.request!.id };
}

async function pendingRequests(eventId: string, count: number): Promise<string[]> {
  const requests = await Promise.all(Array.from({ length: count }, () => pendingRequest(eventId)));
  return requests.map(({ id }) => id);
}

const remaining = async (eventId: string) =>
  (await server.database.events.findOne({ _id: new Types.ObjectId(eventId) }))!.rewards[0]!.remaining;
const entriesAbout = (id: string) => readAudit(server.database, { targetId: new Types.ObjectId(id) });

async function approve(ids: readonly string[], by: Actor = operator, note?: string) {
  const { approveRewardRequests } = await by.run(ApproveRewardRequestsDocument, {
    input: { ids: [...ids], ...(note !== undefined && { note }) },
  });
  return approveRewardRequests!.outcomes;
}

async function reject(ids: readonly string[], reason = 'no story') {
  const { rejectRewardRequests } = await operator.run(RejectRewardRequestsDocument, {
    input: { ids: [...ids], reason },
  });
  return rejectRewardRequests!.outcomes;
}

const codesOf = (outcomes: Awaited<ReturnType<typeof approve>>) =>
  outcomes.map(({ userErrors }) => userErrors.map(({ code }) => code).join());

test('each request is decided as if it had come alone: grants, stock and one audit entry of its own', async () => {
  const eventId = await limitedEvent(20);
  const ids = await pendingRequests(eventId, 7);
  const [approved, rejected] = [ids.slice(0, 4), ids.slice(4)];
  const outcomes = await approve(approved, operator, 'well done');
  expect(outcomes.map(({ request }) => request?.id)).toEqual(approved);
  for (const { request, userErrors } of outcomes) {
    expect(userErrors).toEqual([]);
    expect(request).toMatchObject({ status: 'SUCCESS', note: 'well done', decidedBy: { id: operator.id } });
  }
  expect(await remaining(eventId)).toBe(6);
  expect((await reject(rejected)).map(({ request }) => [request?.status, request?.note])).toEqual(
    rejected.map(() => ['FAILED', 'no story']),
  );
  expect(await remaining(eventId)).toBe(12);
  for (const id of approved) {
    expect(await entriesAbout(id)).toMatchObject([{ action: 'approveRewardRequest', reason: 'well done' }]);
    const row = await server.database.requests.findOne({ _id: new Types.ObjectId(id) });
    expect(row!.grants).toHaveLength(1);
  }
  for (const id of rejected) {
    expect(await entriesAbout(id)).toMatchObject([{ action: 'rejectRewardRequest', reason: 'no story' }]);
  }
});

test('a refused request changes nothing for the others, and each outcome says why, in order', async () => {
  const eventId = await limitedEvent();
  const [first, decided, last] = await pendingRequests(eventId, 3);
  const [own, disabled] = [await pendingRequest(eventId), await pendingRequest(eventId)];
  await operator.run(ApproveRewardRequestDocument, { input: { id: decided! } });
  const change = { actor: null, reason: null, now: server.clock.now() };
  await server.services.admins.change({ userId: own.user.id, set: { role: 'OPERATOR' }, ...change });
  await server.services.admins.change({ userId: disabled.user.id, set: { disabled: true }, ...change });
  const ids = [first!, decided!, 'no id', own.id, NOBODYS, disabled.id, last!];
  const outcomes = await approve(ids, own.user);
  expect(codesOf(outcomes)).toEqual([
    '',
    'ALREADY_DECIDED',
    'REQUEST_NOT_FOUND',
    'SELF_DECISION_FORBIDDEN',
    'REQUEST_NOT_FOUND',
    'ACCOUNT_DISABLED',
    '',
  ]);
  expect(outcomes[1]!.userErrors[0]!.field).toEqual(['input', 'ids', '1']);
  expect(outcomes.map(({ request }) => request?.status ?? null)).toEqual([
    ...['SUCCESS', 'SUCCESS', null, 'PENDING', null, 'PENDING', 'SUCCESS'],
  ]);
  // The decision of another operator stays.
  expect(outcomes[1]!.request!.decidedBy).toMatchObject({ id: operator.id });
  expect(await entriesAbout(own.id)).toEqual([]);
});

test('a request that only a newer server can decide is DECISION_UNAVAILABLE; alone, SERVICE_UNAVAILABLE', async () => {
  const [known, newer] = [await limitedEvent(), await limitedEvent()];
  const [[first], [second]] = [await pendingRequests(known, 1), await pendingRequests(newer, 1)];
  await server.database.events.updateOne({ _id: new Types.ObjectId(newer) }, {
    $set: { payout: 'NEWER' },
  } as never);
  const outcomes = await approve([second!, first!]);
  expect(codesOf(outcomes)).toEqual(['DECISION_UNAVAILABLE', '']);
  expect(outcomes[0]!.request).toBeNull();
  const alone = await operator.ask(ApproveRewardRequestsDocument, { input: { ids: [second!] } });
  expect(alone.errors?.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
  const row = await server.database.requests.findOne({ _id: new Types.ObjectId(second) });
  expect(row!.status).toBe(0);
});

test('the same call at the same time, and again, decides each request once', async () => {
  const eventId = await limitedEvent(100);
  const ids = await pendingRequests(eventId, 25);
  // Few enough that the decisions, which wait for each other, take no time that counts on a busy machine.
  const contested = ids.slice(0, 8);
  const answers = await Promise.all([contested, contested].flatMap((same) => [approve(same), reject(same)]));
  for (const [place, id] of contested.entries()) {
    const codes = answers.map((outcomes) => codesOf(outcomes)[place]);
    expect(codes.filter((code) => code === '')).toHaveLength(1);
    expect(codes.filter((code) => code === 'ALREADY_DECIDED')).toHaveLength(3);
    expect(await entriesAbout(id)).toHaveLength(1);
  }
  expect(codesOf(await approve(ids))).toEqual(
    ids.map((id) => (contested.includes(id) ? 'ALREADY_DECIDED' : '')),
  );
  const rows = await server.database.requests.find({ eventId: new Types.ObjectId(eventId) }).toArray();
  const paid = rows.filter(({ status }) => status === 1).length;
  expect(await remaining(eventId)).toBe(100 - 2 * paid);
  expect(codesOf(await approve(ids))).toEqual(ids.map(() => 'ALREADY_DECIDED'));
});

test.each([
  ['no request', []],
  ['26 requests', Array.from({ length: 26 }, (_, n) => n.toString(16).padStart(24, '0'))],
  ['a request that comes twice', [NOBODYS, '1'.repeat(24), NOBODYS]],
])('%s is BAD_USER_INPUT, and nothing is decided', async (_what, ids) => {
  for (const [document, words] of [
    [ApproveRewardRequestsDocument, {}],
    [RejectRewardRequestsDocument, { reason: 'no' }],
  ] as const) {
    const { data, errors } = await operator.ask(document as typeof RejectRewardRequestsDocument, {
      input: { ids, ...words } as never,
    });
    expect(Object.values(data ?? {})).toEqual([null]);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.ids' }],
    });
  }
});

test('one operation holds one such call', async () => {
  const { errors } = await operator.send(
    `mutation { one: approveRewardRequests(input: { ids: [] }) { outcomes { request { id } } }
                two: rejectRewardRequests(input: { ids: [], reason: "no" }) { outcomes { request { id } } } }`,
  );
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
});

test('a user and an auditor decide nothing', async () => {
  const [id] = await pendingRequests(await limitedEvent(), 1);
  for (const role of ['USER', 'AUDITOR'] as const) {
    const actor = await server.actor(role);
    const { errors } = await actor.ask(ApproveRewardRequestsDocument, { input: { ids: [id!] } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  }
  const row = await server.database.requests.findOne({ _id: new Types.ObjectId(id) });
  expect(row!.status).toBe(0);
});
