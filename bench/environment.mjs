import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, URL } from 'node:url';

/** What is built is what is measured, and what the bench itself takes database and tokens from. */
const require = createRequire(import.meta.url);
require('reflect-metadata');
export const built = (path) => require(`../dist/${path}.js`);

export const JWT_SECRET = 'a secret of the bench that is long enough';
export const SECRETS_KEY = 'A'.repeat(43);
const SET_NAME = 'rs0';
const SERVER_CORE = '0';
export const LOAD_CORE = '1';
const ALL_CORES = `0-${cpus().length - 1}`;

export const canPin = spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

const children = new Set();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const pinned = (core, command, args) =>
  canPin ? ['taskset', ['-c', core, command, ...args]] : [command, args];

/**
 * @param options.kept the folder of its data, which stays; default: one of its own, which goes with it
 * @param options.cacheGigabytes default: what an embedded database has
 */
export async function startDatabase({ kept, cacheGigabytes } = {}) {
  const { findMongod } = built('embedded-database/mongod-binary');
  const { answers, becomePrimary, connectDirectly, mongodArguments, spawnMongod } = built(
    'embedded-database/mongod-process',
  );
  const binary = await findMongod();
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'event-reward-bench-'));
  const port = await freePort();
  // It inherits this process's core.
  const mongod = spawnMongod(binary.path, [
    ...mongodArguments(port, folder, join(folder, 'mongod.log'), cacheGigabytes),
    ...['--replSet', SET_NAME, '--setParameter', 'diagnosticDataCollectionEnabled=false'],
  ]);
  if (!(await answers(mongod, port))) throw new Error('mongod did not start');
  const client = connectDirectly(port);
  await becomePrimary(client, { setName: SET_NAME, port, mongod, timeoutMs: 30_000 });
  await client.close();
  return {
    pid: mongod.pid,
    version: binary.version,
    uri: `mongodb://127.0.0.1:${port}/bench?replicaSet=${SET_NAME}`,
    stop: async () => {
      await mongod.stop();
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A server in a process of its own on the servers' core: the built one unless told otherwise.
 *
 * @param options.script from bench/, instead of dist/main.js
 * @param options.workers processes behind its port
 * @param options.anyCore not on the servers' core alone
 * @param options.preload from bench/, a script that changes one thing before the server is loaded
 */
export async function startServer(
  uri,
  { script = '../dist/main.js', preload, nodeArgs = [], workers = 1, anyCore = false } = {},
) {
  const port = await freePort();
  const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
  const args = ['--max-semi-space-size=64', ...nodeArgs];
  if (preload) args.push('--require', path(preload));
  const begun = performance.now();
  const core = anyCore ? ALL_CORES : SERVER_CORE;
  const child = spawn(...pinned(core, process.execPath, [...args, path(script)]), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'test',
      PORT: String(port),
      MONGODB_URI: uri,
      JWT_SECRET,
      SECRETS_KEY,
      ACCESS_TOKEN_TTL_SECONDS: '86400',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      WORKERS: String(workers),
    },
  });
  let ended = false;
  children.add(child);
  child.once('exit', () => {
    ended = true;
    children.delete(child);
  });
  while (!(await isReady(port))) {
    if (ended) throw new Error(`${script} ended before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    pid: child.pid,
    port,
    child,
    readyAfterMs: performance.now() - begun,
    stop: async () => {
      if (ended) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Work without a server, in a process on the servers' core: it is sent jobs and answers each by one message. */
export function startWorker(script, uri) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(...pinned(SERVER_CORE, process.execPath, ['--max-semi-space-size=64', path, uri]), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });
  children.add(child);
  const gone = once(child, 'exit').then(() => {
    throw new Error(`${script} ended`);
  });
  gone.catch(() => children.delete(child));
  return {
    pid: child.pid,
    run: async (job) => {
      child.send(job);
      const [answer] = await Promise.race([once(child, 'message'), gone]);
      if (answer.error) throw new Error(answer.error);
      return answer;
    },
    stop: async () => {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
