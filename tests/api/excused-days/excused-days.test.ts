import { Types } from 'mongoose';
import { checkInvariants } from '../../../src/invariants/invariants';
import {
  CheckAttendanceDocument,
  EligibilityDocument,
  ExcuseDayDocument,
  ExcusedDaysDocument,
  RemoveExcusedDayDocument,
  RequestRewardDocument,
} from '../../generated/documents';
import { readAudit } from '../../support/audit';
import type { Actor } from '../../support/actors';
import { attend } from '../../support/attendance';
import { createEvent, type CreatedEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let operator: Actor;
beforeAll(async () => {
  // Just after midnight in Seoul: time goes on from test to test, and the day must last.
  server = await startTestServer({ now: '2026-05-31T15:10:00Z', env: { ACCESS_TOKEN_TTL_SECONDS: '86400' } });
  operator = await server.actor('OPERATOR');
});
beforeEach(async () => {
  // Records stay, for earlier requests are judged by them.
  for (const { day } of await server.database.excusedDays.find({ removedAt: null }).toArray())
    await remove(day);
  server.clock.advance({ minutes: 10 });
});
afterAll(() => server.close());

const excuse = (day: string, reason = 'outage') =>
  operator.run(ExcuseDayDocument, { input: { day, reason } });
const remove = (day: string) =>
  operator.run(RemoveExcusedDayDocument, { input: { day, reason: 'a mistake' } });

async function attendee(...days: string[]): Promise<Actor> {
  const user = await server.actor('USER');
  await attend(server.database, user.id, days);
  return user;
}

const claim = async (user: Actor, event: CreatedEvent) =>
  (await user.ask(RequestRewardDocument, { input: { eventId: event.id } })).data!.requestReward!;
const inARow = (target: number, fields: object = {}) =>
  createEvent(operator, { conditions: [{ kind: 'CONSECUTIVE_ATTENDANCE', target }], ...fields });

const brokenRules = async () =>
  (await checkInvariants(server.database)).filter(({ ok }) => !ok).map(({ name }) => name);

test('a claim whose run passes over an excused day is paid, with the day in its evidence', async () => {
  const event = await inARow(3);
  const user = await attendee('2026-05-28', '2026-05-29', '2026-05-31');
  expect((await claim(user, event)).userErrors).toMatchObject([{ code: 'CONDITIONS_NOT_MET' }]);

  await excuse('2026-05-30');
  const { eligibility } = await user.run(EligibilityDocument, { eventId: event.id });
  expect(eligibility).toMatchObject({
    eligible: true,
    progress: [{ current: 3, excusedDays: ['2026-05-30'] }],
  });
  expect(await claim(user, event)).toMatchObject({
    request: {
      status: 'SUCCESS',
      evidence: [{ days: ['2026-05-28', '2026-05-29', '2026-05-31'], excusedDays: ['2026-05-30'] }],
    },
    userErrors: [],
  });
});

test('what was paid stays paid and sound after the excusal is removed; others are judged without it', async () => {
  const event = await inARow(2);
  const [early, late] = [
    await attendee('2026-05-29', '2026-05-31'),
    await attendee('2026-05-29', '2026-05-31'),
  ];
  await excuse('2026-05-30');
  expect((await claim(early, event)).request?.status).toBe('SUCCESS');
  server.clock.advance({ hours: 1 });
  expect((await remove('2026-05-30')).removeExcusedDay).toEqual({ removedDay: '2026-05-30', userErrors: [] });
  expect((await claim(late, event)).userErrors).toMatchObject([{ code: 'CONDITIONS_NOT_MET' }]);
  expect((await claim(early, event)).request?.status).toBe('SUCCESS');
  server.clock.advance({ hours: 1 });
  expect(await brokenRules()).toEqual([]);

  // Long before the claim it was no excuse.
  const { excusedDays } = server.database;
  const [last] = await excusedDays.find({ day: '2026-05-30' }).sort({ excusedAt: -1 }).limit(1).toArray();
  await excusedDays.updateOne({ _id: last!._id }, { $set: { removedAt: new Date(0) } });
  expect(await brokenRules()).toContain('evidenceMatchesFacts');
  await excusedDays.replaceOne({ _id: last!._id }, last!);
});

test('a day that counted and was excused after the payment leaves the request sound', async () => {
  const event = await inARow(2);
  const [early, late] = [
    await attendee('2026-05-30', '2026-05-31'),
    await attendee('2026-05-30', '2026-05-31'),
  ];
  expect((await claim(early, event)).request?.status).toBe('SUCCESS');
  server.clock.advance({ hours: 1 });
  await excuse('2026-05-31');
  // Attended or not, the day does not count any more.
  expect((await claim(late, event)).userErrors).toMatchObject([{ code: 'CONDITIONS_NOT_MET' }]);
  expect(await brokenRules()).toEqual([]);
});

test('a counted day that was excused long before the claim is found', async () => {
  const event = await inARow(2);
  const user = await attendee('2026-05-30', '2026-05-31');
  expect((await claim(user, event)).request?.status).toBe('SUCCESS');
  await excuse('2026-05-31');
  const inForce = { day: '2026-05-31', removedAt: null };
  const stored = (await server.database.excusedDays.findOne(inForce))!;
  await server.database.excusedDays.updateOne(inForce, {
    $set: { excusedAt: new Date('2026-05-31T12:00:00Z') },
  });
  expect(await brokenRules()).toContain('evidenceMatchesFacts');
  await server.database.excusedDays.replaceOne({ _id: stored._id }, stored);
});

test('days at the edges of the window do not lengthen a run, and total attendance counts excused days', async () => {
  const fields = { startAt: '2026-05-29T15:00:00Z', endAt: '2026-06-30T00:00:00Z' };
  const three = await inARow(3, fields);
  const total = await createEvent(operator, {
    conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 2 }],
    ...fields,
  });
  const user = await attendee('2026-05-28', '2026-05-30', '2026-05-31');
  await excuse('2026-05-29');
  await excuse('2026-05-30');
  await excuse('2026-06-01');
  expect((await claim(user, three)).request?.evidence).toMatchObject([
    { current: 1, days: ['2026-05-31'], excusedDays: [] },
  ]);
  expect((await claim(user, total)).request).toMatchObject({ status: 'SUCCESS', evidence: [{ current: 2 }] });
});

