import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { print } from 'graphql';
import {
  CheckAttendanceDocument,
  EventsDocument,
  LoginDocument,
  RequestRewardDocument,
} from '../generated/documents';
import { freshDatabaseUri } from '../support/server';
import type { ServerProcess } from '../support/server-process';
import { Cluster } from './support/cluster';
import { report } from './support/report';
import { createWorld, qualified, type World } from './support/world';

const CLIENTS = join(__dirname, 'support', 'overload-clients.mjs');
/** More of them do not get more answers, on two cores that they share with server and database. */
const SATURATING = { mixed: 96, login: 8 };
const REFUSED_WITHIN_MS = 50;
/** Where others use more than that, times say nothing, and rates only by the server's CPU time. */
const FOREIGN_CORES = 0.15;
const MEMORY_GROWTH_MB = 256;

interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

interface Phase {
  readonly operation: 'mixed' | 'login';
  readonly clients: number;
  /** Answers of the second that were no refusals. */
  readonly goodput: number;
  /** The same by the server's CPU time. */
  readonly perCpuSecond: number;
  /** How many cores others used meanwhile. */
  readonly foreignCores: number;
  readonly answeredMs: Spread;
  readonly refused: number;
  readonly refusedMs: Spread;
  readonly withoutRetry: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly residentMb: number;
}

let cluster: Cluster;
let server: ServerProcess;
let world: World;

beforeAll(async () => {
  const uri = freshDatabaseUri();
  cluster = new Cluster(uri);
  server = await cluster.start();
  world = await createWorld(uri, cluster.urls, { users: 24, staff: 0 });
}, 60_000);
afterAll(async () => {
  await cluster.kill();
  await world.database.connection.dropDatabase();
  await world.close();
});

async function measure(input: object): Promise<Phase[]> {
  const child = spawn(process.execPath, [CLIENTS], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(input));
  return JSON.parse(await text(child.stdout)) as Phase[];
}

test('asked by ten times the clients that saturate it a server answers as many as before, and refuses the others at once', async () => {
  const database = world.database.connection.db!;
  const asked = (token: string | null, document: Parameters<typeof print>[0], variables: object = {}) => ({
    query: print(document),
    variables,
    token,
  });
  // What may be asked for ever without rows that pile up: the first claim and check-in of each are written.
  const input = { eventId: world.events.unlimited.id };
  const mixed = qualified(world).flatMap(({ accessToken }) => [
    asked(accessToken, RequestRewardDocument, { input }),
    asked(accessToken, CheckAttendanceDocument),
    asked(accessToken, EventsDocument, { first: 5 }),
  ]);
  // Of others: whoever logs in often ends the own oldest logins.
  const others = world.users.filter((user) => !qualified(world).includes(user));
  const login = others.map(({ username, password }) =>
    asked(null, LoginDocument, { input: { username, password } }),
  );

  const phase = (operation: 'mixed' | 'login', times: number, seconds: number, warmUpSeconds: number) => ({
    operation,
    clients: SATURATING[operation] * times,
    seconds,
    warmUpSeconds,
  });
  const [, peak, over, back, loginPeak, loginOver, backAgain] = (await measure({
    port: Number(new URL(server.url).port),
    pid: server.child.pid,
    databasePid: Number((await database.admin().command({ serverStatus: 1 })).pid),
    operations: { mixed, login },
    phases: [
      phase('mixed', 1, 1, 5),
      phase('mixed', 1, 8, 1),
      phase('mixed', 10, 54, 6),
      phase('mixed', 1, 4, 4),
      phase('login', 1, 6, 1),
      phase('login', 10, 12, 4),
      phase('mixed', 1, 4, 4),
    ],
  })) as [Phase, Phase, Phase, Phase, Phase, Phase, Phase];
  const ratio = (one: Phase, other: Phase) =>
    Math.max(one.foreignCores, other.foreignCores) < FOREIGN_CORES
      ? one.goodput / other.goodput
      : one.perCpuSecond / other.perCpuSecond;
  const phases = { peak, over, back, loginPeak, loginOver, backAgain };
  process.stdout.write(`${JSON.stringify(phases, null, 1)}\n`);
  report(
    'Overload',
    Object.entries(phases).map(([name, found]) => ({
      phase: name,
      clients: found.clients,
      'answered per s': found.goodput,
      'per s of its CPU': found.perCpuSecond,
      'cores that others used': found.foreignCores.toFixed(2),
      'answered, median ms': found.answeredMs.median,
      'answered, p99 ms': found.answeredMs.p99,
      refused: found.refused,
      'refused, median ms': found.refusedMs.median,
      'refused, p95 ms': found.refusedMs.p95,
      'memory, MB': found.residentMb,
    })),
  );
  for (const [full, flooded] of [
    [peak, over],
    [loginPeak, loginOver],
  ] as const) {
    expect(ratio(flooded, full)).toBeGreaterThanOrEqual(0.8);
    expect(flooded.withoutRetry).toBe(0);
    expect(Object.keys(flooded.codes)).toEqual(['SERVICE_UNAVAILABLE']);
    if (flooded.foreignCores < FOREIGN_CORES) expect(flooded.refusedMs.p95).toBeLessThan(REFUSED_WITHIN_MS);
  }
  for (const after of [back, backAgain]) {
    expect(after.codes).toEqual({});
    expect(ratio(after, peak)).toBeGreaterThanOrEqual(0.8);
  }
  expect(Math.max(over.residentMb, loginOver.residentMb) - peak.residentMb).toBeLessThan(MEMORY_GROWTH_MB);
  expect(await cluster.end()).toEqual([0]);
}, 180_000);
