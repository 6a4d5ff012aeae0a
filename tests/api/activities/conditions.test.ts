import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  CreateEventDocument,
  EligibilityDocument,
  RequestRewardDocument,
  UpdateConditionDocument,
  type ConditionInput,
} from '../../generated/documents';
import { recordAll, report } from '../../support/activities';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

const HOUR_MS = 3_600_000;

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer({ env: { ACTIVITY_LATENESS_HOURS: '720' } });
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

const hoursAgo = (hours: number) => new Date(server.clock.now().getTime() - hours * HOUR_MS);
const eventOf = (...conditions: ConditionInput[]) => createEvent(operator, { conditions });

async function requestReward(user: Actor, eventId: string) {
  const { data } = await user.ask(RequestRewardDocument, { input: { eventId } });
  return data!.requestReward!.request!;
}

test('a claim is judged by the activities of the kind inside the window, and keeps what it counted', async () => {
  const user = await server.actor('USER');
  const event = await eventOf(
    { kind: 'ACTIVITY_COUNT', activityKind: 'purchase', target: 3 },
    { kind: 'ACTIVITY_SUM', activityKind: 'purchase', target: 60 },
    { kind: 'ACTIVITY_DAYS', activityKind: 'invitation', target: 2 },
  );
  const rows = [
    report(server, user.id, { quantity: 10, occurredAt: hoursAgo(5) }),
    report(server, user.id, { quantity: 20, occurredAt: hoursAgo(4) }),
    report(server, user.id, { kind: 'invitation', occurredAt: hoursAgo(30) }),
    report(server, user.id, { kind: 'invitation', occurredAt: hoursAgo(2) }),
    // Before the event began.
    report(server, user.id, { quantity: 900, occurredAt: hoursAgo(8 * 24) }),
  ];
  await recordAll(server, rows);
  const early = await requestReward(user, event.id);
  expect(early).toMatchObject({ status: 'FAILED', failureCode: 'CONDITIONS_NOT_MET' });
  expect(early.evidence.map(({ current, met }) => [current, met])).toEqual([
    [2, false],
    [30, false],
    [2, true],
  ]);

  await recordAll(server, [report(server, user.id, { quantity: 30, occurredAt: hoursAgo(1) })]);
  const { eligibility } = await user.run(EligibilityDocument, { eventId: event.id });
  expect(eligibility).toMatchObject({ eligible: true, blockedBy: [] });
  const paid = await requestReward(user, event.id);
  expect(paid.status).toBe('SUCCESS');
  expect(paid.evidence).toEqual([
    expect.objectContaining({
      kind: 'ACTIVITY_COUNT',
      activityKind: 'purchase',
      description: 'Have at least 3 activities of the kind purchase during the event.',
      ...{ target: 3, current: 3, met: true, days: [] },
      firstActivityAt: hoursAgo(5).toISOString(),
      lastActivityAt: hoursAgo(1).toISOString(),
    }),
    expect.objectContaining({ kind: 'ACTIVITY_SUM', target: 60, current: 60, met: true }),
    expect.objectContaining({
      kind: 'ACTIVITY_DAYS',
      activityKind: 'invitation',
      ...{ target: 2, current: 2, met: true },
      firstActivityAt: hoursAgo(30).toISOString(),
      lastActivityAt: hoursAgo(2).toISOString(),
    }),
  ]);
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});

test('the window includes startAt and excludes endAt', async () => {
  const user = await server.actor('USER');
  const [startAt, endAt] = [hoursAgo(10), new Date(server.clock.now().getTime() + 60_000)];
  const event = await createEvent(operator, {
    startAt: startAt.toISOString(),
    endAt: endAt.toISOString(),
    conditions: [{ kind: 'ACTIVITY_COUNT', activityKind: 'visit', target: 4 }],
  });
  const at = (ms: number) => report(server, user.id, { kind: 'visit', occurredAt: new Date(ms) });
  await recordAll(server, [
    at(startAt.getTime() - 1),
    at(startAt.getTime()),
    at(endAt.getTime() - 1),
    at(endAt.getTime()),
  ]);
  const { evidence } = await requestReward(user, event.id);
  expect(evidence[0]).toMatchObject({ current: 2, met: false });
});

