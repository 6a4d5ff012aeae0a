import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import { RequestRewardDocument, VoidActivitiesDocument } from '../../generated/documents';
import { readAudit } from '../../support/audit';
import { recordAll, report, SOURCE } from '../../support/activities';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { backendOf, type Backend } from '../../support/service-keys';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
let shop: Backend;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
  shop = await backendOf(server, ['ACTIVITIES_WRITE'], { source: SOURCE });
});
afterAll(() => server.close());

const voids = (user: object, externalIds: readonly string[], source = SOURCE) => ({
  input: {
    source,
    activities: externalIds.map((externalId) => ({ user, externalId })),
    reason: 'The order was returned.',
  },
});

test('voided activities are marked and audited, a repeat marks none, and conditions no longer count them', async () => {
  const user = await server.actor('USER');
  const row = report(server, user.id);
  await recordAll(server, [row, report(server, user.id)]);
  const ids = [row.externalId, 'not-there'];
  expect(await shop.run(VoidActivitiesDocument, voids({ id: user.id }, ids))).toMatchObject({
    voidActivities: { voided: 1, affected: [], userErrors: [] },
  });
  const stored = await server.database.activities.findOne({ externalId: row.externalId });
  expect(stored).toMatchObject({
    ...{ voided: true, voidedAt: server.clock.now(), voidReason: 'The order was returned.' },
    outbox: [],
  });
  server.clock.advance({ seconds: 1 });
  const again = voids({ username: user.username }, ids);
  expect(await operator.run(VoidActivitiesDocument, again)).toMatchObject({ voidActivities: { voided: 0 } });
  expect(await readAudit(server.database, { action: 'voidActivities', targetId: stored!._id })).toMatchObject(
    [{ targetType: 'Activity', reason: 'The order was returned.' }],
  );
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

test('paid requests that had counted one are named, stay paid, and keep their evidence', async () => {
  const user = await server.actor('USER');
  const event = await createEvent(operator, {
    conditions: [{ kind: 'ACTIVITY_COUNT', activityKind: 'purchase', target: 2 }],
  });
  const rows = [report(server, user.id), report(server, user.id)];
  const [other] = [report(server, user.id, { kind: 'invitation' })];
  await recordAll(server, [...rows, other]);
  const { requestReward } = await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  const ask = (externalId: string) =>
    operator.run(VoidActivitiesDocument, voids({ id: user.id }, [externalId]));
  expect(await ask(other.externalId)).toMatchObject({ voidActivities: { voided: 1, affected: [] } });
  for (const voided of [1, 0]) {
    expect(await ask(rows[0]!.externalId)).toMatchObject({
      voidActivities: {
        voided,
        affected: [{ id: requestReward!.request!.id, status: 'SUCCESS' }],
      },
    });
  }
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

test('a reference to nobody is refused by itself', async () => {
  const nobody = { id: String(new Types.ObjectId()) };
  const { data } = await operator.ask(VoidActivitiesDocument, voids(nobody, ['o-1']));
  expect(data).toMatchObject({
    voidActivities: {
      voided: 0,
      userErrors: [{ code: 'UNKNOWN_USER', field: ['input', 'activities', '0', 'user'] }],
    },
  });
});

test('a key voids activities of its own source only, and names no account by username', async () => {
  const user = await server.actor('USER');
  const foreign = await shop.ask(VoidActivitiesDocument, voids({ id: user.id }, ['o-1'], 'game'));
  expect(foreign.errors[0]?.extensions.code).toBe('FORBIDDEN');
  const named = await shop.ask(VoidActivitiesDocument, voids({ username: user.username }, ['o-1']));
  expect(named.errors[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: 'input.activities.0.user' }],
  });
});

describe('with more paid requests than an answer names', () => {
  const AFFECTED = 'affected { id }';
  const start = Date.UTC(2026, 4, 1);

  /** A user with paid requests, a minute apart, whose evidence spans so many hours before the request. */
  async function payOften(count: number, evidence: object): Promise<{ id: string; ids: string[] }> {
    const { id } = await server.actor('USER');
    const rows = Array.from({ length: count }, (_, n) => {
      const at = new Date(start + n * 60_000);
      return {
        ...{ _id: new Types.ObjectId(), userId: new Types.ObjectId(id), eventId: new Types.ObjectId() },
        ...{ status: 1, requestedAt: at, decidedAt: at, grants: [], attempt: 1, eventVersion: 1 },
        evidence: [{ conditionId: '1', kind: 'ACTIVITY_COUNT', activityKind: 'purchase', ...evidence }],
      };
    });
    await server.database.requests.insertMany(rows as never);
    return { id, ids: rows.map(({ _id }) => _id.toHexString()) };
  }
  async function voidOne(userId: string, occurredAt: Date, fields = AFFECTED) {
    const row = report(server, userId, { occurredAt });
    const _id = new Types.ObjectId();
    await server.database.activities.insertOne({
      ...{ _id, userId: new Types.ObjectId(userId), source: SOURCE, externalId: row.externalId },
      ...{ kind: 'purchase', quantity: 1, occurredAt, receivedAt: occurredAt, day: '2026-05-01' },
      ...{ voided: false, voidedAt: null, voidReason: null },
    });
    const { data } = await operator.send<{ voidActivities: { affected: Array<{ id: string }> } }>(
      `mutation ($input: VoidActivitiesInput!) { voidActivities(input: $input) { ${fields} } }`,
      voids({ id: userId }, [row.externalId]),
    );
    return data!.voidActivities;
  }
  const before = (hours: number) => new Date(start - hours * 3_600_000);

  test('those that had counted the activity are found behind all others', async () => {
    const { id, ids } = await payOften(1_003, { firstActivityAt: before(2), lastActivityAt: before(1) });
    const wanted = ids.at(-1)!;
    await server.database.requests.updateOne(
      { _id: new Types.ObjectId(wanted) },
      { $set: { 'evidence.0.firstActivityAt': before(9) } },
    );
    expect(await voidOne(id, before(8))).toEqual({ affected: [{ id: wanted }] });
  });

  test('the newest are named, and that there are more', async () => {
    const evidence = { firstActivityAt: before(9), lastActivityAt: before(1) };
    const { id, ids } = await payOften(1_001, evidence);
    const { affected, ...more } = await voidOne(id, before(8), `${AFFECTED} moreAffected`);
    expect(affected.map((request) => request.id)).toEqual(ids.reverse().slice(0, 1_000));
    expect(more).toEqual({ moreAffected: true });
    const few = await payOften(2, evidence);
    expect(await voidOne(few.id, before(8), `${AFFECTED} moreAffected`)).toEqual({
      affected: few.ids.reverse().map((each) => ({ id: each })),
      moreAffected: false,
    });
  });
});
