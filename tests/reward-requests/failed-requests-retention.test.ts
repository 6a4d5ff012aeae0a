import { Types } from 'mongoose';
import { checkInvariants } from '../../src/invariants/invariants';
import type { Database } from '../../src/database/connection';
import { openDatabase } from '../../src/features';
import type { RewardRequest } from '../../src/reward-requests/reward-request.model';
import { FailedRequestsRetention } from '../../src/reward-requests/failed-requests-retention';
import { RejectRewardRequestDocument, RequestRewardDocument } from '../generated/documents';
import type { Actor } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createEvent, type CreatedEvent } from '../support/events';
import { startTestServer, type TestServer } from '../support/server';

const DAYS = 90;
/** More than two batches. */
const MANY = 2_500;

let server: TestServer;
let operator: Actor;
beforeEach(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterEach(() => server.close());

interface Run {
  readonly daysLater?: number;
  readonly dryRun?: boolean;
  readonly database?: Database;
  readonly signal?: AbortSignal;
  readonly onProgress?: (rows: number) => void;
}

/** As the command, some days later. */
function retain({ daysLater = DAYS + 1, dryRun = false, database = server.database, ...rest }: Run = {}) {
  const { chainer, calendar } = server.services;
  const clock = () => new Date(server.clock.now().getTime() + daysLater * 86_400_000);
  const { signal = new AbortController().signal, onProgress = () => undefined } = rest;
  return new FailedRequestsRetention({ database, chainer, calendar, clock }).run({
    ...{ days: DAYS, dryRun, signal, onProgress },
  });
}

const claim = (event: CreatedEvent, idempotencyKey?: string) => ({
  input: { eventId: event.id, idempotencyKey },
});

async function fail(user: Actor, event: CreatedEvent, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    server.clock.advance({ seconds: 1 });
    await user.refused(RequestRewardDocument, claim(event), 'CONDITIONS_NOT_MET');
  }
}

async function succeed(user: Actor, event: CreatedEvent): Promise<string> {
  server.clock.advance({ seconds: 1 });
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const { requestReward } = await user.run(RequestRewardDocument, claim(event));
  return requestReward!.request!.id;
}

/** As a platform has them that knew no limit of failed requests. */
async function failOften(user: Actor, event: CreatedEvent): Promise<void> {
  const from = server.clock.now().getTime() - 10 * 86_400_000;
  const rows = Array.from({ length: MANY }, (_, place): RewardRequest => {
    const at = new Date(from + place * 1_000);
    return {
      ...{
        _id: new Types.ObjectId(),
        userId: new Types.ObjectId(user.id),
        eventId: new Types.ObjectId(event.id),
      },
      ...{ status: 2, attempt: place + 1, requestedAt: at, decidedAt: at, decidedById: null, note: null },
      ...{ failureCode: 'CONDITIONS_NOT_MET', eventVersion: 1, evidence: [], grants: [] },
    };
  });
  await server.database.requests.insertMany(rows);
}

/** Each as `status attempt failureCode`. */
const rowsOf = async (user: Actor, event: CreatedEvent) =>
  (
    await server.database.requests
      .find({ userId: new Types.ObjectId(user.id), eventId: new Types.ObjectId(event.id) })
      .sort({ requestedAt: 1 })
      .toArray()
  ).map(({ status, attempt, failureCode }) => `${status} ${attempt} ${failureCode ?? ''}`.trim());

const entries = async () =>
  (
    await server.database.auditEntries
      .find({ action: 'deleteFailedRequests' })
      .sort({ sequence: 1 })
      .toArray()
  ).map(({ targetType, actorId, after }) => ({ targetType, actorId, ...(JSON.parse(after!) as object) }));

async function brokenRules() {
  return (await checkInvariants(server.database)).filter(({ ok }) => !ok);
}

/** Of every kind of request that there is, with failed ones before it. */
async function makeRequests() {
  const [event, manual] = [await createEvent(operator), await createEvent(operator, { payout: 'MANUAL' })];
  const [idle, paid, waiting, rejected] = await Promise.all(
    Array.from({ length: 4 }, () => server.actor('USER')),
  );
  await fail(idle!, event, 3);
  await fail(idle!, manual, 1);
  await fail(paid!, event, 2);
  await succeed(paid!, event);
  await fail(waiting!, manual, 2);
  await succeed(waiting!, manual);
  await fail(rejected!, manual, 2);
  const id = await succeed(rejected!, manual);
  await operator.run(RejectRewardRequestDocument, { input: { id, reason: 'too late' } });
  await server.services.holds.bury({ _id: new Types.ObjectId(), userId: new Types.ObjectId() });
  return { event, manual, idle: idle!, paid: paid!, waiting: waiting!, rejected: rejected! };
}

