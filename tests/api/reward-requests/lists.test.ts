import { Types } from 'mongoose';
import {
  MyGrantsDocument,
  MyRewardRequestsDocument,
  RewardGrantsDocument,
  RewardGrantSumsDocument,
  RewardRequestDocument,
  RewardRequestsDocument,
  type RewardRequestFilter,
} from '../../generated/documents';
import type { RewardRequest } from '../../../src/reward-requests/reward-request.model';
import type { Actor } from '../../support/actors';
import { commandsAbout } from '../../support/commands';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let auditor: Actor;
let operator: Actor;
let someEvent: Types.ObjectId;
beforeAll(async () => {
  server = await startTestServer();
  auditor = await server.actor('AUDITOR');
  operator = await server.actor('OPERATOR');
  someEvent = await newEventId();
});
afterAll(() => server.close());

const newUserId = async () => new Types.ObjectId((await server.actor('USER')).id);
const newEventId = async () => new Types.ObjectId((await createEvent(operator)).id);

const AT = new Date('2026-05-20T00:00:00Z');

function row(fields: Partial<RewardRequest> & { userId: Types.ObjectId }): RewardRequest {
  const status = fields.status ?? 2;
  const requestedAt = fields.requestedAt ?? AT;
  return {
    _id: new Types.ObjectId(),
    eventId: someEvent,
    status,
    attempt: 1,
    requestedAt,
    decidedAt: status === 0 ? null : requestedAt,
    decidedById: null,
    failureCode: status === 2 ? 'CONDITIONS_NOT_MET' : null,
    note: null,
    eventVersion: 1,
    evidence: [],
    grants: [],
    ...fields,
  };
}

function grant(name: string, type: 'POINT' | 'COUPON' | 'ITEM' = 'POINT', quantity = 1) {
  return {
    id: new Types.ObjectId(),
    rewardId: new Types.ObjectId(),
    type,
    name,
    quantity,
    externalId: type === 'POINT' ? null : `sku-${name}`,
    grantedAt: AT,
    revokedAt: null as Date | null,
  };
}

const insert = (rows: RewardRequest[]) => server.database.requests.insertMany(rows);
const ids = (rows: ReadonlyArray<{ _id: Types.ObjectId }>) => rows.map(({ _id }) => _id.toHexString());

async function idsOf(filter: RewardRequestFilter) {
  const { rewardRequests } = await auditor.run(RewardRequestsDocument, { filter, first: 100 });
  return rewardRequests!.nodes.map(({ id }) => id);
}

test.each([false, true])(
  '25 rows of one instant, pages of 10, rows inserted between: 25 distinct ids (reverse %s)',
  async (reverse) => {
    const userId = await newUserId();
    const rows = Array.from({ length: 25 }, () => row({ userId }));
    await insert(rows);
    const filter = { userId: userId.toHexString() };
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { rewardRequests } = await auditor.run(RewardRequestsDocument, {
        filter,
        first: 10,
        after,
        reverse,
      });
      seen.push(...rewardRequests!.nodes.map(({ id }) => id));
      expect(rewardRequests!.pageInfo).toMatchObject({ hasNextPage: page < 2, hasPreviousPage: page > 0 });
      after = rewardRequests!.pageInfo.endCursor!;
      // Before the cursor in either order: a page never repeats or shifts.
      await insert([row({ userId, requestedAt: new Date(AT.getTime() + (reverse ? -1 : 1) * (page + 1)) })]);
    }
    const expected = ids(rows).sort();
    expect(seen).toEqual(reverse ? expected : expected.reverse());
  },
);

