import { performance } from 'node:perf_hooks';
import { Connection } from '../http-client.mjs';
import { cpuOf, median, quantile } from '../measure.mjs';
import { openPlatform } from './platform.mjs';
import { openStage, PLATFORM } from './stage.mjs';

export const CLIENTS = [1, 16, 64, 256];
const ROUNDS = 3;

/** Each strategy in turn, several times, so that a disturbance does not meet one of them alone. */
export async function measureThroughput(strategies, { seconds }) {
  const users = 2_000;
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const strategy of strategies) {
      const stage = await openOne(strategy, { users, events: 200 });
      try {
        const pairs = pairsOf(users);
        await load(stage, pairs, 32, 2 * seconds);
        for (const clients of CLIENTS) {
          const figures = await load(stage, pairs, clients, seconds);
          rounds.push({ strategy: strategy.name, clients, ...figures });
          process.stdout.write(`${strategy.name}, ${clients} clients: ${Math.round(figures.perSecond)}/s\n`);
        }
      } finally {
        await stage.close();
      }
    }
  }
  return strategies.flatMap(({ name }) =>
    CLIENTS.map((clients) => {
      const own = rounds.filter((each) => each.strategy === name && each.clients === clients);
      const of = (key) => median(own.map((each) => each[key]));
      const keys = ['perSecond', 'p50Ms', 'p99Ms', 'serverCpuMs', 'databaseCpuMs', 'brokerCpuMs', 'failed'];
      return { strategy: name, clients, ...Object.fromEntries(keys.map((key) => [key, of(key)])) };
    }),
  );
}

function openOne(strategy, size) {
  return strategy === PLATFORM
    ? openPlatform(size)
    : openStage(strategy, { members: 1, servers: 1, ...size });
}

/** Every claim is the only one of its user and event. */
function* pairsOf(users) {
  for (let n = 0; ; n += 1) yield { user: n % users, event: Math.floor(n / users) };
}

async function load(stage, pairs, clients, seconds) {
  const [{ port, child }] = stage.servers;
  const connections = await Promise.all(Array.from({ length: clients }, () => Connection.open(port)));
  const pidsOf = { server: [child.pid], database: stage.database.pids, broker: stage.broker?.pids ?? [] };
  const cpu = () =>
    Object.fromEntries(
      Object.entries(pidsOf).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + safeCpu(pid), 0)]),
    );
  const before = cpu();
  const latencies = [];
  let failed = 0;
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < until) {
        const request = stage.requestOf(pairs.next().value);
        const sent = performance.now();
        const body = await connection.send(request);
        latencies.push(performance.now() - sent);
        if (!body.includes('"SUCCESS"')) failed += 1;
      }
    }),
  );
  const wall = (performance.now() - begun) / 1_000;
  const after = cpu();
  for (const connection of connections) connection.close();
  const count = latencies.length;
  latencies.sort((a, b) => a - b);
  return {
    perSecond: (count - failed) / wall,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    failed,
    /** Milliseconds of CPU for each claim. */
    serverCpuMs: (after.server - before.server) / count,
    databaseCpuMs: (after.database - before.database) / count,
    brokerCpuMs: (after.broker - before.broker) / count,
  };
}

/** A process of PostgreSQL may have ended meanwhile. */
function safeCpu(pid) {
  try {
    return cpuOf(pid);
  } catch {
    return 0;
  }
}