test('the streak follows the same rule, from the check-in and from the account', async () => {
  const user = await attendee('2026-05-29', '2026-05-30');
  await excuse('2026-05-31');
  const streakOf = async () =>
    (
      await user.send<{ me: { attendanceStreak: object } }>(
        '{ me { attendanceStreak { current longest lastDay } } }',
      )
    ).data!.me.attendanceStreak;
  expect(await streakOf()).toEqual({ current: 2, longest: 2, lastDay: '2026-05-30' });
  const { checkAttendance } = await user.run(CheckAttendanceDocument);
  expect(checkAttendance!.streak).toMatchObject({ current: 3, longest: 3 });
  await remove('2026-05-31');
  expect(await streakOf()).toEqual({ current: 1, longest: 2, lastDay: '2026-06-01' });
});

test('a summary of old check-ins is made again when an excusal in it ends', async () => {
  const old = await startTestServer({ now: '2026-03-10T03:00:00Z' });
  try {
    const { database, services, clock } = old;
    const by = { id: (await old.actor('OPERATOR')).id, role: 'OPERATOR' as const, sessionId: '' };
    await services.excusedDays.excuse(by, { day: '2026-03-09', reason: 'outage' }, clock.now());
    clock.set('2026-06-01T03:00:00Z');
    const user = await old.actor('USER');
    await attend(database, user.id, ['2026-03-07', '2026-03-08', '2026-03-10', '2026-05-31']);
    const checkIn = async () => {
      const { checkAttendance } = await user.run(CheckAttendanceDocument);
      await services.attendance.drained();
      const { streak } = (await database.users.findOne({ _id: new Types.ObjectId(user.id) }))!;
      expect((await checkInvariants(database)).filter(({ ok }) => !ok)).toEqual([]);
      return { answer: checkAttendance!.streak, streak };
    };
    expect(await checkIn()).toMatchObject({ answer: { longest: 3 }, streak: { longest: 3, excused: 1 } });
    await services.excusedDays.remove(by, { day: '2026-03-09', reason: 'a mistake' }, clock.now());
    const made = await checkIn();
    expect(made).toMatchObject({ answer: { longest: 2 }, streak: { longest: 2 } });
    expect(made.streak).not.toHaveProperty('excused');
  } finally {
    await old.close();
  }
});