test('voided activities and those of others do not count', async () => {
  const [user, other] = [await server.actor('USER'), await server.actor('USER')];
  const event = await eventOf({ kind: 'ACTIVITY_COUNT', activityKind: 'purchase', target: 2 });
  await recordAll(server, [report(server, user.id), report(server, user.id), report(server, other.id)]);
  const one = { userId: new Types.ObjectId(user.id) };
  const { _id } = (await server.database.activities.findOneAndUpdate(one, { $set: { voided: true } }))!;
  const { evidence } = await requestReward(user, event.id);
  expect(evidence[0]).toMatchObject({ current: 1, met: false });
  const broken = (await checkInvariants(server.database)).filter(({ ok }) => !ok);
  expect(broken).toMatchObject([{ name: 'voidedActivitiesAreRecorded', examples: [String(_id)] }]);
  await server.database.activities.updateOne({ _id }, { $set: { voided: false } });
});

test('a user with many activities is counted by a read of their own', async () => {
  const user = await server.actor('USER');
  const event = await eventOf({ kind: 'ACTIVITY_SUM', activityKind: 'step', target: 700 });
  await recordAll(
    server,
    Array.from({ length: 350 }, () => report(server, user.id, { kind: 'step', quantity: 2 })),
  );
  expect(await requestReward(user, event.id)).toMatchObject({
    status: 'SUCCESS',
    evidence: [{ current: 700 }],
  });
});

test.each<[string, ConditionInput, string, string]>([
  ['no kind of activity', { kind: 'ACTIVITY_COUNT', target: 1 }, 'activityKind', 'is required'],
  [
    'a kind in capitals',
    { kind: 'ACTIVITY_COUNT', target: 1, activityKind: 'Purchase' },
    'activityKind',
    'must have 1 to 64 of the characters a-z, 0-9, _ and .',
  ],
  [
    'a kind of activity for attendance',
    { kind: 'TOTAL_ATTENDANCE', target: 1, activityKind: 'purchase' },
    'activityKind',
    'is allowed only for ACTIVITY_COUNT, ACTIVITY_SUM, ACTIVITY_DAYS',
  ],
  [
    'a count beyond a million',
    { kind: 'ACTIVITY_COUNT', target: 1_000_001, activityKind: 'purchase' },
    'target',
    'must be from 1 to 1000000',
  ],
  [
    'more days than a year has',
    { kind: 'ACTIVITY_DAYS', target: 367, activityKind: 'purchase' },
    'target',
    'must be from 1 to 366',
  ],
  [
    'a sum of 0',
    { kind: 'ACTIVITY_SUM', target: 0, activityKind: 'purchase' },
    'target',
    'must be 1 or more',
  ],
])('%s is refused', async (_title, condition, field, message) => {
  const { errors } = await operator.ask(CreateEventDocument, {
    input: { title: 'Refused', startAt: hoursAgo(1).toISOString(), conditions: [condition], rewards: [] },
  });
  expect(errors[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: `input.conditions.0.${field}`, message }],
  });
});

test('a condition about activities can become another one, and its audit entries still match', async () => {
  const event = await createEvent(operator, {
    active: false,
    conditions: [{ kind: 'ACTIVITY_COUNT', activityKind: 'purchase', target: 2 }],
  });
  const { id } = event.conditions[0]!;
  const change = async (expectedVersion: number, condition: ConditionInput) => {
    const { updateCondition } = await operator.run(UpdateConditionDocument, {
      input: { id, expectedVersion, condition },
    });
    return updateCondition!.condition!;
  };
  expect(await change(1, { kind: 'ACTIVITY_COUNT', activityKind: 'invitation', target: 2 })).toMatchObject({
    activityKind: 'invitation',
  });
  expect(await change(2, { kind: 'TOTAL_ATTENDANCE', target: 2 })).toMatchObject({ activityKind: null });
  expect((await checkInvariants(server.database)).filter(({ ok }) => !ok)).toEqual([]);
});
