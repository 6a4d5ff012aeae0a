import { Types } from 'mongoose';
import { COUNTED_DAYS_MAX } from '../../../src/domain/limits';
import {
  ApproveRewardRequestDocument,
  ArchiveEventDocument,
  CheckAttendanceDocument,
  EligibilityDocument,
  RejectRewardRequestDocument,
  RequestRewardDocument,
  UpdateEventDocument,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { attend, lastDays } from '../../support/attendance';
import { commandsAbout } from '../../support/commands';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.actor('OPERATOR');
});
afterAll(() => server.close());

async function qualified(): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  return user;
}

const claim = (eventId: string, idempotencyKey?: string) => ({ input: { eventId, idempotencyKey } });
const rowsOf = (user: Actor, eventId: string) =>
  server.database.requests
    .find({ userId: new Types.ObjectId(user.id), eventId: new Types.ObjectId(eventId) })
    .sort({ _id: 1 })
    .toArray();

// Claim invariants: C3.
test('a met claim is paid every reward at once, in one row that carries its evidence', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  expect(requestReward?.request).toMatchObject({
    status: 'SUCCESS',
    attempt: 1,
    failureCode: null,
    requestedAt: server.clock.now().toISOString(),
    decidedAt: server.clock.now().toISOString(),
    eventVersion: event.version,
    evidence: [{ current: 3, met: true, days: lastDays(server.clock.now(), 3) }],
    grants: [
      { type: 'POINT', name: 'Points', quantity: 100, externalId: null, revokedAt: null },
      { type: 'COUPON', name: 'Coupon', quantity: 1, externalId: 'coupon-3-days' },
    ],
  });
  const rows = await rowsOf(user, event.id);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ status: 1, grants: [{ name: 'Points' }, { name: 'Coupon' }] });
});

test('a second request names the row that was paid, also after the event has ended', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  const again = await user.refused(RequestRewardDocument, claim(event.id), 'ALREADY_REWARDED');
  expect(again.request.id).toBe(requestReward?.request?.id);
  await server.database.events.updateOne(
    { _id: new Types.ObjectId(event.id) },
    { $set: { endAt: server.clock.now() } },
  );
  await user.refused(RequestRewardDocument, claim(event.id), 'ALREADY_REWARDED');
  expect(await rowsOf(user, event.id)).toHaveLength(1);
});

// Claim invariants: C1, C3.
test('a second request is refused while the first is pending', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL' });
  const user = await qualified();
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  expect(requestReward?.request).toMatchObject({ status: 'PENDING', decidedAt: null, grants: [] });
  const again = await user.refused(RequestRewardDocument, claim(event.id), 'ALREADY_REQUESTED');
  expect(again.request.id).toBe(requestReward?.request?.id);
});

// Claim invariants: C20.
test('unmet conditions leave a FAILED row with evidence, and the user may ask again', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  const days = lastDays(server.clock.now(), 3);
  await attend(server.database, user.id, days.slice(0, 2));
  for (const attempt of [1, 2, 3]) {
    const failed = await user.refused(RequestRewardDocument, claim(event.id), 'CONDITIONS_NOT_MET');
    expect(failed.request).toMatchObject({
      status: 'FAILED',
      attempt,
      failureCode: 'CONDITIONS_NOT_MET',
      evidence: [{ current: 2, target: 3, met: false, days: days.slice(0, 2) }],
      grants: [],
    });
  }
  await user.run(CheckAttendanceDocument);
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  expect(requestReward?.request).toMatchObject({ status: 'SUCCESS', attempt: 4 });
  expect((await rowsOf(user, event.id)).map((row) => row.status)).toEqual([2, 2, 2, 1]);
});

