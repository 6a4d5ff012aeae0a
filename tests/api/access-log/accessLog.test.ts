import { Types } from 'mongoose';
import {
  AccessLogDocument,
  ActivitiesDocument,
  AttendanceDocument,
  CheckAttendanceDocument,
  EligibilityDocument,
  MeDocument,
  MyAttendanceDocument,
  RequestRewardDocument,
  RewardGrantsDocument,
  RewardGrantSumsDocument,
  RewardRequestDocument,
  RewardRequestsDocument,
  UserDocument,
  UsersDocument,
  type AccessLogFilter,
} from '../../generated/documents';
import type { Actor } from '../../support/actors';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
let user: Actor;
let auditor: Actor;
let admin: Actor;
let request: { id: string };
let eventId: string;
beforeAll(async () => {
  server = await startTestServer({ now: '2026-06-01T03:00:00Z', env: { ACCESS_LOG_DAYS: '30' } });
  [user, auditor, admin] = await Promise.all([
    server.actor('USER'),
    server.actor('AUDITOR'),
    server.actor('ADMIN'),
  ]);
  const operator = await server.actor('OPERATOR');
  ({ id: eventId } = await createEvent(operator, { conditions: [{ kind: 'TOTAL_ATTENDANCE', target: 1 }] }));
  await user.run(CheckAttendanceDocument);
  ({ request } = (await user.run(RequestRewardDocument, { input: { eventId } })).requestReward as never);
});
afterAll(() => server.close());

const linesOf = async (filter: AccessLogFilter) =>
  (await admin.run(AccessLogDocument, { filter, first: 100, reverse: true })).accessLog!.nodes;
const what = async (actor: Actor) => (await linesOf({ actorId: actor.id })).map((line) => line.what);

test('each read of one account by staff leaves a line: who, whose, what and when', async () => {
  const reader = await server.actor('AUDITOR');
  const filter = { userId: user.id };
  await reader.run(UserDocument, { id: user.id });
  await reader.run(AttendanceDocument, { userId: user.id });
  await reader.run(ActivitiesDocument, { filter });
  await reader.run(RewardRequestsDocument, { filter });
  await reader.run(RewardRequestDocument, { id: request.id });
  await reader.run(RewardGrantsDocument, { filter });
  await reader.run(RewardGrantSumsDocument, { filter });
  await reader.run(EligibilityDocument, { eventId, userId: user.id });
  expect((await what(reader)).sort()).toEqual(
    [
      ...['activities', 'attendance', 'eligibility', 'rewardGrantSums', 'rewardGrants'],
      ...['rewardRequest', 'rewardRequests', 'user'],
    ].sort(),
  );
  const [line] = await linesOf({ actorId: reader.id });
  expect(line).toMatchObject({
    actor: { id: reader.id, username: reader.username },
    user: { id: user.id, username: user.username },
    at: '2026-06-01T03:00:00.000Z',
  });
});

test('lists of many accounts, the own account and accounts that are not there leave none', async () => {
  const reader = await server.actor('ADMIN');
  await reader.run(UsersDocument, {});
  await reader.run(RewardRequestsDocument, {});
  await reader.run(MeDocument);
  await reader.run(UserDocument, { id: reader.id });
  await reader.ask(UserDocument, { id: String(new Types.ObjectId()) });
  await reader.run(RewardRequestsDocument, { filter: { userId: String(new Types.ObjectId()) } });
  await reader.run(RewardRequestsDocument, { filter: { userId: 'nobody' } });
  await user.run(MyAttendanceDocument, {});
  await user.run(RewardRequestDocument, { id: request.id });
  expect(await what(reader)).toEqual([]);
  expect(await what(user)).toEqual([]);
});

test('lines are selected by account and time, and read by auditors and admins alone', async () => {
  const [reader, other] = [await server.actor('AUDITOR'), await server.actor('USER')];
  await reader.run(UserDocument, { id: other.id });
  server.clock.advance({ minutes: 5 });
  await reader.run(AttendanceDocument, { userId: other.id });
  const all = { userId: other.id };
  expect((await linesOf(all)).map((line) => line.what)).toEqual(['user', 'attendance']);
  const at = server.clock.now().toISOString();
  expect((await linesOf({ ...all, from: at })).map((line) => line.what)).toEqual(['attendance']);
  expect((await linesOf({ ...all, to: at })).map((line) => line.what)).toEqual(['user']);
  await auditor.run(AccessLogDocument, {});
});

test('the database removes a line after ACCESS_LOG_DAYS', async () => {
  const indexes = await server.database.accessLog.indexes();
  expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  const line = await server.database.accessLog.findOne();
  expect(line!.expiresAt.getTime() - line!.at.getTime()).toBe(30 * 86_400_000);
});
