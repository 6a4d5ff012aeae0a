import { mongo } from 'mongoose';
import { RATE_LIMITS } from '../../src/rate-limits/rate-limits';
import { claimant } from '../support/claimants';
import { freePort } from '../support/mongod';
import { readMetrics, type Sample } from '../support/metrics';
import { freshDatabaseUri } from '../support/server';
import {
  newDataFolder,
  spawnServer,
  MAIN,
  startServerProcess,
  type ServerProcess,
} from '../support/server-process';
import { until } from '../support/until';

const WORKERS = 2;
/** Used by the tests in turn; the last of them ends it. */
let server: ServerProcess;
const mongodbUri = freshDatabaseUri();
let metricsUrl: string;

beforeAll(async () => {
  const metricsPort = String(await freePort());
  metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  server = await startServerProcess({
    MONGODB_URI: mongodbUri,
    WORKERS: String(WORKERS),
    METRICS_PORT: metricsPort,
    RATE_LIMIT: 'on',
  });
});
afterAll(async () => {
  await server.end('SIGKILL');
  await onDatabase(mongodbUri, (db) => db.dropDatabase());
});

async function onDatabase<T>(uri: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

interface Line {
  readonly msg?: string;
  readonly worker?: number;
  readonly pid?: number;
}

const linesOf = ({ log }: Pick<ServerProcess, 'log'>): Line[] =>
  log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
const readyLines = (of: Pick<ServerProcess, 'log'> = server) =>
  linesOf(of).filter(({ msg }) => msg === 'worker ready');
const pidOf = (worker: number) => readyLines().findLast((line) => line.worker === worker)!.pid!;

function valueOf(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  );
  return found.reduce((sum, { value }) => sum + value, 0);
}

/** Each by a connection of its own, so that the workers take turns. */
async function serverInfo(): Promise<number> {
  const { status } = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query: '{ serverInfo { now } }' }),
  });
  return status;
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('two workers answer at one address, and their metrics add up', async () => {
  expect(linesOf(server).filter(({ msg }) => msg === 'ready')).toHaveLength(1);
  expect(readyLines().map(({ worker }) => worker)).toEqual([1, 2]);

  const statuses = await Promise.all(Array.from({ length: 40 }, serverInfo));
  expect(statuses).toEqual(statuses.map(() => 200));
  const answered = await until(() => {
    const lines = linesOf(server).filter(({ msg }) => msg === 'operation');
    return lines.length === 40 && lines;
  });
  expect(new Set(answered.map(({ worker }) => worker))).toEqual(new Set([1, 2]));

  const samples = await readMetrics(metricsUrl);
  expect(valueOf(samples, 'event_reward_operations_total', { operation: 'serverInfo', code: 'OK' })).toBe(40);
  expect(valueOf(samples, 'event_reward_operation_duration_seconds_count', { operation: 'serverInfo' })).toBe(
    40,
  );
  expect(valueOf(samples, 'event_reward_ready')).toBe(1);
  expect(valueOf(samples, 'event_reward_build_info')).toBe(1);
  expect(valueOf(samples, 'event_reward_workers')).toBe(2);
  expect(valueOf(samples, 'event_reward_workers_ready')).toBe(2);
  expect(valueOf(samples, 'event_reward_database_connections_max')).toBe(126);
});

test('a worker that is killed is replaced, and what it had counted is kept', async () => {
  const count = async () =>
    valueOf(await readMetrics(metricsUrl), 'event_reward_operations_total', {
      operation: 'serverInfo',
      code: 'OK',
    });
  expect(await count()).toBe(40);

  const killed = pidOf(2);
  process.kill(killed, 'SIGKILL');
  await until(() =>
    linesOf(server).find(({ msg }) => msg === 'a worker ended unexpectedly and is restarted'),
  );
  expect(await count()).toBe(40);
  expect(await serverInfo()).toBe(200);

  await until(() => readyLines().length === 3);
  expect(pidOf(2)).not.toBe(killed);
  const samples = await readMetrics(metricsUrl);
  expect(valueOf(samples, 'event_reward_worker_restarts_total')).toBe(1);
  expect(valueOf(samples, 'event_reward_workers_ready')).toBe(2);
  expect(await count()).toBe(41);
});

