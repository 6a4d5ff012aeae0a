import { createHash } from 'node:crypto';
import { Types } from 'mongoose';
import { outboxEntry, type Act } from '../../../src/audit/entries';
import {
  AuditChainDocument,
  AuditEntriesDocument,
  UserDocument,
  type AuditEntriesQueryVariables,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let auditor: Actor;
beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z' });
  auditor = await server.actor('AUDITOR');
});
afterAll(() => server.close());

async function append(...acts: Array<Partial<Act>>): Promise<void> {
  for (const act of acts) {
    const targetId = new Types.ObjectId();
    const standard = {
      at: server.clock.now(),
      actor: null,
      action: 'test',
      targetType: 'Event',
      targetId,
    } as const;
    await server.services.chainer.append(outboxEntry({ ...standard, ...act }));
  }
}

async function list(variables: AuditEntriesQueryVariables = {}) {
  const { auditEntries } = await auditor.run(AuditEntriesDocument, variables);
  return auditEntries!;
}

const actionsOf = async (filter: AuditEntriesQueryVariables['filter']) =>
  (await list({ filter, reverse: true })).nodes.map(({ action }) => action);

test('an entry shows who, when, what, before, after and why, with its place in the chain', async () => {
  const operator = await server.actor('OPERATOR');
  const targetId = new Types.ObjectId();
  await append({
    actor: { id: operator.id, role: 'OPERATOR' },
    action: 'updateEvent',
    targetId,
    before: { title: 'old', active: false },
    after: { title: 'new', active: true },
    reason: 'because',
    key: { idempotencyKey: 'k', inputHash: 'h' },
  });
  const { nodes } = await list({ filter: { targetId: targetId.toHexString() } });
  const stored = await server.database.auditEntries.findOne({ targetId });
  expect(nodes).toEqual([
    {
      id: stored!._id.toHexString(),
      sequence: stored!.sequence,
      at: '2026-06-01T03:00:00.000Z',
      actor: { id: operator.id, username: operator.username },
      actorRole: 'OPERATOR',
      serviceKey: null,
      action: 'updateEvent',
      targetType: 'Event',
      targetId: targetId.toHexString(),
      targetName: null,
      before: '{"active":false,"title":"old"}',
      after: '{"active":true,"title":"new"}',
      reason: 'because',
      idempotencyKey: 'k',
      inputHash: 'h',
      hash: stored!.hash,
      previousHash: stored!.previousHash,
    },
  ]);
});

test('the canonical text is what was hashed, and holds no text that was typed', async () => {
  const targetId = new Types.ObjectId();
  await append({ targetId, after: { title: 'Kim’s birthday' }, reason: 'asked by Kim' });
  const filter = { targetId: targetId.toHexString() };
  const [entry] = (await auditor.run(AuditChainDocument, { filter })).auditEntries!.nodes;
  const { canonical, hash, previousHash } = entry!;
  expect(createHash('sha256').update(`${previousHash}\n${canonical}`).digest('hex')).toBe(hash);
  expect(canonical).not.toContain('Kim');
  expect(JSON.parse(canonical)).toMatchObject({ commitments: ['/after/title', '/reason'] });
  expect((await list({ filter })).nodes).toMatchObject([
    { after: '{"title":"Kim’s birthday"}', reason: 'asked by Kim' },
  ]);
});

test("an automatic act has no actor and no actor's role", async () => {
  const targetId = new Types.ObjectId();
  await append({ targetId });
  const { nodes } = await list({ filter: { targetId: targetId.toHexString() } });
  expect(nodes).toMatchObject([{ actor: null, actorRole: null, before: null, after: null, reason: null }]);
});

