import { addDays, startOfServiceDay, type ServiceDay } from '../../src/domain/service-calendar';
import type { Viewer } from '../../src/domain/viewer';
import { checkInvariants } from '../../src/invariants/invariants';
import { createEvent } from '../support/events';
import { createSeries, occurrencesOf } from '../support/series';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { until } from '../support/until';
import { report } from './support/report';

const SERVERS = 4;
const NEW_YORK = { timeZone: 'America/New_York', dayStartMinute: 150 };
/** On 8 March clocks go from 02:00 to 03:00: that day starts at 03:00. */
const [FIRST_DAY, LAST_DAY] = ['2026-01-31', '2026-05-31'];
const OUTAGE = '2026-03-08';
const [PAUSED, RESUMED] = ['2026-04-10', '2026-04-15'];

let servers: TestServer[];

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  const env = { SERVICE_TIME_ZONE: NEW_YORK.timeZone, SERVICE_DAY_START: '02:30' };
  const options = { mongodbUri, env, now: `${FIRST_DAY}T12:00:00Z` };
  servers = [await startTestServer(options)];
  while (servers.length < SERVERS) servers.push(await startTestServer(options));
});
afterAll(async () => {
  const [home, ...others] = servers;
  // The first one drops the database.
  for (const server of others) await server.app.close();
  await home!.close();
});

const daysBetween = (from: ServiceDay, to: ServiceDay): ServiceDay[] =>
  from > to ? [] : [from, ...daysBetween(addDays(from, 1), to)];
const roundOfAll = () => Promise.all(servers.map(({ services }) => services.occurrences.round()));

const repeated = (events: ReadonlyArray<{ readonly occurrence?: string | null }>) =>
  events.length - new Set(events.map(({ occurrence }) => occurrence)).size;

test('four servers create four months of days and of months, over an outage and a pause', async () => {
  const home = servers[0]!;
  const operator = await home.actor('OPERATOR');
  const viewer: Viewer = { id: operator.id, role: 'OPERATOR', sessionId: '' };
  const conditions = [{ kind: 'ACCOUNT_AGE' as const, target: 1 }];
  const create = async (recurrence: 'DAILY' | 'MONTHLY') => {
    const { id } = await createEvent(operator, { active: false, conditions });
    return createSeries(operator, {
      ...{ templateEventId: id, title: recurrence, recurrence, firstDay: FIRST_DAY },
      idempotencyKey: id,
    });
  };
  const [daily, monthly] = [await create('DAILY'), await create('MONTHLY')];
  const pause = async (paused: boolean) => {
    const { version } = (await home.database.eventSeries.findOne({ title: 'DAILY' }))!;
    const { eventSeries } = home.services;
    const change = { id: daily, expectedVersion: version, paused };
    const { refusals } = await eventSeries.update(viewer, home.clock.now(), change);
    expect(refusals).toEqual([]);
  };

  let pausedAfter: ServiceDay = '';
  for (const day of daysBetween(FIRST_DAY, LAST_DAY)) {
    if (day === OUTAGE) continue;
    for (const { clock } of servers) clock.set(`${day}T16:00:00Z`);
    if (day === RESUMED) await pause(false);
    await Promise.all([roundOfAll(), ...(day === PAUSED ? [pause(true)] : [])]);
    if (day === PAUSED) {
      await until(
        async () =>
          (await home.database.eventSeries.countDocuments({ 'outbox.id': { $exists: true } })) === 0,
      );
      pausedAfter = (await occurrencesOf(home, daily)).at(-1)!.occurrence!;
    }
  }

  const ofDays = await occurrencesOf(home, daily);
  const created = ofDays.map(({ occurrence }) => occurrence!);
  // The pause comes before or after the occurrence that is created meanwhile.
  expect([addDays(PAUSED, 1), addDays(PAUSED, 2)]).toContain(pausedAfter);
  expect(created).toEqual([
    ...daysBetween(FIRST_DAY, pausedAfter),
    ...daysBetween(RESUMED, addDays(LAST_DAY, 2)),
  ]);
  for (const { occurrence, startAt, endAt } of ofDays) {
    expect(startAt).toEqual(startOfServiceDay(NEW_YORK, occurrence!));
    expect(endAt).toEqual(startOfServiceDay(NEW_YORK, addDays(occurrence!, 1)));
  }
  const ofMonths = await occurrencesOf(home, monthly);
  const months = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'];
  expect(ofMonths.map(({ occurrence }) => occurrence)).toEqual(months);
  for (const [place, { endAt }] of ofMonths.entries())
    expect(endAt).toEqual(startOfServiceDay(NEW_YORK, months[place + 1] ?? '2026-06-30'));
  expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
  report('Series', [
    {
      servers: SERVERS,
      'days simulated': daysBetween(FIRST_DAY, LAST_DAY).length,
      occurrences: created.length + ofMonths.length,
      'created twice': repeated(ofDays) + repeated(ofMonths),
    },
  ]);
});