// Claim invariants: C12.
test('the window opens at startAt, is open at endAt - 1 ms and closed at endAt', async () => {
  const startAt = '2026-06-10T03:00:00.000Z';
  const endAt = '2026-06-12T03:00:00.000Z';
  const open = { startAt, endAt, conditions: [{ kind: 'TOTAL_ATTENDANCE' as const, target: 1 }] };
  const event = await createEvent(operator, open);
  const [early, first, last] = await Promise.all([1, 2, 3].map(() => server.actor('USER')));
  for (const user of [early!, first!, last!]) await attend(server.database, user.id, ['2026-06-10']);
  const before = server.clock.now();
  try {
    server.clock.set('2026-06-10T02:59:59.999Z');
    const relogged = await relogin(early!);
    const refused = await relogged.refused(RequestRewardDocument, claim(event.id), 'EVENT_NOT_STARTED');
    expect(refused.request).toBeNull();
    server.clock.set(startAt);
    await (await relogin(first!)).run(RequestRewardDocument, claim(event.id));
    server.clock.set('2026-06-12T02:59:59.999Z');
    await (await relogin(last!)).run(RequestRewardDocument, claim(event.id));
    server.clock.set(endAt);
    await (await relogin(early!)).refused(RequestRewardDocument, claim(event.id), 'EVENT_ENDED');
    expect(await rowsOf(early!, event.id)).toEqual([]);
  } finally {
    server.clock.set(before.toISOString());
  }
});

/** Access tokens live for minutes; a moved clock asks for a new one. */
async function relogin(user: Actor): Promise<Actor> {
  const { data } = await user.send<{ login: { tokens: { accessToken: string } } }>(
    'mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } } }',
    { input: { username: user.username, password: user.password } },
  );
  user.accessToken = data!.login.tokens.accessToken;
  return user;
}

test('days before the window do not count towards it', async () => {
  const days = lastDays(server.clock.now(), 4);
  const event = await createEvent(operator, { startAt: `${days[2]}T05:00:00+09:00` });
  const user = await server.actor('USER');
  await attend(server.database, user.id, days);
  const failed = await user.refused(RequestRewardDocument, claim(event.id), 'CONDITIONS_NOT_MET');
  // The day of startAt is inside as a whole.
  expect(failed.request.evidence).toMatchObject([{ current: 2, days: days.slice(2) }]);
});

test('a later miss does not undo a run, and the earliest run that reaches the target is the evidence', async () => {
  const event = await createEvent(operator);
  const user = await server.actor('USER');
  const days = lastDays(server.clock.now(), 7);
  await attend(
    server.database,
    user.id,
    [0, 1, 3, 4, 5].map((place) => days[place]!),
  );
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  expect(requestReward?.request?.evidence).toMatchObject([{ current: 3, met: true, days: days.slice(3, 6) }]);
});

test('of an event of many years the last two count, in eligibility as in a claim', async () => {
  const days = lastDays(server.clock.now(), COUNTED_DAYS_MAX + 2);
  const event = await createEvent(operator, { startAt: '2020-01-01T00:00:00Z', endAt: null });
  const user = await server.actor('USER');
  await attend(server.database, user.id, days.slice(0, 4));
  const { eligibility } = await user.run(EligibilityDocument, { eventId: event.id });
  expect(eligibility).toMatchObject({ eligible: false, progress: [{ current: 2, days: days.slice(2, 4) }] });
  await user.refused(RequestRewardDocument, claim(event.id), 'CONDITIONS_NOT_MET');
  await attend(server.database, user.id, days.slice(4, 5));
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  expect(requestReward?.request?.evidence).toMatchObject([{ current: 3, days: days.slice(2, 5) }]);
});

test('a paused and an archived event answer EVENT_INACTIVE, whatever the window, and make no row', async () => {
  const user = await qualified();
  const paused = await createEvent(operator);
  await operator.run(UpdateEventDocument, { input: { id: paused.id, expectedVersion: 1, active: false } });
  const archived = await createEvent(operator, { endAt: server.clock.now().toISOString() });
  await operator.run(ArchiveEventDocument, { input: { id: archived.id, expectedVersion: 1 } });
  for (const event of [paused, archived]) {
    const { request } = await user.refused(RequestRewardDocument, claim(event.id), 'EVENT_INACTIVE');
    expect(request).toBeNull();
    expect(await rowsOf(user, event.id)).toEqual([]);
  }
});

test.each(['no-such-event', '0123456789abcdef01234567', ''])(
  'an id that names nothing (%j) is NOT_FOUND',
  async (id) => {
    const user = await server.actor('USER');
    await user.refused(RequestRewardDocument, claim(id), 'NOT_FOUND');
  },
);