test('what the rules refused goes, but for the newest request of a user and event', async () => {
  const { event, manual, idle, paid, waiting, rejected } = await makeRequests();
  expect(await retain()).toMatchObject({ complete: true, read: 13, deleted: 8, kept: 2 });
  expect(await rowsOf(idle, event)).toEqual(['2 3 CONDITIONS_NOT_MET']);
  expect(await rowsOf(idle, manual)).toEqual(['2 1 CONDITIONS_NOT_MET']);
  expect(await rowsOf(paid, event)).toEqual(['1 3']);
  expect(await rowsOf(waiting, manual)).toEqual(['0 3']);
  expect(await rowsOf(rejected, manual)).toEqual(['2 3 REJECTED']);
  expect(await server.database.requests.countDocuments({ tombstone: true })).toBe(1);

  // Nothing is left to do, and attempts go on counting.
  expect(await retain()).toMatchObject({ complete: true, deleted: 0, kept: 2 });
  await fail(idle, event, 1);
  expect(await rowsOf(idle, event)).toEqual(['2 3 CONDITIONS_NOT_MET', '2 4 CONDITIONS_NOT_MET']);
  expect(await brokenRules()).toEqual([]);
});

test('a run that deletes leaves its beginning and its end in the audit, by nobody', async () => {
  await makeRequests();
  const { before } = await retain();
  await retain();
  expect(await entries()).toEqual([
    { targetType: 'Retention', actorId: null, state: 'BEGUN', days: DAYS, before: before.toISOString() },
    { targetType: 'Retention', actorId: null, state: 'ENDED', read: 13, deleted: 8, kept: 2 },
  ]);
});

test('a dry run counts the same and changes nothing', async () => {
  await makeRequests();
  // The relay may still be moving what rows owe into the feed.
  const stored = () =>
    server.database.requests
      .find({}, { projection: { due: 0 } })
      .sort({ _id: 1 })
      .toArray();
  const before = await stored();
  expect(await retain({ dryRun: true })).toMatchObject({ complete: true, read: 13, deleted: 8, kept: 2 });
  expect(await stored()).toEqual(before);
  expect(await entries()).toEqual([]);
});

test('requests of the last days stay, counted from the start of a service day', async () => {
  await makeRequests();
  expect(await retain({ daysLater: DAYS })).toMatchObject({ deleted: 0, kept: 0 });
  expect(await retain({ daysLater: DAYS + 1 })).toMatchObject({ deleted: 8 });
});

test('of requests that arrived at the same newest instant all stay, so the highest number does', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  await failOften(user, event);
  const first = new Date(server.clock.now().getTime() - 5 * 86_400_000);
  const ofPair = { userId: new Types.ObjectId(user.id), attempt: { $gt: MANY - 2 } };
  await server.database.requests.updateMany(ofPair, { $set: { requestedAt: first, decidedAt: first } });
  expect(await retain()).toMatchObject({ deleted: MANY - 2, kept: 2 });
  await fail(user, event, 1);
  expect((await rowsOf(user, event)).at(-1)).toBe(`2 ${MANY + 1} CONDITIONS_NOT_MET`);
});

test('a run that is interrupted or loses the database is finished by the next', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  await failOften(user, event);
  const asked = new AbortController();
  const interrupted = await retain({ signal: asked.signal, onProgress: () => asked.abort() });
  expect(interrupted).toMatchObject({ complete: false, deleted: 999 });

  const database = await openDatabase(server.mongodbUri);
  const loseDatabase = () => void database.connection.getClient().close(true);
  await expect(retain({ database, onProgress: loseDatabase })).rejects.toThrow();
  await database.close();

  expect(await retain()).toMatchObject({ complete: true, kept: 1 });
  expect(await rowsOf(user, event)).toEqual([`2 ${MANY} CONDITIONS_NOT_MET`]);
  expect((await entries()).map((entry) => (entry as unknown as { state: string }).state)).toEqual([
    ...['BEGUN', 'INTERRUPTED', 'BEGUN', 'BEGUN', 'ENDED'],
  ]);
});

test('claims beside it are answered as always: attempts rise, and the newest stays', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  await failOften(user, event);
  const runs = Promise.all([retain(), retain()]);
  await fail(user, event, 10);
  await runs;
  await retain();
  await fail(user, event, 1);
  const rows = await rowsOf(user, event);
  expect(rows.slice(-2)).toEqual([`2 ${MANY + 10} CONDITIONS_NOT_MET`, `2 ${MANY + 11} CONDITIONS_NOT_MET`]);
  expect(rows).toHaveLength(2);
});

test('the idempotency key of a deleted request is free again', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  await user.refused(RequestRewardDocument, claim(event, 'a key'), 'CONDITIONS_NOT_MET');
  await fail(user, event, 1);
  await retain();
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  const { requestReward } = await user.run(RequestRewardDocument, claim(event, 'a key'));
  expect(requestReward?.request).toMatchObject({ status: 'SUCCESS', attempt: 3 });
});
