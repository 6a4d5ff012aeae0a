import { Types } from 'mongoose';
import { CheckAttendanceDocument, RequestRewardDocument } from '../generated/documents';
import { createEvent } from '../support/events';
import { startTestServer } from '../support/server';
import { report } from './support/report';

const ZONES = ['Asia/Seoul', 'America/New_York', 'America/Santiago', 'Pacific/Apia'];
/** Santiago's 6 September begins at 01:00; New York has 23 and 25 hours on the other two. */
const DAYS = ['2026-03-08', '2026-06-01', '2026-09-06', '2026-11-01', '2027-01-01'];
const OFF_SECONDS = 400;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const counts = { zones: ZONES.length, 'days begun': 0, 'wrong days': 0, 'refused by clocks that are off': 0 };
afterAll(() => report('Clocks', [counts]));

/** The civil date, by a way of its own. */
const civilDay = (zone: string, instant: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(instant);

/** The first millisecond of the date. */
function beginOf(zone: string, day: string): number {
  let before = Date.parse(`${day}T00:00:00Z`) - DAY_MS;
  let after = before + 2 * DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (civilDay(zone, middle) < day) before = middle;
    else after = middle;
  }
  return after;
}

describe.each(ZONES)('%s', (zone) => {
  test('at midnight the days of check-ins are those of the zone', async () => {
    const server = await startTestServer({ env: { SERVICE_TIME_ZONE: zone } });
    for (const day of DAYS) {
      const midnight = beginOf(zone, day);
      const yesterday = civilDay(zone, midnight - 1);
      for (const [at, expected] of [
        [midnight - OFF_SECONDS * 1_000, yesterday],
        [midnight - 1, yesterday],
        [midnight, day],
        [midnight + OFF_SECONDS * 1_000, day],
      ] as const) {
        server.clock.set(new Date(at).toISOString());
        const user = await server.actor('USER');
        const { checkAttendance } = await user.run(CheckAttendanceDocument);
        if (checkAttendance!.attendance!.day !== expected) counts['wrong days'] += 1;
        expect(checkAttendance!.attendance!.day).toBe(expected);
      }
      counts['days begun'] += 1;
    }
    await server.close();
  });

  test.each([OFF_SECONDS, -OFF_SECONDS])(
    'a server whose clock is %i s off when the day begins is not ready, and stores nothing of a wrong day',
    async (offSeconds) => {
      const now = Date.now();
      // Between what the two clocks show.
      const boundary = Math.floor((now + (offSeconds / 2) * 1_000) / MINUTE_MS) * MINUTE_MS;
      const timeOfDay = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
      });
      const env = {
        SERVICE_TIME_ZONE: zone,
        SERVICE_DAY_START: timeOfDay.format(boundary),
        // The clocks of these servers stand still.
        CLOCK_SKEW_LIMIT_SECONDS: '60',
      };
      const right = await startTestServer({ now: new Date(now).toISOString(), env });
      const wrong = await startTestServer({
        now: new Date(now + offSeconds * 1_000).toISOString(),
        env,
        mongodbUri: right.mongodbUri,
      });
      const begun = civilDay(zone, boundary);
      const before = new Date(Date.parse(begun) - DAY_MS).toISOString().slice(0, 10);
      const [here, there, operator] = await Promise.all([
        right.actor('USER'),
        wrong.actor('USER'),
        right.actor('OPERATOR'),
      ]);
      const { checkAttendance } = await here.run(CheckAttendanceDocument);
      expect(checkAttendance!.attendance!.day).toBe(offSeconds > 0 ? before : begun);

      const event = await createEvent(operator);
      await there.refused(CheckAttendanceDocument, undefined, 'SERVICE_UNAVAILABLE');
      await there.refused(RequestRewardDocument, { input: { eventId: event.id } }, 'SERVICE_UNAVAILABLE');
      counts['refused by clocks that are off'] += 2;
      const { attendances, requests } = right.database;
      const mine = { userId: new Types.ObjectId(there.id) };
      expect([await attendances.countDocuments(mine), await requests.countDocuments(mine)]).toEqual([0, 0]);
      const answer = await fetch(`${wrong.url}/health/ready`);
      expect(answer.status).toBe(503);
      expect(JSON.stringify(await answer.json())).toMatch(/clock skew: .*(399|40\d)\.\d s off/);
      await wrong.app.close();
      await right.close();
    },
  );
});
