import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabaseUri } from '../support/server';
import { check, settled } from './support/checker';
import { Cluster } from './support/cluster';
import { History, repeatInfos } from './support/history';
import { Load } from './support/load';
import { buildOld, type OldBuild } from './support/old-build';
import { report } from './support/report';
import { seeded } from './support/seed';
import { createWorld, type World } from './support/world';

/** How long each stage of the change lasts under load. */
const STAGE_MS = 3_000;

let old: OldBuild;
let before: Cluster;
let after: Cluster;
let world: World;
const urls = () => [...before.urls(), ...after.urls()];

beforeAll(async () => {
  old = buildOld();
  const uri = freshDatabaseUri();
  before = new Cluster(uri, old.main);
  after = new Cluster(uri);
  await before.start();
  await before.start();
  world = await createWorld(uri, urls, { goesElsewhere: true });
});

afterAll(async () => {
  await Promise.all([before.kill(), after.kill()]);
  await world?.database.connection.dropDatabase();
  await world?.close();
  old?.remove();
});

test('servers of an old and of the new build are one service, and one takes over from the other under load', async () => {
  const history = new History();
  const load = new Load({ world, history, random: seeded('upgrade') });
  const codes: Array<number | null> = [];
  await sleep(STAGE_MS);
  for (let server = 0; server < 2; server += 1) {
    await after.start();
    await sleep(STAGE_MS);
    codes.push(await before.drain());
  }
  await sleep(STAGE_MS);
  // And back, as after a release that is taken back.
  await before.start();
  await sleep(STAGE_MS);
  codes.push(...(await after.end()));
  await sleep(STAGE_MS);
  await load.stop();
  expect(codes).toEqual([0, 0, 0, 0]);
  await settled(world.database, 10_000);
  // A call that an ending server left unanswered is repeated, as its client would.
  const repeated = await repeatInfos(history);
  const counts = await check(world, history);
  expect(counts.lost).toBe(0);
  expect(counts.acknowledged).toBeGreaterThan(50);
  report('Old and new build side by side', [{ ...counts, 'repeated after a lost answer': repeated }]);
});