test('the newest entry is first; reverse begins with the first of all', async () => {
  await append({}, {}, {});
  const newest = (await list({ first: 3 })).nodes.map(({ sequence }) => sequence);
  const total = await server.database.auditEntries.countDocuments();
  expect(newest).toEqual([total, total - 1, total - 2]);
  expect((await list({ first: 2, reverse: true })).nodes.map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test('filters select, together and alone', async () => {
  const operator = await server.actor('OPERATOR');
  const actor = { id: operator.id, role: 'OPERATOR' } as const;
  const targetId = new Types.ObjectId();
  await append(
    { actor, action: 'one', targetType: 'User', targetId, at: new Date('2026-07-01T00:00:00.000Z') },
    { actor, action: 'two', targetType: 'RewardRequest', at: new Date('2026-07-01T00:00:00.001Z') },
    { action: 'three', targetType: 'User', targetId, at: new Date('2026-07-02T00:00:00Z') },
  );
  expect(await actionsOf({ actorId: operator.id })).toEqual(['one', 'two']);
  expect(await actionsOf({ actions: ['two', 'three', 'none'] })).toEqual(['two', 'three']);
  expect(await actionsOf({ targetType: 'RewardRequest' })).toEqual(['two']);
  expect(await actionsOf({ targetId: targetId.toHexString() })).toEqual(['one', 'three']);
  expect(await actionsOf({ actorId: operator.id, targetType: 'User' })).toEqual(['one']);
  // From is included, to is not.
  expect(await actionsOf({ from: '2026-07-01T00:00:00.001Z', to: '2026-07-02T00:00:00Z' })).toEqual(['two']);
  expect(await actionsOf({ actorId: 'no id' })).toEqual([]);
  expect(await actionsOf({ actions: [] })).toEqual([]);
  expect(await actionsOf({ actions: ['one', 'two'], actorId: null, from: null })).toEqual(['one', 'two']);
});

test('pages show every entry once while others are appended', async () => {
  await append(...Array.from({ length: 25 }, () => ({ action: 'paged' })));
  const filter = { actions: ['paged'] };
  const seen: string[] = [];
  let after: string | null | undefined;
  for (let page = 0; page < 3; page++) {
    const { nodes, pageInfo, totalCount } = await list({ filter, first: 10, after });
    expect(pageInfo).toMatchObject({ hasNextPage: page < 2, hasPreviousPage: page > 0 });
    expect(totalCount).toBe(25 + page);
    seen.push(...nodes.map(({ id }) => id));
    after = pageInfo.endCursor;
    await append({ action: 'paged' });
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
});

test('a cursor of another filter or order is refused', async () => {
  const { pageInfo } = await list({ first: 1 });
  const after = pageInfo.endCursor;
  await auditor.refused(AuditEntriesDocument, { after, filter: { actions: ['a'] } }, 'BAD_USER_INPUT');
  await auditor.refused(AuditEntriesDocument, { after, reverse: true }, 'BAD_USER_INPUT');
  await auditor.refused(AuditEntriesDocument, { after: 'x' }, 'BAD_USER_INPUT');
});

test('a filter of more than 100 actions is refused', async () => {
  const actions = Array.from({ length: 101 }, (_, n) => `a${n}`);
  const { extensions } = await auditor.refused(
    AuditEntriesDocument,
    { filter: { actions } },
    'BAD_USER_INPUT',
  );
  expect(extensions.fields).toEqual([{ path: 'filter.actions', message: 'must have at most 100 items' }]);
});

test('operators, users and strangers read nothing', async () => {
  const operator = await server.actor('OPERATOR');
  const user = await server.actor('USER');
  await operator.refused(AuditEntriesDocument, {}, 'FORBIDDEN');
  await user.refused(AuditEntriesDocument, {}, 'FORBIDDEN');
  await server.anonymous.refused(AuditEntriesDocument, {}, 'UNAUTHENTICATED');
});

test('20 parallel mutations leave 20 entries and no gap', async () => {
  const operators = await Promise.all(Array.from({ length: 4 }, () => server.actor('OPERATOR')));
  const events = await Promise.all(Array.from({ length: 20 }, (_, n) => createEvent(operators[n % 4]!)));
  const { nodes } = await list({ filter: { actions: ['createEvent'] }, first: 100 });
  const targets = nodes.map(({ targetId }) => targetId);
  expect(targets).toEqual(expect.arrayContaining(events.map(({ id }) => id)));
  const all = (await list({ first: 100 })).nodes.map(({ sequence }) => sequence);
  const last = all[0]!;
  expect(all).toEqual(all.map((_, n) => last - n));
});

/** A record of each kind that others do not name, with the fields that a name is read from. */
async function makeNamedRecords(eventId: string) {
  const [audience, series, payout, key] = Array.from({ length: 4 }, () => new Types.ObjectId());
  const { audiences, eventSeries, payouts, serviceKeys } = server.database;
  await audiences.insertOne({ _id: audience, name: 'Outage' } as never);
  await eventSeries.insertOne({ _id: series, title: 'Weekly', endedAt: new Date() } as never);
  await payouts.insertOne({
    ...{ _id: payout, eventId: new Types.ObjectId(eventId), audienceId: audience, state: 'DONE' },
  } as never);
  await serviceKeys.insertOne({ _id: key, name: 'Shop', revokedAt: new Date() } as never);
  const by = {
    viewer: { id: (await server.actor('ADMIN')).id, role: 'ADMIN' as const, sessionId: '' },
    now: server.clock.now(),
  };
  const url = 'https://example.com/named';
  const { endpoint } = await server.services.webhooks.create({ url, types: ['REWARD_GRANTED'] }, by);
  return { audience, series, payout, key, endpoint: endpoint._id } as const;
}

test('an entry names its record as people do', async () => {
  const operator = await server.actor('OPERATOR');
  const { user } = await auditor.run(UserDocument, { id: operator.id });
  const event = await createEvent(operator, { title: 'Named event' });
  const requestId = new Types.ObjectId();
  await server.database.requests.insertOne({
    _id: requestId,
    userId: new Types.ObjectId(operator.id),
    eventId: new Types.ObjectId(event.id),
    status: 2,
  } as never);
  const { audience, series, payout, key, endpoint } = await makeNamedRecords(event.id);
  const [excusedDay, activity] = [new Types.ObjectId(), new Types.ObjectId()];
  await server.database.excusedDays.insertOne({ _id: excusedDay, day: '2026-05-20' } as never);
  const userId = new Types.ObjectId(operator.id);
  await server.database.activities.insertOne({ _id: activity, userId, kind: 'purchase' } as never);
  const targets = [
    ['EventSeries', series, 'Weekly'],
    ['Audience', audience, 'Outage'],
    ['Payout', payout, 'Named event · Outage'],
    ['ServiceKey', key, 'Shop'],
    ['WebhookEndpoint', endpoint, 'https://example.com/named'],
    ['Payout', new Types.ObjectId(), null],
    ['User', new Types.ObjectId(operator.id), user!.username],
    ['Event', new Types.ObjectId(event.id), 'Named event'],
    ['RewardRequest', requestId, `${user!.username} · Named event`],
    ['RewardRequest', new Types.ObjectId(), null],
    ['Event', new Types.ObjectId(), null],
    ['ExcusedDay', excusedDay, '2026-05-20'],
    ['Activity', activity, `${user!.username} · purchase`],
    ['Activity', new Types.ObjectId(), null],
    ['Export', new Types.ObjectId(), null],
  ] as const;
  await append(...targets.map(([targetType, targetId]) => ({ targetType, targetId, action: 'names' })));
  const { nodes } = await list({ filter: { actions: ['names'] }, reverse: true });
  expect(nodes.map(({ targetName }) => targetName)).toEqual(targets.map(([, , name]) => name));
});
