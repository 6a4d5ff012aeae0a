import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { mongo } from 'mongoose';
import { freshDatabaseUri } from '../support/server';
import { freePort } from '../support/mongod';
import { runCommand } from '../support/run-command';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { startTcpProxy, through } from '../support/tcp-proxy';
import { until } from '../support/until';

const SECRET = 'a secret of the tests that is long enough';

const uris: string[] = [];
const servers: ServerProcess[] = [];
let seededUri: string;

function freshUri(): string {
  uris.push(freshDatabaseUri());
  return uris.at(-1)!;
}

async function start(env: Record<string, string> = {}): Promise<ServerProcess & { mongodbUri: string }> {
  const mongodbUri = freshUri();
  const server = await startServerProcess({ MONGODB_URI: mongodbUri, ...env });
  servers.push(server);
  return { ...server, mongodbUri };
}

beforeAll(async () => {
  seededUri = freshUri();
  const seeded = await runCommand('cli.js', ['seed'], {
    env: { MONGODB_URI: seededUri, JWT_SECRET: SECRET },
  });
  expect(seeded.code).toBe(0);
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await Promise.all(uris.map((uri) => onDatabase(uri, (db) => db.dropDatabase())));
});

async function onDatabase<T>(uri: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

/** A request whose headers the server has read and whose body it waits for. */
async function heldRequest(
  server: ServerProcess,
  body: string,
): Promise<{ socket: Socket; finish(): Promise<string> }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\n` +
      `Expect: 100-continue\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  );
  await until(() => received.includes('100 Continue'));
  return {
    socket,
    finish: async () => {
      socket.write(body);
      await closed;
      return received.slice(received.indexOf('\r\n\r\n') + 4);
    },
  };
}

async function readiness({ url }: ServerProcess) {
  const answer = await fetch(`${url}/health/ready`);
  const body = (await answer.json()) as { status: string; reasons?: string[]; degraded?: string[] };
  return { http: answer.status, ...body };
}

const isDraining = (server: ServerProcess) => server.log.some((line) => line.includes('draining'));

describe('a server by itself', () => {
  test('is live and ready, has no demo data, and shows no banner', async () => {
    const server = await start();
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect(await onDatabase(server.mongodbUri, (db) => db.collection('users').countDocuments())).toBe(0);
    expect(server.log.join('\n')).not.toContain('alice');
    expect(await server.end()).toBe(0);
  });

  test('SIGTERM: a request that runs is finished, a new connection is refused, the exit code is 0', async () => {
    const server = await start();
    const query = `mutation { register(input: { username: "carol", password: "a password of the tests" }) { user { username } } }`;
    const held = await heldRequest(server, JSON.stringify({ query }));

    const ended = server.end();
    await until(() => isDraining(server));
    await until(() =>
      fetch(`${server.url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    const answer = await held.finish();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('{"data":{"register":{"user":{"username":"carol"}}}}');
    expect(await ended).toBe(0);
    const stored = await onDatabase(server.mongodbUri, (db) => db.collection('users').find().toArray());
    expect(stored.map(({ username }) => username as string)).toEqual(['carol']);
  });

  test('SIGTERM: a connection on which no request came holds nothing up', async () => {
    const server = await start();
    const { hostname, port } = new URL(server.url);
    const silent = connect(Number(port), hostname);
    await once(silent, 'connect');
    // It is served as well by now: connections are accepted in order.
    await fetch(`${server.url}/health/live`);
    expect(await server.end()).toBe(0);
    silent.destroy();
  });

  test('SIGTERM: a request whose body never comes is cut off, and the exit code is 0', async () => {
    const server = await start();
    const { socket } = await heldRequest(server, '{}');
    expect(await server.end()).toBe(0);
    socket.destroy();
  });

  test('SIGTERM: a database that has gone silent holds nothing up, and the exit code is 0', async () => {
    const proxy = await startTcpProxy(Number(new URL(process.env.TEST_MONGODB_URI!).port));
    const server = await startServerProcess({ MONGODB_URI: through(proxy, freshUri()) });
    servers.push(server);
    // From here on a round of the background, one each second, hangs.
    proxy.blackhole();
    await until(async () => (await readiness(server)).degraded !== undefined);
    expect(await server.end()).toBe(0);
    await proxy.close();
  });

  test('stays ready, but degraded, while there is no primary, until no member can be reached any more', async () => {
    const proxy = await startTcpProxy(Number(new URL(process.env.TEST_MONGODB_URI!).port));
    const server = await startServerProcess({ MONGODB_URI: through(proxy, freshUri()) });
    servers.push(server);
    expect(await readiness(server)).toEqual({ http: 200, status: 'ready' });
    proxy.blackhole();
    const first = await until(async () => {
      const answer = await readiness(server);
      return answer.status === 'ready' && answer.degraded === undefined ? null : answer;
    });
    expect(first).toEqual({ http: 200, status: 'ready', degraded: ['database: no primary is known'] });
    const last = await until(async () => {
      const answer = await readiness(server);
      return answer.http === 200 ? null : answer;
    });
    expect(last).toEqual({
      http: 503,
      status: 'not ready',
      reasons: ['database: no member can be reached'],
    });
    await proxy.close();
  });

  test('SIGTERM: on connections that are kept open it says that it drains, and answers until it has said so', async () => {
    const server = await start();
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    const closed = once(socket, 'close');
    const ask = () => socket.write(`GET /health/ready HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    ask();
    await until(() => received.includes('"ready"'));
    expect(received).not.toMatch(/connection: close/i);
    received = '';
    const ended = server.end();
    await until(() => isDraining(server));
    ask();
    await closed;
    expect(received).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close[\s\S]*"reasons":\["draining"\]/i);
    expect(await ended).toBe(0);
  });

  test('a second signal ends it at once, whatever runs', async () => {
    const server = await start();
    const { socket } = await heldRequest(server, '{}');
    const ended = server.end();
    await until(() => isDraining(server));
    // Signals within half a second are one keystroke.
    await until(() => server.child.exitCode !== null || (server.child.kill('SIGTERM'), false));
    // A drain that had come to its own end, by cutting the request off, would have ended it with 0.
    expect(await ended).toBe(1);
    socket.destroy();
  });

  test('a port that is taken is told by its name', async () => {
    const taken = await start();
    const { code, stderr } = await runCommand('main.js', [], {
      env: { MONGODB_URI: taken.mongodbUri, JWT_SECRET: SECRET, PORT: new URL(taken.url).port },
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/EADDRINUSE.*Set PORT/) });
  });
});