test('a worker that gets SIGTERM drains and is replaced', async () => {
  process.kill(pidOf(1), 'SIGTERM');
  await until(() => readyLines().length === 4);
  expect(linesOf(server).map(({ msg }) => msg)).toContain('a worker ended and is restarted');
});

test('one user gets no more claims and check-ins from two workers than from one, and hardly less', async () => {
  const { client } = await claimant(server.url);
  const { points } = RATE_LIMITS.checkAttendance;
  let admitted = 1;
  let refused = 0;
  const attempt = async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${client.accessToken}`,
        connection: 'close',
      },
      body: JSON.stringify({ query: 'mutation { checkAttendance { attendance { day } } }' }),
    });
    const { errors = [] } = (await response.json()) as { errors?: Array<{ extensions: { code: string } }> };
    if (errors.length === 0) admitted += 1;
    else if (errors[0]!.extensions.code === 'RATE_LIMITED') refused += 1;
  };
  const left = Array.from({ length: points + 60 }, () => attempt);
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) await next();
    }),
  );
  expect(admitted + refused).toBe(points + 61);
  expect(admitted).toBeLessThanOrEqual(points);
  expect(admitted).toBeGreaterThan(points * 0.85);
});

test('workers end when their supervisor is killed, and so does its embedded database', async () => {
  const port = await freePort();
  const embedded = await startServerProcess({
    WORKERS: String(WORKERS),
    DATA_DIR: newDataFolder(),
    EMBEDDED_MONGO_PORT: String(port),
  });
  const pids = readyLines(embedded).map(({ pid }) => pid!);
  expect(pids).toHaveLength(2);
  expect(pids).not.toContain(embedded.child.pid);
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 500,
  });
  const answers = () =>
    client
      .db()
      .command({ ping: 1 })
      .then(
        () => true,
        () => false,
      );
  expect(await answers()).toBe(true);
  await embedded.end('SIGKILL');
  await until(() => !pids.some(isAlive));
  await until(async () => !(await answers()));
  await client.close();
});

test.each([
  ['the port is taken', async () => ({ PORT: portOf(server) }), /Cannot listen on .* Set PORT/],
  ['the metrics port is taken', async () => ({ METRICS_PORT: portOf(server) }), /Cannot serve metrics/],
  [
    'the database cannot be reached',
    async () => ({ MONGODB_URI: `mongodb://127.0.0.1:${await freePort()}/x` }),
    /can't be reached/,
  ],
])('it ends with the reason when %s', async (_case, env, reason) => {
  const { child, log, listening } = spawnServer(MAIN, {
    MONGODB_URI: freshDatabaseUri(),
    WORKERS: String(WORKERS),
    ...(await env()),
  });
  listening.catch(() => undefined);
  await until(() => child.exitCode !== null);
  expect(child.exitCode).toBe(1);
  expect(log.join('\n')).toMatch(reason);
  expect(log.join('\n')).not.toMatch(/^ +at /m);
});

function portOf({ url }: ServerProcess): string {
  return new URL(url).port;
}

test('SIGTERM under load: every request that was sent is answered, and what was answered is stored', async () => {
  const registered: string[] = [];
  const lost: unknown[] = [];
  const register = async (username: string) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }',
        variables: { input: { username, password: 'a password of the tests' } },
      }),
    });
    const { data } = (await response.json()) as { data: { register: { user: object } } };
    if (data.register.user) registered.push(username);
    // From the beginning of the drain on each answer says so, and a client sends nothing more there.
    return response.headers.get('connection') !== 'close';
  };
  const load = Array.from({ length: 8 }, async (_, client) => {
    try {
      for (let n = 0; await register(`user-${client}-${n}`); n += 1);
    } catch (error) {
      lost.push(error);
    }
  });
  await until(() => registered.length > 20);
  const before = registered.length;
  const begun = performance.now();
  const code = await server.end();
  const seconds = (performance.now() - begun) / 1_000;
  await Promise.all(load);

  expect({ code, lost }).toEqual({ code: 0, lost: [] });
  expect(seconds).toBeLessThan(10);
  expect(registered.length).toBeGreaterThan(before);
  const names = await onDatabase(mongodbUri, (db) => db.collection('users').distinct('username'));
  const stored = (names as string[]).filter((name) => /^user-\d-\d+$/.test(name));
  expect(stored.sort()).toEqual([...registered].sort());
});