test('every filter narrows the list, and together they must all hold', async () => {
  const [userId, other, decidedById] = [await newUserId(), await newUserId(), await newUserId()];
  const eventId = await newEventId();
  const later = new Date(AT.getTime() + 1_000);
  const rows = [
    row({ userId, eventId, status: 0, requestedAt: later }),
    row({ userId, eventId, status: 2, failureCode: 'REJECTED', decidedById }),
    row({ userId, eventId: await newEventId(), status: 1, grants: [grant('a')] }),
    row({
      userId: other,
      eventId,
      status: 2,
      failureCode: 'OUT_OF_STOCK',
      requestedAt: new Date(AT.getTime() - 1_000),
    }),
  ] as const;
  await insert([...rows]);
  const [pending, rejected, paid, soldOut] = ids(rows) as [string, string, string, string];
  const user = userId.toHexString();
  const event = eventId.toHexString();
  expect(await idsOf({ userId: user })).toEqual([pending, ...[rejected, paid].sort().reverse()]);
  expect(await idsOf({ eventId: event })).toEqual([pending, rejected, soldOut]);
  expect(await idsOf({ eventId: event, userId: user, statuses: ['FAILED'] })).toEqual([rejected]);
  expect(await idsOf({ eventId: event, failureCodes: ['OUT_OF_STOCK', 'REJECTED'] })).toEqual([
    rejected,
    soldOut,
  ]);
  expect(await idsOf({ decidedById: decidedById.toHexString() })).toEqual([rejected]);
  // from <= x < to
  expect(await idsOf({ eventId: event, requestedFrom: AT.toISOString() })).toEqual([pending, rejected]);
  expect(await idsOf({ eventId: event, requestedTo: AT.toISOString() })).toEqual([soldOut]);
  await server.database.requests.updateOne({ _id: rows[0]._id }, { $set: { source: 'SERVICE' } });
  await server.database.requests.updateOne({ _id: rows[1]._id }, { $set: { source: 'SOMETHING_NEWER' } });
  expect(await idsOf({ eventId: event, source: 'SERVICE' })).toEqual([pending]);
  expect(await idsOf({ eventId: event, source: 'USER' })).toEqual([soldOut]);
  expect(await idsOf({ source: 'PAYOUT' })).toEqual([]);
  expect(await idsOf({ userId: user, statuses: [] })).toEqual([]);
  expect(await idsOf({ userId: 'nobody' })).toEqual([]);
});

test('totalCount is counted only when it is asked for', async () => {
  const user = await server.actor('USER');
  const mine = Array.from({ length: 3 }, () => row({ userId: new Types.ObjectId(user.id) }));
  await insert(mine);
  const counted = await commandsAbout(server, user.id, async () => {
    const { myRewardRequests } = await user.run(MyRewardRequestsDocument, { first: 1 });
    expect(myRewardRequests).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  });
  const uncounted = await commandsAbout(server, user.id, () =>
    user.send('{ myRewardRequests(first: 1) { nodes { id } } }'),
  );
  expect(counted.length - uncounted.length).toBeGreaterThanOrEqual(1);
  expect(uncounted).not.toContain('aggregate');
});

test("another user's request by id is NOT_FOUND, like a random id and like a tombstone", async () => {
  const [owner, stranger] = [await server.actor('USER'), await server.actor('USER')];
  const own = row({ userId: new Types.ObjectId(owner.id) });
  await insert([own]);
  const tombstone = new Types.ObjectId();
  await server.services.holds.bury({ _id: tombstone, userId: new Types.ObjectId() });
  const id = own._id.toHexString();
  const faults = [];
  for (const asked of [id, tombstone.toHexString(), new Types.ObjectId().toHexString(), 'x']) {
    const fault = await stranger.refused(RewardRequestDocument, { id: asked }, 'NOT_FOUND');
    faults.push({ ...fault, extensions: { ...fault.extensions, requestId: null } });
  }
  expect(new Set(faults.map((fault) => JSON.stringify(fault))).size).toBe(1);
  await auditor.refused(RewardRequestDocument, { id: tombstone.toHexString() }, 'NOT_FOUND');
  expect((await auditor.send(`{ rewardRequest(id: "${id}") { id } }`)).data).toEqual({
    rewardRequest: { id },
  });
});