test.each([
  ['tomorrow', '2026-06-02'],
  ['a day before the last 30', '2026-05-01'],
])('%s can not be excused', async (_which, day) => {
  const answer = await operator.ask(ExcuseDayDocument, { input: { day, reason: 'outage' } });
  expect(answer.errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'input.day' }] } },
  ]);
  expect(await server.database.excusedDays.countDocuments({ day })).toBe(0);
});

test('today and the thirtieth day before it can be excused, once each, and every change is audited once', async () => {
  const startedAt = server.clock.now();
  for (const day of ['2026-06-01', '2026-05-02']) {
    await excuse(day);
    const again = await excuse(day, 'another reason');
    expect(again.excuseDay!.excusedDay).toMatchObject({ day, reason: 'outage' });
  }
  await remove('2026-05-02');
  await remove('2026-05-02');
  const entries = await readAudit(server.database, { targetType: 'ExcusedDay', at: { $gte: startedAt } });
  expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
    ['excuseDay', 'outage'],
    ['excuseDay', 'outage'],
    ['removeExcusedDay', 'a mistake'],
  ]);
  // It can be excused again, by another record.
  await excuse('2026-05-02', 'it was down after all');
  expect(await server.database.excusedDays.countDocuments({ day: '2026-05-02' })).toBe(2);
});

test('a day that was never excused can not be removed', async () => {
  const { errors } = await operator.ask(RemoveExcusedDayDocument, {
    input: { day: '2026-05-20', reason: 'a mistake' },
  });
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
});

test('a day begins at half past two where the calendar says so', async () => {
  const night = await startTestServer({
    now: '2026-05-31T17:00:00Z',
    env: { SERVICE_DAY_START: '02:30', ACCESS_TOKEN_TTL_SECONDS: '86400' },
  });
  try {
    const staff = await night.actor('OPERATOR');
    // 02:00 in Seoul: the day before has not ended.
    const early = await staff.ask(ExcuseDayDocument, { input: { day: '2026-06-01', reason: 'outage' } });
    expect(early.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    night.clock.advance({ minutes: 30 });
    await staff.run(ExcuseDayDocument, { input: { day: '2026-06-01', reason: 'outage' } });
  } finally {
    await night.close();
  }
});

test('users read days and reasons, and not who excused them', async () => {
  await excuse('2026-05-30');
  await excuse('2026-05-28');
  const user = await server.actor('USER');
  const { excusedDays } = await user.run(ExcusedDaysDocument, {});
  expect(excusedDays).toEqual([
    { day: '2026-05-28', reason: 'outage', excusedBy: null, excusedAt: expect.any(String) },
    { day: '2026-05-30', reason: 'outage', excusedBy: null, excusedAt: expect.any(String) },
  ]);
  const ofStaff = await operator.run(ExcusedDaysDocument, { from: '2026-05-29', to: '2026-05-30' });
  expect(ofStaff.excusedDays).toMatchObject([{ day: '2026-05-30', excusedBy: { id: operator.id } }]);
});

test('a list covers a year at most', async () => {
  const ask = (variables: { from?: string; to?: string }) => operator.ask(ExcusedDaysDocument, variables);
  expect((await ask({ from: '2025-06-01', to: '2026-06-01' })).errors).toEqual([]);
  expect((await ask({ from: '2025-05-31', to: '2026-06-01' })).errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'to' }] } },
  ]);
  expect((await ask({ from: '0001-01-01' })).errors).toEqual([]);
  expect((await ask({ to: '0001-01-01' })).errors).toEqual([]);
});