test('all of several conditions must be met, and each has its evidence', async () => {
  const required = await createEvent(operator, { conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }] });
  const event = await createEvent(operator, {
    conditions: [
      { kind: 'TOTAL_ATTENDANCE', target: 2 },
      { kind: 'EVENT_REWARDED', requiredEventId: required.id },
      { kind: 'ACCOUNT_AGE', target: 1 },
    ],
  });
  const user = await qualified();
  const first = await user.refused(RequestRewardDocument, claim(event.id), 'CONDITIONS_NOT_MET');
  expect(first.request.evidence.map((entry: { met: boolean }) => entry.met)).toEqual([true, false, false]);
  await user.run(RequestRewardDocument, claim(required.id));
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(user.id) },
    { $set: { createdAt: new Date(server.clock.now().getTime() - 86_400_000) } },
  );
  const { requestReward } = await user.run(RequestRewardDocument, claim(event.id));
  expect(requestReward?.request?.evidence).toMatchObject([
    {
      kind: 'TOTAL_ATTENDANCE',
      current: 3,
      target: 2,
      met: true,
      days: lastDays(server.clock.now(), 3).slice(0, 2),
    },
    { kind: 'EVENT_REWARDED', current: 1, target: 1, met: true, days: [] },
    { kind: 'ACCOUNT_AGE', current: 1, target: 1, met: true, days: [] },
  ]);
});

describe('idempotency keys', () => {
  // Claim invariants: C9.
  test('the same key gives the same row without a refusal, however often', async () => {
    const event = await createEvent(operator);
    const user = await qualified();
    const first = await user.run(RequestRewardDocument, claim(event.id, 'key'));
    const second = await user.run(RequestRewardDocument, claim(event.id, 'key'));
    expect(second).toEqual(first);
    expect(await rowsOf(user, event.id)).toHaveLength(1);
  });

  test('a FAILED row is replayed with its refusal, also when the condition is met since', async () => {
    const event = await createEvent(operator);
    const user = await server.actor('USER');
    const failed = await user.refused(RequestRewardDocument, claim(event.id, 'key'), 'CONDITIONS_NOT_MET');
    await attend(server.database, user.id, lastDays(server.clock.now(), 3));
    const replay = await user.refused(RequestRewardDocument, claim(event.id, 'key'), 'CONDITIONS_NOT_MET');
    expect(replay.request.id).toBe(failed.request.id);
    await user.run(RequestRewardDocument, claim(event.id, 'another key'));
  });

  // Claim invariants: C9.
  test('a replay shows the row as it stands now, with the refusal that belongs to it', async () => {
    const event = await createEvent(operator, { payout: 'MANUAL' });
    const user = await qualified();
    const { requestReward } = await user.run(RequestRewardDocument, claim(event.id, 'key'));
    await operator.run(RejectRewardRequestDocument, {
      input: { id: requestReward!.request!.id, reason: 'too late' },
    });
    const replay = await user.refused(RequestRewardDocument, claim(event.id, 'key'), 'REJECTED');
    expect(replay.request).toMatchObject({
      id: requestReward!.request!.id,
      status: 'FAILED',
      note: 'too late',
    });
  });

  test('a key that made a request for another event is IDEMPOTENCY_KEY_REUSED, with no request', async () => {
    const [event, other] = [await createEvent(operator), await createEvent(operator)];
    const user = await qualified();
    await user.run(RequestRewardDocument, claim(event.id, 'key'));
    const reused = await user.refused(
      RequestRewardDocument,
      claim(other.id, 'key'),
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect(reused.request).toBeNull();
    expect(await rowsOf(user, other.id)).toEqual([]);
  });

  test('the same key of another user is another key', async () => {
    const event = await createEvent(operator);
    const [one, two] = [await qualified(), await qualified()];
    const first = await one.run(RequestRewardDocument, claim(event.id, 'key'));
    const second = await two.run(RequestRewardDocument, claim(event.id, 'key'));
    expect(second.requestReward?.request?.id).not.toBe(first.requestReward?.request?.id);
  });

  test('a refusal without a row is not remembered', async () => {
    const event = await createEvent(operator);
    await operator.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: 1, active: false } });
    const user = await qualified();
    await user.refused(RequestRewardDocument, claim(event.id, 'key'), 'EVENT_INACTIVE');
    await operator.run(UpdateEventDocument, { input: { id: event.id, expectedVersion: 2, active: true } });
    await user.run(RequestRewardDocument, claim(event.id, 'key'));
  });

  test.each([0, 129])('a key of %i characters is BAD_USER_INPUT and makes no row', async (length) => {
    const event = await createEvent(operator);
    const user = await qualified();
    const fault = await user.refused(
      RequestRewardDocument,
      claim(event.id, '𝄞'.repeat(length)),
      'BAD_USER_INPUT',
    );
    expect(fault.extensions.fields).toMatchObject([{ path: 'input.idempotencyKey' }]);
    expect(await rowsOf(user, event.id)).toEqual([]);
  });
});