describe('a database that is not there', () => {
  test('is told with a hint and exit code 1; nothing else is started', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'event-reward-away-'));
    const MONGODB_URI = `mongodb://root:secret-word@127.0.0.1:${await freePort()}/mydb`;
    const { code, stdout, stderr } = await runCommand('main.js', ['--demo'], {
      env: { MONGODB_URI, PORT: '0' },
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/MONGODB_URI.*Is it running/);
    expect(stdout + stderr).not.toMatch(/^ +at |secret-word/m);
    expect(await readdir(cwd)).toEqual([]);
    await rm(cwd, { recursive: true });
  });
});

describe('a service calendar', () => {
  test('that differs from the stored one is refused with an explanation', async () => {
    const { code, stderr } = await runCommand('main.js', [], {
      env: { MONGODB_URI: seededUri, JWT_SECRET: SECRET, PORT: '0', SERVICE_TIME_ZONE: 'Europe/Berlin' },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/Asia\/Seoul from 00:00.*Europe\/Berlin.*would change their meaning/);
  });
});

describe('production', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET: SECRET, RATE_LIMIT: 'on' };

  test('needs its own database and secret; every fault is told at once', async () => {
    const { code, stderr } = await runCommand('main.js', [], {
      env: {
        NODE_ENV: 'production',
        RATE_LIMIT: 'off',
        PORT: 'forty',
        CLOCK_SKEW_LIMIT_SECONDS: '0',
        SECRETS_KEY: '',
      },
    });
    expect(code).toBe(1);
    for (const name of [
      'MONGODB_URI',
      'JWT_SECRET',
      'SECRETS_KEY',
      'RATE_LIMIT',
      'PORT',
      'CLOCK_SKEW_LIMIT_SECONDS',
    ]) {
      expect(stderr).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(stderr).not.toMatch(/forty|^ +at /m);
  });

  test('refuses to write demo data', async () => {
    const { code, stderr } = await runCommand('main.js', ['--demo'], {
      env: { ...production, MONGODB_URI: freshUri() },
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('refused in production') });
  });

  test('refuses a database whose demo accounts still have the password that everybody knows', async () => {
    const { code, stderr } = await runCommand('main.js', [], {
      env: { ...production, MONGODB_URI: seededUri, PORT: '0' },
    });
    expect(code).toBe(1);
    for (const name of ['admin', 'operator', 'auditor', 'alice', 'bob']) expect(stderr).toContain(name);
  });

  test('tells no browser and no client what its schema is', async () => {
    const server = await start(production);
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(await page.text()).not.toMatch(/<html|sandbox/i);
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
    });
    const { data, errors } = (await answer.json()) as { data?: unknown; errors: unknown[] };
    expect({ data, faults: errors.length }).toEqual({ data: undefined, faults: 1 });
  });
});