test('a tombstone is in no list', async () => {
  const tombstone = new Types.ObjectId();
  await insert([row({ userId: await newUserId() })]);
  await server.services.holds.bury({ _id: tombstone, userId: new Types.ObjectId() });
  for (const reverse of [false, true]) {
    const { rewardRequests } = await auditor.run(RewardRequestsDocument, { first: 100, reverse });
    const listed = rewardRequests!.nodes.map(({ id }) => id);
    expect(listed.length).toBeGreaterThan(0);
    expect(listed).not.toContain(tombstone.toHexString());
  }
});

describe('grants', () => {
  async function threePaidRequests() {
    const userId = await newUserId();
    const rows: RewardRequest[] = [];
    for (const n of [0, 1, 2]) {
      const grants = [grant(`p${n}`), grant(`c${n}`, 'COUPON'), grant(`i${n}`, 'ITEM', 5)];
      rows.push(row({ userId, eventId: await newEventId(), status: 1, grants }));
    }
    await insert(rows);
    return { userId: userId.toHexString() };
  }

  async function pages(filter: object, first: number, reverse = false) {
    const names: string[] = [];
    let after: string | null | undefined;
    do {
      const { rewardGrants } = await auditor.run(RewardGrantsDocument, { filter, first, after, reverse });
      names.push(...rewardGrants!.nodes.map(({ name }) => name));
      after = rewardGrants!.pageInfo.hasNextPage ? rewardGrants!.pageInfo.endCursor : null;
    } while (after != null);
    return names;
  }

  test.each([1, 2, 4, 9, 100])('pages of %i lose and repeat none, in both orders', async (first) => {
    const { userId } = await threePaidRequests();
    const newestFirst = ['i2', 'c2', 'p2', 'i1', 'c1', 'p1', 'i0', 'c0', 'p0'];
    expect(await pages({ userId }, first)).toEqual(newestFirst);
    expect(await pages({ userId }, first, true)).toEqual([...newestFirst].reverse());
  });

  test('type and externalId select single grants of a request, and are counted as such', async () => {
    const { userId } = await threePaidRequests();
    expect(await pages({ userId, types: ['COUPON', 'ITEM'] }, 2)).toEqual([
      'i2',
      'c2',
      'i1',
      'c1',
      'i0',
      'c0',
    ]);
    expect(await pages({ userId, externalId: 'sku-c1' }, 10)).toEqual(['c1']);
    expect(await pages({ userId, externalId: 'sku-c1', types: ['ITEM'] }, 10)).toEqual([]);
    const { rewardGrants } = await auditor.run(RewardGrantsDocument, {
      filter: { userId, types: ['POINT'] },
    });
    expect(rewardGrants!.totalCount).toBe(3);
  });

  test('a user sees the own grants and the sum of the points', async () => {
    const user = await server.actor('USER');
    const userId = new Types.ObjectId(user.id);
    const paid = async (...grants: RewardRequest['grants']) =>
      row({ userId, eventId: await newEventId(), status: 1, grants });
    await insert([
      await paid(grant('a', 'POINT', 100), grant('b', 'ITEM', 7)),
      await paid(grant('c', 'POINT', 50)),
      await paid({ ...grant('d', 'POINT', 9), revokedAt: AT }),
    ]);
    const { me } = await user.run(MyGrantsDocument, {});
    expect(me).toMatchObject({ points: 150, grants: { totalCount: 4 } });
    expect(me!.grants.nodes.map(({ name }) => name)).toEqual(['d', 'c', 'b', 'a']);
  });
});

