import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';

const require = createRequire(import.meta.url);
const built = (path) => require(`../../dist/${path}.js`);
const { MongoClient } = mongoose.mongo;

const children = new Set();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const folder = mkdtempSync(join(tmpdir(), 'event-reward-strategies-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

export function newFolder(name) {
  const path = mkdtempSync(join(folder, `${name}-`));
  return path;
}

/** What starts a program is kept, so that it ends with the benchmark. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const redisServer = () => ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync);
function postgresFolder() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** Programs that are not there, and how to get them. */
export function missingPrograms() {
  return [
    ...(redisServer() ? [] : [{ program: 'redis', install: 'apt-get install redis-server' }]),
    ...(postgresFolder() ? [] : [{ program: 'postgres', install: 'apt-get install postgresql' }]),
  ];
}

export function versionsOf() {
  const first = (command, ...args) =>
    command === undefined ? null : spawnSync(command, args).stdout.toString().trim().split('\n')[0];
  const bin = postgresFolder();
  return {
    node: process.version,
    redis: /v=(\S+)/.exec(first(redisServer(), '--version') ?? '')?.[1] ?? null,
    postgres: /(\d+\.\d+)/.exec(first(bin && join(bin, 'postgres'), '--version') ?? '')?.[1] ?? null,
  };
}

/** Append-only file, written to disk once a second: what Redis recommends. */
export async function startRedis() {
  const port = await freePort();
  const dir = newFolder('redis');
  const run = () =>
    start(redisServer(), [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    ]);
  const service = await restartable('redis', run, () => answersOn(port));
  return Object.assign(service, { port });
}

/** Debian's defaults, in a folder of its own: fsync and synchronous_commit are on. */
export async function startPostgres() {
  const bin = postgresFolder();
  const port = await freePort();
  const dir = newFolder('postgres');
  // It refuses to run as root.
  const identity = userInfo().uid === 0 ? idOf('postgres') : {};
  if (identity.uid !== undefined)
    (spawnSync('chown', ['-R', 'postgres', dir]), spawnSync('chmod', ['755', folder]));
  const data = join(dir, 'data');
  const initdb = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'bench', '-E', 'UTF8'],
    identity,
  );
  if (initdb.status !== 0) throw new Error(`initdb: ${initdb.stderr}`);
  const run = () =>
    start(
      join(bin, 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', dir, '-c', 'max_connections=200'],
      identity,
    );
  const service = await restartable('postgres', run, () => answersOn(port));
  return Object.assign(service, { port });
}

function idOf(user) {
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user);
  return { uid: Number(uid), gid: Number(gid) };
}

async function restartable(name, run, ready) {
  let child = run();
  const wait = async () => {
    for (let tries = 0; !(await ready()); tries += 1) {
      if (tries > 600) throw new Error(`${name} did not start`);
      await sleep(50);
    }
  };
  await wait();
  return {
    name,
    get pids() {
      return withChildren(child.pid);
    },
    kill: () => stop(child, 'SIGKILL'),
    restart: async () => {
      child = run();
      await wait();
    },
    stop: () => stop(child),
  };
}

/** A process and those that it started. */
export function withChildren(pid) {
  try {
    const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return [pid, ...own.flatMap((each) => withChildren(Number(each)))];
  } catch {
    return [pid];
  }
}

async function answersOn(port) {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A replica set of so many members; writes wait for the disks of a majority. */
export async function startMongo(members) {
  const { findMongod } = built('embedded-database/mongod-binary');
  const { mongodArguments } = built('embedded-database/mongod-process');
  const binary = await findMongod();
  const nodes = [];
  for (let at = 0; at < members; at += 1) {
    const port = await freePort();
    const dir = newFolder('mongod');
    mkdirSync(dir, { recursive: true });
    const run = () =>
      start(binary.path, [
        ...mongodArguments(port, dir, join(dir, 'mongod.log')),
        ...['--replSet', 'rs0', '--setParameter', 'diagnosticDataCollectionEnabled=false'],
      ]);
    nodes.push(Object.assign(await restartable('mongod', run, () => answersOn(port)), { port }));
  }
  const uri = `mongodb://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}/strategies?replicaSet=rs0`;
  const direct = new MongoClient(`mongodb://127.0.0.1:${nodes[0].port}/?directConnection=true`);
  await direct.db('admin').command({
    replSetInitiate: {
      _id: 'rs0',
      members: nodes.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` })),
    },
  });
  const primary = async () => {
    for (;;) {
      for (const node of nodes) {
        const client = new MongoClient(`mongodb://127.0.0.1:${node.port}/?directConnection=true`, {
          serverSelectionTimeoutMS: 500,
        });
        const hello = await client
          .db('admin')
          .command({ hello: 1 })
          .catch(() => null);
        await client.close();
        if (hello?.isWritablePrimary) return node;
      }
      await sleep(100);
    }
  };
  await primary();
  await direct.close();
  return {
    uri,
    version: binary.version,
    primary,
    get pids() {
      return nodes.flatMap(({ pids }) => pids);
    },
    stop: () => Promise.all(nodes.map((node) => node.kill())),
  };
}
