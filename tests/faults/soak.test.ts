import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReplicaSet, type ReplicaSet } from '../support/replica-set';
import type { ServerProcess } from '../support/server-process';
import { check, settled } from './support/checker';
import { Cluster } from './support/cluster';
import { History, repeatInfos } from './support/history';
import { Load } from './support/load';
import { report } from './support/report';
import { seeded } from './support/seed';
import { createWorld, freshEvents, renewAccess, type World } from './support/world';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 30);
/** Until then pools, caches and compiled code grow. */
const WARM_UP_MINUTES = Math.min(5, MINUTES / 3);
const MINUTE_MS = 60_000;
const RENEW_EVERY_MINUTES = 5;
const LOOK_MS = 5_000;
/** About half of what two cores take, shared by clients, three servers and three nodes. */
const HALF_LOAD = { clients: 6, pauseMs: 60 };
const MEMORY_GROWTH = 0.15;
const SOCKETS_GROWTH = 16;

interface Look {
  readonly minute: number;
  readonly memoryMb: number;
  readonly sockets: number;
}

function lookAt({ child }: ServerProcess, minute: number): Look {
  const folder = `/proc/${child.pid}`;
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1];
  const sockets = readdirSync(`${folder}/fd`).filter((fd) => {
    try {
      return readlinkSync(`${folder}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  });
  return { minute, memoryMb: Math.round(Number(kilobytes) / 1_024), sockets: sockets.length };
}

/** Servers and nodes by turns; one server is left alone, for what it needs is what is watched. */
class Disturber {
  private victims: ServerProcess[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly set: ReplicaSet,
  ) {}

  readonly faults: Readonly<Record<string, () => Promise<void>>> = {
    'kill -9 of a server': async () => {
      const victim = this.victims.shift()!;
      const died = this.cluster.died(victim);
      victim.child.kill('SIGKILL');
      await died;
      await this.add();
    },
    'STOP of a server for 8 s': async () => {
      const [victim] = this.victims;
      victim!.child.kill('SIGSTOP');
      await this.cluster.stopped(victim!);
      await sleep(8_000);
      this.cluster.goesOn(victim!);
    },
    'SIGTERM of a server': async () => {
      expect(await this.cluster.end(this.victims.shift()!)).toEqual([0]);
      await this.add();
    },
    'kill -9 of the primary': async () => {
      const port = await this.set.primaryPort();
      await this.set.kill(port);
      await this.set.elected(port);
      await this.set.restart(port);
    },
    'STOP of the primary for 5 s': async () => {
      const port = await this.set.primaryPort();
      this.set.freeze(port);
      await sleep(5_000);
      this.set.thaw(port);
    },
  };

  async add(): Promise<void> {
    this.victims.push(await this.cluster.start());
  }
}

let set: ReplicaSet;
let cluster: Cluster;
let world: World;
let load: Load;
let looking: NodeJS.Timeout;

beforeAll(async () => {
  set = await startReplicaSet();
  cluster = new Cluster(set.uri.replace('/?', '/soak?'));
});
afterAll(async () => {
  clearInterval(looking);
  await load.stop();
  await cluster.kill();
  for (const line of cluster.errorLines()) process.stdout.write(`${line}\n`);
  await world.close();
  await set.stop();
});

test(`${MINUTES} minutes of half load with a random fault each minute: memory and sockets stay flat, and nothing is lost`, async () => {
  const random = seeded('soak');
  const watched = await cluster.start();
  const disturber = new Disturber(cluster, set);
  await disturber.add();
  await disturber.add();
  world = await createWorld(set.uri.replace('/?', '/soak?'), cluster.urls);
  const history = new History();
  load = new Load({ world, history, random: random.fork(), ...HALF_LOAD });
  const begun = performance.now();
  const looks: Look[] = [];
  looking = setInterval(() => {
    looks.push(lookAt(watched, (performance.now() - begun) / MINUTE_MS));
  }, LOOK_MS);

  const struck: string[] = [];
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const fault = random.pick(Object.keys(disturber.faults));
    await disturber.faults[fault]!();
    struck.push(fault);
    await sleep(Math.max(0, minute * MINUTE_MS - (performance.now() - begun)));
    const { memoryMb, sockets } = lookAt(watched, minute);
    process.stdout.write(`minute ${minute}: ${fault}; ${memoryMb} MB, ${sockets} sockets\n`);
    if (minute % RENEW_EVERY_MINUTES === 0) await renewAccess(world);
    if (minute < MINUTES) await freshEvents(world);
  }
  clearInterval(looking);
  await load.stop();
  await set.elected();
  await repeatInfos(history);
  await settled(world.database, 10_000);
  const counts = await check(world, history);

  const warm = looks.filter(({ minute }) => minute > WARM_UP_MINUTES);
  const half = Math.floor(warm.length / 2);
  const highest = (some: readonly Look[], what: 'memoryMb' | 'sockets') =>
    Math.max(...some.map((look) => look[what]));
  const [early, late] = [warm.slice(0, half), warm.slice(half)];
  report('Soak', [
    {
      minutes: MINUTES,
      faults: struck.length,
      ...counts,
      'memory, first half, MB': highest(early, 'memoryMb'),
      'memory, second half, MB': highest(late, 'memoryMb'),
      'sockets, first half': highest(early, 'sockets'),
      'sockets, second half': highest(late, 'sockets'),
    },
  ]);
  expect(highest(late, 'memoryMb')).toBeLessThan(highest(early, 'memoryMb') * (1 + MEMORY_GROWTH));
  expect(highest(late, 'sockets')).toBeLessThanOrEqual(highest(early, 'sockets') + SOCKETS_GROWTH);
  expect(await cluster.end()).toEqual([0, 0, 0]);
});
