import { once } from 'node:events';
import { Types } from 'mongoose';
import type { Viewer } from '../../src/domain/viewer';
import { SERIES_FAULT_POINTS } from '../../src/fault-points';
import { checkInvariants } from '../../src/invariants/invariants';
import { Client } from '../support/client';
import { stateOf } from '../support/processes';
import { createSeries, dailyInput, expectOccurrences, occurrencesOf } from '../support/series';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { until } from '../support/until';

let uri: string;
/** Makes accounts and reads rows; with its clock years back it creates no occurrence. */
let home: TestServer;
let operator: Viewer;
let accessToken: string;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  uri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri: uri, now: new Date().toISOString() });
  const { id, tokens } = await home.actor('OPERATOR');
  operator = { id, role: 'OPERATOR', sessionId: '' };
  ({ accessToken } = tokens);
});
afterEach(async () => {
  expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
  await Promise.all(servers.splice(0).map((server) => server.end('SIGKILL')));
});
afterAll(() => home.close());

async function start(fault: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServerProcess({ MONGODB_URI: uri, ...fault });
  servers.push(server);
  return server;
}
const operatorAt = ({ url }: { readonly url: string }) => new Client(() => url, accessToken);

test('a series is created once and whole, whichever step its servers are killed at, one after the other', async () => {
  const input = await dailyInput(operatorAt(home));
  home.clock.set('2020-01-01T00:00:00Z');
  for (const point of SERIES_FAULT_POINTS) {
    const dying = await start({ TEST_FAULT_POINT: `${point}:SIGKILL` });
    const ended = once(dying.child, 'exit');
    // The first two are steps of the mutation, the others of the background job.
    await createSeries(operatorAt(dying), input).catch(() => null);
    await ended;
  }
  const series = await createSeries(operatorAt(await start()), input);
  const templateId = new Types.ObjectId(input.templateEventId);
  expect(await home.database.eventSeries.countDocuments({ templateId })).toBe(1);
  await expectOccurrences(home, series);
});

test('of a series that is paused while an occurrence is created, that one may appear and no other', async () => {
  home.clock.set(new Date().toISOString());
  const input = await dailyInput(operatorAt(home));
  home.clock.set('2020-01-01T00:00:00Z');
  const still = await start({ TEST_FAULT_POINT: 'series.judged:SIGSTOP' });
  // Straight to the services: by the clock of `home`, the token is of the future.
  const { eventSeries, seriesCreator } = home.services;
  const { series } = await seriesCreator.create(operator, new Date(), { ...input, claimGraceHours: 0 });
  const id = series!._id.toHexString();
  const change = (expectedVersion: number, paused: boolean) =>
    eventSeries.update(operator, new Date(), { id, expectedVersion, paused });
  await until(() => stateOf(still.child.pid!) === 'T');
  expect((await change(1, true)).refusals).toEqual([]);
  still.child.kill('SIGCONT');
  // It finishes its round first.
  expect(await still.end()).toBe(0);
  expect(await occurrencesOf(home, id)).toHaveLength(1);
  expect((await change(2, false)).refusals).toEqual([]);
  await start();
  await expectOccurrences(home, id);
});
