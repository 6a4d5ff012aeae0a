import { checkInvariants } from '../../src/invariants/invariants';
import { Client } from '../support/client';
import { createSeries, dailyInput, expectOccurrences } from '../support/series';
import { freshDatabaseUri, startTestServer, type TestServer } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';

const SERVERS = 4;
const SERIES = 6;
/** Makes accounts and reads rows; with its clock years back it creates no occurrence. */
let home: TestServer;
let servers: ServerProcess[];

beforeAll(async () => {
  const mongodbUri = freshDatabaseUri();
  home = await startTestServer({ mongodbUri, now: new Date().toISOString() });
  servers = await startServerProcesses(SERVERS, mongodbUri);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end()));
  await home.close();
});

test('occurrences that four servers create at once are one event each', async () => {
  const { tokens } = await home.actor('OPERATOR');
  home.clock.set('2020-01-01T00:00:00Z');
  const ids = await Promise.all(
    Array.from({ length: SERIES }, async (_, n) => {
      const operator = new Client(() => servers[n % SERVERS]!.url, tokens.accessToken);
      return createSeries(operator, await dailyInput(operator));
    }),
  );
  await Promise.all(ids.map((id) => expectOccurrences(home, id)));
  for (const { log } of servers) expect(log.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect((await checkInvariants(home.database)).filter(({ ok }) => !ok)).toEqual([]);
});
