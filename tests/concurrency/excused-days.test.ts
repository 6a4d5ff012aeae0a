import type { App } from '../../src/app';
import { checkInvariants } from '../../src/invariants/invariants';
import {
  EligibilityDocument,
  ExcuseDayDocument,
  RemoveExcusedDayDocument,
  RequestRewardDocument,
} from '../generated/documents';
import { actorOf } from '../support/actors';
import { attend, lastDays } from '../support/attendance';
import { createEvent } from '../support/events';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';

const SERVERS = 4;
const CALLS = 20;
let servers: ServerProcess[];
let home: TestServer;
let app: App;

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: 'system' });
  ({ app } = home);
  servers = await startServerProcesses(SERVERS, mongodbUri);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end()));
  await home.close();
});

let turn = 0;
const nextUrl = () => servers[turn++ % SERVERS]!.url;
const actor = (role: 'USER' | 'OPERATOR') => actorOf(app, home.clock, nextUrl, role);
const atOnce = <T>(make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: CALLS }, (_, n) => make(n)));

test('20 operators excuse one day and remove it at once: one record, one entry each, and claims see both', async () => {
  const operator = await actor('OPERATOR');
  const user = await actor('USER');
  const [first, day, today] = lastDays(new Date(), 3) as [string, string, string];
  await attend(app.database, user.id, [first, today]);
  const event = await createEvent(operator, { conditions: [{ kind: 'CONSECUTIVE_ATTENDANCE', target: 2 }] });
  const isEligible = async () =>
    (await user.run(EligibilityDocument, { eventId: event.id })).eligibility!.eligible;

  const excused = await atOnce(() => operator.run(ExcuseDayDocument, { input: { day, reason: 'outage' } }));
  expect(new Set(excused.map(({ excuseDay }) => excuseDay!.excusedDay!.excusedAt)).size).toBe(1);
  expect(await app.database.excusedDays.countDocuments()).toBe(1);
  // Each server in turn.
  for (let n = 0; n < SERVERS; n++) expect(await isEligible()).toBe(true);

  const removed = await atOnce(() =>
    operator.run(RemoveExcusedDayDocument, { input: { day, reason: 'a mistake' } }),
  );
  expect(removed.every(({ removeExcusedDay }) => removeExcusedDay!.removedDay === day)).toBe(true);
  for (let n = 0; n < SERVERS; n++) expect(await isEligible()).toBe(false);
  const { data } = await user.ask(RequestRewardDocument, { input: { eventId: event.id } });
  expect(data!.requestReward!.userErrors).toMatchObject([{ code: 'CONDITIONS_NOT_MET' }]);

  expect(await app.database.excusedDays.find().toArray()).toMatchObject([
    { day, removedAt: expect.any(Date) },
  ]);
  const entries = await app.database.auditEntries
    .find({ targetType: 'ExcusedDay' })
    .sort({ sequence: 1 })
    .toArray();
  expect(entries.map(({ action }) => action)).toEqual(['excuseDay', 'removeExcusedDay']);
  expect((await checkInvariants(app.database)).filter(({ ok }) => !ok)).toEqual([]);
});

test('20 calls that excuse and remove one day at once leave at most one excusal, each change audited', async () => {
  const operator = await actor('OPERATOR');
  const [day] = lastDays(new Date(), 5) as [string];
  await operator.run(ExcuseDayDocument, { input: { day, reason: 'outage' } });
  await atOnce<unknown>((n) =>
    n % 2 === 0
      ? operator.run(ExcuseDayDocument, { input: { day, reason: 'outage' } })
      : operator.run(RemoveExcusedDayDocument, { input: { day, reason: 'a mistake' } }),
  );
  expect(await app.database.excusedDays.countDocuments({ day, removedAt: null })).toBeLessThanOrEqual(1);
  expect((await checkInvariants(app.database)).filter(({ ok }) => !ok)).toEqual([]);
});