test('50 requests with user, event and grants cost as many database calls as 5: at most 5', async () => {
  const eventId = await newEventId();
  const users = await Promise.all(Array.from({ length: 10 }, () => server.actor('USER')));
  await insert(
    Array.from({ length: 50 }, (_, n) =>
      row({
        eventId,
        userId: new Types.ObjectId(users[n % 10]!.id),
        status: n < 10 ? 1 : 2,
        grants: n < 10 ? [grant('p')] : [],
      }),
    ),
  );
  const filter = { eventId: eventId.toHexString() };
  const texts = [filter.eventId, auditor.id, ...users.map(({ id }) => id)];
  const cost = async (first: number) => {
    const commands = await commandsAbout(server, texts, async () => {
      const page = await auditor.run(RewardRequestsDocument, { filter, first });
      expect(page.rewardRequests!.nodes).toHaveLength(first);
    });
    return commands.length;
  };
  const [few, many] = [await cost(5), await cost(50)];
  expect(many).toBe(few);
  // The caller's own check is among them.
  expect(many).toBeLessThanOrEqual(5 + 1);
});

test('the sums of a period are those of the lines that are listed for it, revoked ones left out', async () => {
  const [userId, eventId] = [await newUserId(), await newEventId()];
  const paid = (at: string, ...grants: Array<ReturnType<typeof grant>>) =>
    row({ userId: new Types.ObjectId(), eventId, status: 1, decidedAt: new Date(at), grants });
  await insert([
    paid('2026-04-30T23:59:59.999Z', grant('Points', 'POINT', 1_000)),
    paid('2026-05-01T00:00:00Z', grant('Points', 'POINT', 100), grant('Mug', 'ITEM')),
    paid('2026-05-31T23:59:59.999Z', grant('Points', 'POINT', 2_000_000_000), grant('Mug', 'ITEM', 2)),
    paid('2026-05-15T00:00:00Z', grant('Points', 'POINT', 2_000_000_000)),
    paid('2026-05-15T00:00:00Z', { ...grant('Mug', 'ITEM', 50), revokedAt: AT }),
    paid('2026-06-01T00:00:00Z', grant('Mug', 'ITEM')),
    { ...row({ userId, eventId, status: 0 }), grants: [] },
  ]);
  const filter = {
    eventId: eventId.toHexString(),
    grantedFrom: '2026-05-01T00:00:00Z',
    grantedTo: '2026-06-01T00:00:00Z',
  };
  const { rewardGrantSums } = await auditor.run(RewardGrantSumsDocument, { filter });
  expect(rewardGrantSums).toMatchObject({
    types: [
      { type: 'POINT', grants: 3, quantity: 4_000_000_100 },
      { type: 'ITEM', grants: 2, quantity: 3 },
    ],
    rewards: [
      { event: { id: filter.eventId }, name: 'Points', externalId: null, grants: 3, quantity: 4_000_000_100 },
      { event: { id: filter.eventId }, name: 'Mug', externalId: 'sku-Mug', grants: 2, quantity: 3 },
    ],
    hasMoreRewards: false,
  });
  const points = await auditor.run(RewardGrantSumsDocument, { filter: { ...filter, types: ['POINT'] } });
  expect(points.rewardGrantSums!.types).toEqual([{ type: 'POINT', grants: 3, quantity: 4_000_000_100 }]);
});

test('at most 200 rewards are named, and all of them count', async () => {
  const eventId = await newEventId();
  const grants = Array.from({ length: 201 }, (_, n) => grant(`Reward ${n}`, 'COUPON', n + 1));
  await insert([row({ userId: await newUserId(), eventId, status: 1, grants })]);
  const filter = { eventId: eventId.toHexString() };
  const { rewardGrantSums } = await auditor.run(RewardGrantSumsDocument, { filter });
  expect(rewardGrantSums!.rewards).toHaveLength(200);
  expect(rewardGrantSums!.rewards[0]).toMatchObject({ name: 'Reward 200', quantity: 201 });
  expect(rewardGrantSums).toMatchObject({ types: [{ grants: 201 }], hasMoreRewards: true });
});