// Claim invariants: C13.
test('the first live claim freezes the event; a FAILED one does not', async () => {
  const event = await createEvent(operator);
  const frozenAt = async () =>
    (await server.database.events.findOne({ _id: new Types.ObjectId(event.id) }))?.frozenAt ?? null;
  const user = await server.actor('USER');
  await user.refused(RequestRewardDocument, claim(event.id), 'CONDITIONS_NOT_MET');
  expect(await frozenAt()).toBeNull();
  await (await qualified()).run(RequestRewardDocument, claim(event.id));
  expect(await frozenAt()).toEqual(server.clock.now());
});

// Claim invariants: C10.
test('a token of a disabled account claims nothing, at once', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  await server.database.users.updateOne(
    { _id: new Types.ObjectId(user.id) },
    { $set: { disabledAt: server.clock.now() } },
  );
  await user.refused(RequestRewardDocument, claim(event.id), 'UNAUTHENTICATED');
  expect(await rowsOf(user, event.id)).toEqual([]);
});

// Claim invariants: C10.
test('the role is read with the facts: a promoted user claims no more', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  await server.database.users.updateOne({ _id: new Types.ObjectId(user.id) }, { $set: { role: 'OPERATOR' } });
  await user.refused(RequestRewardDocument, claim(event.id), 'FORBIDDEN');
  expect(await rowsOf(user, event.id)).toEqual([]);
});

// Claim invariants: C1.
test('100 claims of one user at once in one process: one row, 99 answers that name it', async () => {
  const event = await createEvent(operator);
  const user = await qualified();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => user.ask(RequestRewardDocument, claim(event.id))),
  );
  const [row, ...others] = await rowsOf(user, event.id);
  expect(others).toEqual([]);
  const codes = answers.map(({ data }) => data!.requestReward!.userErrors.map(({ code }) => code).join());
  expect(codes.filter((code) => code === '')).toHaveLength(1);
  expect(codes.filter((code) => code === 'ALREADY_REWARDED')).toHaveLength(99);
  expect(new Set(answers.map(({ data }) => data!.requestReward!.request!.id))).toEqual(
    new Set([row!._id.toHexString()]),
  );
});

test('a lone claim without stock is two rounds of reads and one insert, after the first has frozen the event', async () => {
  const event = await createEvent(operator);
  await (await qualified()).run(RequestRewardDocument, claim(event.id));
  const user = await qualified();
  const calls = await commandsAbout(server, user.id, () => user.run(RequestRewardDocument, claim(event.id)));
  // Base and newest row at once, then the days that the event's conditions need.
  expect(calls).toEqual(['aggregate', 'find', 'aggregate', 'insert']);
});

test('64 users who claim at once share their reads and inserts', async () => {
  const event = await createEvent(operator);
  const users = await Promise.all(Array.from({ length: 64 }, qualified));
  const calls = await server.databaseCalls(() =>
    Promise.all(users.map((user) => user.run(RequestRewardDocument, claim(event.id)))),
  );
  expect(calls.filter((name) => name === 'insert').length).toBeLessThan(32);
  expect(calls.filter((name) => name === 'aggregate').length).toBeLessThan(32);
  expect(await server.database.requests.countDocuments({ eventId: new Types.ObjectId(event.id) })).toBe(64);
});

test('a manual request that was approved is ALREADY_REWARDED; one that was rejected may be asked again', async () => {
  const event = await createEvent(operator, { payout: 'MANUAL' });
  const user = await qualified();
  const ask = async () => (await user.run(RequestRewardDocument, claim(event.id))).requestReward!.request!;
  const first = await ask();
  await operator.run(RejectRewardRequestDocument, { input: { id: first.id, reason: 'no' } });
  const second = await ask();
  expect(second.attempt).toBe(2);
  await operator.run(ApproveRewardRequestDocument, { input: { id: second.id } });
  await user.refused(RequestRewardDocument, claim(event.id), 'ALREADY_REWARDED');
});
