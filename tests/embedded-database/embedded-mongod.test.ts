import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mongo } from 'mongoose';
import { findMongod } from '../../src/embedded-database/mongod-binary';
import { startEmbeddedMongod, type EmbeddedMongod } from '../../src/embedded-database/embedded-mongod';
import { StartupFault } from '../../src/startup-fault';
import { freePort, TEST_FOLDER_PREFIX } from '../support/mongod';
import { isRunning } from '../support/processes';
import { until } from '../support/until';

const silent = () => undefined;

let dataDir: string;
let running: EmbeddedMongod[];
let children: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  running = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(running.map((mongod) => mongod.stop()));
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

async function start(port: number): Promise<EmbeddedMongod> {
  const mongod = await startEmbeddedMongod({ dataDir, port, log: silent });
  running.push(mongod);
  return mongod;
}

/** A server in a process of its own, which a test can kill. */
async function startInChild(port: number): Promise<{ child: ChildProcess; mongodPid: number }> {
  const script = `require(process.argv[1])
    .startEmbeddedMongod({ dataDir: process.argv[2], port: Number(process.argv[3]), log() {} })
    .then(({ pid }) => { console.log(pid); setInterval(() => {}, 1000); },
          (fault) => { console.error(fault.message); process.exit(1); })`;
  const compiled = resolve('dist/embedded-database/embedded-mongod.js');
  const child = spawn(process.execPath, ['-e', script, compiled, dataDir, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, mongodPid: Number(line.toString()) };
}

async function onServer<T>(uri: string, act: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    return await act(client.db());
  } finally {
    await client.close();
  }
}

test('it is the writable primary of a replica set, with mydb as its default database', async () => {
  const port = await freePort();
  const { uri } = await start(port);

  expect(uri).toBe(`mongodb://127.0.0.1:${port}/mydb?replicaSet=rs0`);
  await onServer(uri, async (db) => {
    expect(db.databaseName).toBe('mydb');
    await db.collection('kept').insertOne({ x: 1 }, { writeConcern: { w: 'majority', j: true } });
    expect((await db.admin().command({ hello: 1 })).isWritablePrimary).toBe(true);
  });
});

test('a second server on the same folder is refused and told which process holds it, on any port', async () => {
  const port = await freePort();
  await start(port);

  for (const wanted of [port, await freePort()]) {
    const refusal = await startEmbeddedMongod({ dataDir, port: wanted, log: silent }).catch(
      (e: unknown) => e,
    );
    expect(refusal).toBeInstanceOf(StartupFault);
    expect((refusal as Error).message).toContain(`in use by another server, process ${process.pid}`);
  }
});

test('of two that start at once on one folder, one gets it', async () => {
  const ports = [await freePort(), await freePort()];
  const outcomes = await Promise.allSettled(ports.map(start));

  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('a port that another program uses is named', async () => {
  const port = await freePort();
  const other = createServer((socket) => socket.end('not a database')).listen(port, '127.0.0.1');
  await once(other, 'listening');
  try {
    await expect(start(port)).rejects.toThrow(
      new StartupFault(
        `Port ${port} of 127.0.0.1 is used by another program. ` +
          'Set EMBEDDED_MONGO_PORT to a free port, or MONGODB_URI to a database of your own.',
      ),
    );
  } finally {
    other.close();
  }
});

test('the data is there after a stop, a kill -9 and under another port', async () => {
  const first = await start(await freePort());
  await onServer(first.uri, (db) => db.collection<{ _id: number }>('kept').insertOne({ _id: 1 }));
  await first.stop();

  const second = await start(await freePort());
  await onServer(second.uri, (db) => db.collection<{ _id: number }>('kept').insertOne({ _id: 2 }));
  process.kill(second.pid, 'SIGKILL');
  await until(() => !isRunning(second.pid));

  const third = await start(await freePort());
  const rows = await onServer(third.uri, (db) => db.collection('kept').find().sort({ _id: 1 }).toArray());
  expect(rows).toEqual([{ _id: 1 }, { _id: 2 }]);
});

test('mongod ends when its server is killed by -9, and the next start need not wait for it', async () => {
  const port = await freePort();
  const { child, mongodPid } = await startInChild(port);
  child.kill('SIGKILL');

  const next = await start(port);
  expect(next.pid).not.toBe(mongodPid);
  await until(() => !isRunning(mongodPid));
});

test('a mongod that takes its time to listen is waited for', async () => {
  const { path } = await findMongod({ log: silent });
  const slow = join(dataDir, 'slow-mongod');
  await writeFile(slow, `#!/bin/sh\n[ "$1" = --version ] || sleep 2\nexec "${path}" "$@"\n`, { mode: 0o755 });
  process.env.MONGOMS_SYSTEM_BINARY = slow;
  try {
    expect((await start(await freePort())).pid).toBeGreaterThan(0);
  } finally {
    delete process.env.MONGOMS_SYSTEM_BINARY;
  }
});

test("the terminal's Ctrl+C does not reach mongod before its server has drained", async () => {
  const { pid } = await start(await freePort());
  // A group has the number of the process that leads it; nobody is asked, whether there is one is told.
  expect(() => process.kill(-pid, 0)).not.toThrow();
});
