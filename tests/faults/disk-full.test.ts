import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startMongod, type TestMongod } from '../support/mongod';
import { until } from '../support/until';
import { check, settled } from './support/checker';
import { Cluster } from './support/cluster';
import { History, repeatInfos } from './support/history';
import { Load } from './support/load';
import { report } from './support/report';
import { seeded } from './support/seed';
import { createWorld } from './support/world';

const run = promisify(execFile);

/** The deadline of a read of the account, that of the write path behind it, and a margin for two busy cores. */
const ANSWERED_WITHIN_MS = 8_000 + 8_000 + 1_000;
const LIVE_WITHIN_MS = 50;
/** What an empty database takes is some 300 MB. */
const DISK_MB = 450;
const OUTAGE_MS = 10_000;

/** A disk of its own, as small as that; null where this process may not mount one. */
async function mountDisk(): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'event-reward-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder]);
    return folder;
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
}

test('the disk of the database runs full: coded failures in time, and with room again nothing acknowledged is lost', async () => {
  const disk = await mountDisk();
  if (disk === null) {
    process.stdout.write('not tried: only root may mount a small disk\n');
    return;
  }
  const folder = join(disk, 'database');
  await mkdir(folder);
  let mongod: TestMongod = await startMongod({ folder });
  const uri = mongod.uri.replace('/?', '/full?');
  const cluster = new Cluster(uri);
  await Promise.all([cluster.start(), cluster.start()]);
  const world = await createWorld(uri, cluster.urls, { users: 24 });
  const history = new History();
  const load = new Load({ world, history, random: seeded('disk-full'), clients: 8 });
  await sleep(2_000);

  await run('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=64K']).catch(() => undefined);
  const junk = world.database.connection.db!.collection('junk');
  // A database that finds no room for its journal ends itself rather than say what it can't keep.
  await until(() =>
    junk.insertMany(Array.from({ length: 50 }, () => ({ text: 'x'.repeat(20_000) }))).then(
      () => false,
      () => true,
    ),
  );
  const full = performance.now();
  const live: number[] = [];
  while (performance.now() - full < OUTAGE_MS) {
    const asked = performance.now();
    expect((await fetch(`${cluster.urls()[0]}/health/live`)).status).toBe(200);
    live.push(performance.now() - asked);
    await sleep(100);
  }
  await rm(join(disk, 'filler'));
  mongod = await startMongod({ folder, port: mongod.port });
  const healed = performance.now();
  await until(() =>
    history.operations.some(({ outcome, invokedAt }) => outcome === 'ok' && invokedAt > healed),
  );
  await load.stop();
  await repeatInfos(history);
  await settled(world.database, 10_000);
  const counts = await check(world, history);

  const during = history.operations.filter(({ invokedAt, endedAt }) => endedAt > full && invokedAt < healed);
  const refused = during.filter(({ code }) => code === 'SERVICE_UNAVAILABLE').length;
  expect(refused).toBeGreaterThan(0);
  expect(during.filter(({ code }) => code === 'CUT' || code === 'TIMEOUT')).toEqual([]);
  const slowest = Math.max(...history.operations.map((each) => each.endedAt - each.invokedAt));
  expect(slowest).toBeLessThan(ANSWERED_WITHIN_MS);
  live.sort((a, b) => a - b);
  const median = live[Math.floor(live.length / 2)]!;
  expect(median).toBeLessThan(LIVE_WITHIN_MS);
  report('Disk full', [
    {
      ...counts,
      'refused while it was full': refused,
      'slowest answer, ms': Math.round(slowest),
      'live, median ms': Math.round(median),
    },
  ]);
  expect(await cluster.end()).toEqual([0, 0]);
  await world.close();
  await mongod.stop();
  await run('umount', [disk]);
  await rm(disk, { recursive: true });
}, 120_000);
