import { freshDatabaseUri } from '../support/server';
import { startServerProcesses, type ServerProcess } from '../support/server-process';
import { check, settled } from './support/checker';
import { History, repeatInfos } from './support/history';
import { loadFor } from './support/load';
import { report } from './support/report';
import { seeded } from './support/seed';
import { createWorld, type World } from './support/world';

let servers: ServerProcess[] = [];
let world: World;

beforeAll(async () => {
  const uri = freshDatabaseUri();
  servers = await startServerProcesses(2, uri);
  world = await createWorld(uri, () => servers.map(({ url }) => url));
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.end()));
  await world.database.connection.dropDatabase();
  await world.close();
});

test('without a fault every call is answered, and the rows are what was answered', async () => {
  const history = new History();
  await loadFor(3_000, { world, history, random: seeded('calm') });
  await settled(world.database, 10_000);
  expect(await repeatInfos(history)).toBe(0);
  const counts = await check(world, history);
  expect(counts).toMatchObject({ unanswered: 0, lost: 0 });
  expect(counts.acknowledged).toBeGreaterThan(20);
  report('No fault', [{ ...counts }]);
});
