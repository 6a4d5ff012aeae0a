import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import { RequestRewardDocument, VoidActivitiesDocument } from '../../generated/documents';
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
  expect(
    await server.database.auditEntries.find({ action: 'voidActivities', targetId: stored!._id }).toArray(),
  ).toMatchObject([{ targetType: 'Activity', reason: 'The order was returned.' }]);
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
