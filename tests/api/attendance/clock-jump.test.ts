import { Types } from 'mongoose';
import { CheckAttendanceDocument, RequestRewardDocument } from '../../generated/documents';
import { attend, lastDays } from '../../support/attendance';
import { createEvent } from '../../support/events';
import { startTestServer, type TestServer } from '../../support/server';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({
    now: new Date().toISOString(),
    env: { CLOCK_SKEW_LIMIT_SECONDS: '60', ACCESS_TOKEN_TTL_SECONDS: '86400' },
  });
});
afterEach(() => server.close());

/** A day, less what a token's life leaves. */
const JUMP = { hours: 23, minutes: 50 };

test('a clock that jumps to tomorrow writes nothing of tomorrow, from the first operation on', async () => {
  const [user, operator] = [await server.actor('USER'), await server.actor('OPERATOR')];
  const event = await createEvent(operator);
  await attend(server.database, user.id, lastDays(server.clock.now(), 3));
  // The watch has just measured, and measures again only after 5 s.
  server.clock.advance(JUMP);
  await Promise.all([
    ...Array.from({ length: 5 }, () =>
      user.refused(CheckAttendanceDocument, undefined, 'SERVICE_UNAVAILABLE'),
    ),
    user.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'SERVICE_UNAVAILABLE'),
  ]);
  const { attendances, requests } = server.database;
  const mine = { userId: new Types.ObjectId(user.id) };
  expect([await attendances.countDocuments(mine), await requests.countDocuments(mine)]).toEqual([3, 0]);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
});

test('a claim alone notices the jump as well', async () => {
  const [user, operator] = [await server.actor('USER'), await server.actor('OPERATOR')];
  const event = await createEvent(operator);
  server.clock.advance(JUMP);
  await user.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'SERVICE_UNAVAILABLE');
  expect(await server.database.requests.countDocuments({})).toBe(0);
});

test('an instant of before the clock was set back is refused although the clocks agree again', async () => {
  const user = await server.actor('USER');
  const proof = server.services.tokens.readBearer(`Bearer ${user.accessToken}`, server.clock.now())!;
  const now = new Date(server.clock.now().getTime() + 86_400_000);
  await expect(server.services.attendance.checkAttendance(proof, now)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  expect(await server.database.attendances.countDocuments({})).toBe(0);
});
