import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from '../support/server-process';
import { startReplicaSet, type ReplicaSet } from '../support/replica-set';
import { check, settled } from './support/checker';
import { Cluster } from './support/cluster';
import { History, repeatInfos } from './support/history';
import { Load, MIXED, type Weights } from './support/load';
import { report } from './support/report';
import { seeded, type Random } from './support/seed';
import { createWorld, freshEvents, type World } from './support/world';

/** A new primary is served by within this time, whatever the servers were waiting for. */
const FIRST_SUCCESS_WITHIN_MS = 4_000;
/** The deadline of a read of the account, that of the write path behind it, and a margin for two busy cores. */
const ANSWERED_WITHIN_MS = 8_000 + 8_000 + 1_000;
const CLIENTS = 16;

let set: ReplicaSet;
let cluster: Cluster;
let servers: ServerProcess[];
let world: World;
let random: Random;
const rows: Array<Record<string, string | number>> = [];

beforeAll(async () => {
  random = seeded('primary');
  set = await startReplicaSet();
  const uri = set.uri.replace('/?', '/primary?');
  cluster = new Cluster(uri);
  servers = await Promise.all([cluster.start(), cluster.start()]);
  world = await createWorld(uri, cluster.urls, { users: 48 });
});
afterAll(async () => {
  await cluster?.end();
  await world?.close();
  await set?.stop();
  report('The primary of three', rows);
});

interface Fault {
  readonly name: string;
  /** Does it and heals it; the moment from which there was a primary again. */
  readonly strike: () => Promise<number>;
  /** Default: MIXED. */
  readonly weights?: Weights;
}

/** By the test's clock, at most one look (some 50 ms) late. */
async function electedAfter(port?: number): Promise<number> {
  await set.elected(port);
  return performance.now();
}

async function killPrimary(): Promise<number> {
  const port = await set.primaryPort();
  await set.kill(port);
  const elected = await electedAfter(port);
  await sleep(FIRST_SUCCESS_WITHIN_MS);
  await set.restart(port);
  return elected;
}

const FAULTS: readonly Fault[] = [
  { name: 'kill -9 of the primary', strike: killPrimary },
  {
    name: 'kill -9 of the primary while payments are revoked',
    strike: killPrimary,
    weights: { ...MIXED, revocation: 40 },
  },
  {
    name: 'kill -9 of all three at once',
    async strike() {
      await Promise.all(set.ports.map((port) => set.kill(port)));
      await Promise.all(set.ports.map((port) => set.restart(port)));
      const elected = await electedAfter();
      await sleep(FIRST_SUCCESS_WITHIN_MS);
      return elected;
    },
  },
  {
    name: 'STOP of the primary for 8 s, then CONT',
    async strike() {
      const port = await set.primaryPort();
      set.freeze(port);
      const stopped = performance.now();
      const elected = await electedAfter(port);
      await sleep(8_000 - (performance.now() - stopped));
      set.thaw(port);
      await sleep(2_000);
      return elected;
    },
  },
];

test.each(FAULTS.map((fault) => [fault.name, fault] as const))(
  '%s: nothing acknowledged is lost, and service is back within 4 s of the new primary',
  async (name, { strike, weights = MIXED }) => {
    await freshEvents(world);
    // Each fault has a history of its own, which knows nothing of the events before.
    world.stages.splice(0, world.stages.length - 1);
    const history = new History();
    const load = new Load({ world, history, random: random.fork(), clients: CLIENTS, weights });
    await sleep(300);
    const struck = performance.now();
    const elected = await strike();
    await load.stop();
    const tally = history.tally();
    await set.elected();
    await repeatInfos(history);
    await settled(world.database, 10_000);
    const unforeseen = servers.flatMap(({ log }) => log.filter((line) => line.includes('unforeseen')));
    expect(unforeseen).toEqual([]);
    const counts = await check(world, history);

    const back = history.operations
      .filter(({ kind, outcome, endedAt }) => kind === 'refresh' && outcome === 'ok' && endedAt > elected)
      .map(({ endedAt }) => endedAt - elected);
    const first = Math.round(Math.min(...back));
    process.stdout.write(
      `${name}: ${JSON.stringify({ electedMs: Math.round(elected - struck), first, ...counts, tally })}\n`,
    );
    rows.push({ fault: name, ...counts, 'first write after the new primary, ms': first });
    // The servers stand: each call gets an answer, and it is that one.
    const silent = history.operations.filter(({ code }) => code === 'CUT' || code === 'TIMEOUT');
    expect(silent.map(({ kind, invokedAt }) => `${kind} at ${Math.round(invokedAt - struck)}`)).toEqual([]);
    expect(Math.max(...history.operations.map((each) => each.endedAt - each.invokedAt))).toBeLessThan(
      ANSWERED_WITHIN_MS,
    );
    expect(first).toBeLessThan(FIRST_SUCCESS_WITHIN_MS);
    // Calls were under way when there was no primary.
    expect(
      history.operations.filter(({ invokedAt, endedAt }) => invokedAt < elected && endedAt > elected),
    ).not.toEqual([]);
  },
  60_000,
);
