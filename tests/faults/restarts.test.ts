import { freshDatabaseUri } from '../support/server';
import { until } from '../support/until';
import { check, settled } from './support/checker';
import { Cluster } from './support/cluster';
import { History } from './support/history';
import { Load } from './support/load';
import { report } from './support/report';
import { seeded } from './support/seed';
import { createWorld, type World } from './support/world';

const SERVERS = 3;
const RESTARTS = 40;
/** So few that servers start beside them on two cores. */
const CLIENTS = 6;
const EXIT_LIMIT_MS = 10_000;
/** How often the balancer looks whether a server is ready. */
const LOOK_MS = 200;

let cluster: Cluster;
let world: World;
let looking: NodeJS.Timeout;
/** Where calls go: as load balancers do it, to servers that were ready when it looked last. */
let ready: readonly string[] = [];

async function look(): Promise<void> {
  const urls = cluster.urls();
  const found = await Promise.all(
    urls.map((url) =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      ),
    ),
  );
  ready = urls.filter((_, n) => found[n]);
}

beforeAll(async () => {
  const uri = freshDatabaseUri();
  cluster = new Cluster(uri);
  await Promise.all(Array.from({ length: SERVERS }, () => cluster.start()));
  await look();
  looking = setInterval(() => void look(), LOOK_MS);
  world = await createWorld(uri, () => ready, { goesElsewhere: true });
}, 60_000);

afterAll(async () => {
  clearInterval(looking);
  await cluster.kill();
  await world.database.connection.dropDatabase();
  await world.close();
});

test('servers that are restarted one after the other under load fail no request, and end with 0 within 10 s', async () => {
  const history = new History();
  const load = new Load({ world, history, random: seeded('restarts'), clients: CLIENTS });
  const drains: number[] = [];
  for (let n = 0; n < RESTARTS; n += 1) {
    const next = await cluster.start();
    await until(() => ready.includes(next.url));
    const begun = performance.now();
    expect(await cluster.drain()).toBe(0);
    drains.push(performance.now() - begun);
  }
  await load.stop();
  await settled(world.database, EXIT_LIMIT_MS);
  const counts = await check(world, history);
  const failed = history.operations.filter(({ outcome }) => outcome === 'info');
  expect(failed.map(({ kind, code }) => `${kind}: ${code}`)).toEqual([]);
  expect(Math.max(...drains)).toBeLessThan(EXIT_LIMIT_MS);
  report('Rolling restarts', [
    { restarts: RESTARTS, ...counts, 'slowest end, ms': Math.round(Math.max(...drains)) },
  ]);
});
