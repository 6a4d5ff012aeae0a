import { Types } from 'mongoose';
import type { Activity } from '../../src/activities/activity.model';
import { checkInvariants } from '../../src/invariants/invariants';
import { ActivityRetention } from '../../src/reward-requests/activity-retention';
import {
  EligibilityDocument,
  RequestRewardDocument,
  UpdateEventDocument,
  type CreateEventInput,
} from '../generated/documents';
import { activityRow, recordAll, report, SOURCE } from '../support/activities';
import type { Actor } from '../support/actors';
import { createEvent } from '../support/events';
import { startTestServer, type TestServer } from '../support/server';

const DAY_MS = 86_400_000;
const DAYS = 90;

let server: TestServer;
let operator: Actor;
beforeEach(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterEach(() => server.close());

const daysAgo = (days: number) => new Date(server.clock.now().getTime() - days * DAY_MS);
const isoDaysAgo = (days: number) => daysAgo(days).toISOString();

interface Run {
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: () => void;
  readonly settle?: () => Promise<unknown>;
}

const retain = ({ dryRun = false, settle = async () => undefined, ...rest }: Run = {}) => {
  const { signal = new AbortController().signal, onProgress = () => undefined } = rest;
  const { chainer, calendar } = server.services;
  const parts = { database: server.database, chainer, calendar, clock: server.clock.now, settle };
  return new ActivityRetention(parts).run({ days: DAYS, dryRun, signal, onProgress });
};

async function buy(user: Actor, days: readonly number[], changes: Partial<Activity> = {}): Promise<void> {
  await server.database.activities.insertMany(
    days.map((ago) => {
      const occurredAt = daysAgo(ago);
      return activityRow(new Types.ObjectId(user.id), {
        ...{ occurredAt, receivedAt: occurredAt, day: dayOf(occurredAt) },
        ...changes,
      });
    }),
  );
}

const dayOf = (instant: Date) => new Date(instant.getTime() + 9 * 3_600_000).toISOString().slice(0, 10);

const countingEvent = (startAgo: number, endAgo: number | null, changes: Partial<CreateEventInput> = {}) =>
  createEvent(operator, {
    startAt: isoDaysAgo(startAgo),
    endAt: endAgo === null ? null : isoDaysAgo(endAgo),
    conditions: [{ kind: 'ACTIVITY_SUM', activityKind: 'purchase', target: 3 }],
    ...changes,
  });

/** A user who was paid on an event that ended 100 days ago, for activities that many days before now. */
async function paidLongAgo(days: readonly number[]): Promise<Actor> {
  const user = await server.actor('USER');
  const event = await countingEvent(100, -5);
  await buy(
    user,
    days.map((ago) => ago - 105),
  );
  await user.run(RequestRewardDocument, { input: { eventId: event.id } });
  server.clock.advance({ seconds: 105 * 86_400 });
  operator = await server.actor('OPERATOR');
  return user;
}

const kept = async () =>
  (await server.database.activities.find({}).toArray()).map(({ occurredAt }) =>
    Math.round((server.clock.now().getTime() - occurredAt.getTime()) / DAY_MS),
  );
const totals = async (user: Actor) =>
  (await server.database.requests.findOne({ userId: new Types.ObjectId(user.id) }))!.deletedActivities;
const brokenRules = async () => (await checkInvariants(server.database)).filter(({ ok }) => !ok);
const entries = async () =>
  (
    await server.database.auditEntries.find({ action: 'deleteActivities' }).sort({ sequence: 1 }).toArray()
  ).map(({ after }) => JSON.parse(after!) as Record<string, unknown>);

test('activities of events that ended long ago go, and paid requests keep what they came to', async () => {
  const user = await paidLongAgo([190, 180, 120]);
  await buy(user, [10]);
  expect(await brokenRules()).toEqual([]);

  expect(await retain({ dryRun: true })).toMatchObject({ deleted: 3, requests: 0, complete: true });
  expect(await kept()).toEqual([190, 180, 120, 10]);
  expect(await entries()).toEqual([]);

  expect(await retain()).toMatchObject({ deleted: 3, requests: 1, complete: true });
  expect(await kept()).toEqual([10]);
  expect(await totals(user)).toMatchObject([{ kind: 'purchase', count: 3, sum: 3, days: 3 }]);
  expect(await brokenRules()).toEqual([]);
  expect(await entries()).toMatchObject([
    { state: 'BEGUN', days: DAYS },
    { state: 'ENDED', deleted: 3, requests: 1 },
  ]);

  expect(await retain()).toMatchObject({ deleted: 0, complete: true });
});

test('evidence that counts more than the deleted and the kept activities is found', async () => {
  const user = await paidLongAgo([190, 180, 120]);
  await retain();
  const userId = new Types.ObjectId(user.id);
  await server.database.requests.updateOne({ userId }, { $set: { 'deletedActivities.0.sum': 2 } });
  expect((await brokenRules()).map(({ name }) => name)).toEqual(['evidenceMatchesFacts']);
});

test('an event that goes on keeps all activities that it counts', async () => {
  const user = await server.actor('USER');
  await countingEvent(300, 200);
  const running = await countingEvent(250, null, { active: true });
  await buy(user, [260, 240, 100]);
  await buy(user, [240], { kind: 'visit' });
  expect(await retain()).toMatchObject({ deleted: 2 });
  expect((await kept()).sort()).toEqual([100, 240]);
  const { eligibility } = await user.run(EligibilityDocument, { eventId: running.id });
  expect(eligibility?.progress).toMatchObject([{ current: 2 }]);
});

test('claims that are open for less than the days, and paused events, keep theirs too', async () => {
  const user = await server.actor('USER');
  await countingEvent(200, 150, { claimUntil: isoDaysAgo(80) });
  await countingEvent(190, null, {
    active: false,
    conditions: [{ kind: 'ACTIVITY_DAYS', activityKind: 'visit', target: 1 }],
  });
  await buy(user, [210, 195]);
  await buy(user, [195, 185], { kind: 'visit' });
  expect(await retain()).toMatchObject({ deleted: 2 });
  expect((await kept()).sort()).toEqual([185, 195]);
});

test('a run that is interrupted loses nothing, and the next one does the rest', async () => {
  const user = await paidLongAgo(Array.from({ length: 1_500 }, (_, n) => 190 - (n % 60)));
  const stop = new AbortController();
  const cut = await retain({ signal: stop.signal, onProgress: () => stop.abort() });
  expect(cut).toMatchObject({ deleted: 1_000, requests: 1, complete: false });
  expect(await brokenRules()).toEqual([]);
  // Some days later: rows that are gone are counted once, like those that are still there.
  server.clock.advance({ seconds: 86_400 * 5 });
  expect(await retain()).toMatchObject({ deleted: 500, complete: true });
  expect(await totals(user)).toMatchObject([{ count: 1_500, sum: 1_500, days: 60 }]);
  expect(await brokenRules()).toEqual([]);
});

test('no event can be made to count activities that were deleted', async () => {
  const user = await server.actor('USER');
  const ended = await countingEvent(200, 110);
  const running = await countingEvent(150, null);
  await buy(user, [190]);
  await retain();
  const input = {
    ...{ title: 'Late', startAt: isoDaysAgo(120), active: true },
    conditions: [{ kind: 'ACTIVITY_COUNT' as const, activityKind: 'visit', target: 1 }],
    rewards: [{ type: 'POINT' as const, name: 'Points', quantity: 1 }],
  };
  await expect(createEvent(operator, input)).rejects.toThrow('up to which they are deleted');
  const later = { ...input, startAt: isoDaysAgo(80) };
  expect(await createEvent(operator, later)).toMatchObject({ title: 'Late' });
  const change = (id: string, changes: object) =>
    operator.ask(UpdateEventDocument, { input: { id, expectedVersion: 1, ...changes } });
  const refused = (answer: { errors: ReadonlyArray<{ extensions: { code: string } }> }) =>
    answer.errors.map(({ extensions }) => extensions.code);
  expect(refused(await change(ended.id, { endAt: isoDaysAgo(-10) }))).toEqual(['BAD_USER_INPUT']);
  expect(refused(await change(running.id, { startAt: isoDaysAgo(160) }))).toEqual(['BAD_USER_INPUT']);
  expect(refused(await change(ended.id, { title: 'Another title' }))).toEqual([]);
  expect(refused(await change(running.id, { endAt: isoDaysAgo(-10) }))).toEqual([]);
});

test('an event keeps its activities whose edit did not see the setting', async () => {
  const user = await server.actor('USER');
  const event = await countingEvent(80, null);
  await buy(user, [200, 190]);
  const edit = async () => {
    const earlier = { startAt: daysAgo(195), firstDay: dayOf(daysAgo(195)) };
    await server.database.events.updateOne({ _id: new Types.ObjectId(event.id) }, { $set: earlier });
  };
  expect(await retain({ settle: edit })).toMatchObject({ deleted: 1 });
  expect(await kept()).toEqual([190]);
});

test('a row that is sent again after it was deleted is too late', async () => {
  const user = await server.actor('USER');
  await buy(user, [100], { externalId: 'order-1', source: SOURCE });
  await retain();
  expect(await kept()).toEqual([]);
  const again = report(server, user.id, { externalId: 'order-1', occurredAt: daysAgo(100) });
  expect(await recordAll(server, [again])).toEqual(['TOO_LATE']);
});

test('a voided activity goes only when its void is in the audit', async () => {
  const user = await server.actor('USER');
  await buy(user, [100], { outbox: [{ id: new Types.ObjectId() } as never] });
  expect(await retain()).toMatchObject({ deleted: 0, complete: true });
  expect(await kept()).toEqual([100]);
});
