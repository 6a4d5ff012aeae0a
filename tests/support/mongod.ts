import { statfsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMongod } from '../../src/embedded-database/mongod-binary';
import {
  answers,
  becomePrimary,
  BUSY_TIMEOUT_MS,
  connectDirectly,
  mongodArguments,
  spawnMongod,
} from '../../src/embedded-database/mongod-process';

export interface TestMongod {
  /** Without a database: add `dbName` to the connection's options, or set the URL's path. */
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  /** SIGKILL, as a crash is; the folder stays. */
  kill(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

export interface StartMongodOptions {
  /** Added to the usual arguments of mongod. */
  readonly args?: readonly string[];
  /** false: the node is not initiated and need not be primary, for sets of several. */
  readonly initiate?: boolean;
  /** A folder that an earlier one left; a fresh one otherwise. */
  readonly folder?: string;
  readonly port?: number;
}

export const TEST_FOLDER_PREFIX = 'event-reward-test-';
/** Linux keeps the files of this folder in memory. */
export const MEMORY_FOLDER = '/dev/shm';
const SPACE_NEEDED_BYTES = 4 * 2 ** 30;
/** The journal has 3 files of 100 MB by default, which mongod allocates at its start. */
const SMALL_JOURNAL = ['--wiredTigerEngineConfigString', 'log=(file_max=8MB)'];
/**
 * By default mongod keeps the tables of dropped databases for 5 minutes and until a checkpoint, one a minute. The
 * databases of that many tests have more files than a process may open (20,000), and mongod ends itself.
 */
const EARLY_REMOVAL = ['--setParameter', 'minSnapshotHistoryWindowInSeconds=60', '--syncdelay', '10'];
const SET_NAME = 'rs0';
/** Lets a mongod fail commands on purpose. */
export const FAIL_POINTS = ['--setParameter', 'enableTestCommands=1'];
const EXIT_ADDRESS_IN_USE = 48;

/**
 * Where test databases keep their files: in memory if there is space. A write waits until it is in the journal, which
 * takes milliseconds on a disk. What a killed mongod has written stays, as on a disk.
 */
export function databaseFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize >= SPACE_NEEDED_BYTES ? MEMORY_FOLDER : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A mongod of the test's own, on a free port; it ends with the test process, however that ends. */
export async function startMongod(options: StartMongodOptions = {}): Promise<TestMongod> {
  const { path } = await findMongod();
  const folder =
    options.folder ?? (await mkdtemp(join(databaseFolder(), `${TEST_FOLDER_PREFIX}${process.pid}-`)));
  const port = options.port ?? (await freePort());
  const logPath = join(folder, 'mongod.log');
  const mongod = spawnMongod(path, [
    ...mongodArguments(port, folder, logPath),
    ...['--replSet', SET_NAME, '--setParameter', 'diagnosticDataCollectionEnabled=false'],
    ...SMALL_JOURNAL,
    ...EARLY_REMOVAL,
    ...(options.args ?? []),
  ]);
  if (!(await answers(mongod, port))) {
    const { code } = await mongod.exited;
    // Another process was faster to take the free port.
    if (code === EXIT_ADDRESS_IN_USE && options.port === undefined)
      return startMongod({ ...options, folder });
    throw new Error(`mongod ended with exit code ${code}:\n${await reason(logPath)}`);
  }
  if (options.initiate !== false) {
    const client = connectDirectly(port, BUSY_TIMEOUT_MS);
    try {
      await becomePrimary(client, { setName: SET_NAME, port, mongod, timeoutMs: 30_000 });
    } finally {
      await client.close();
    }
  }
  let expected = false;
  void mongod.exited.then(async ({ code, signal }) => {
    if (!expected)
      console.error(`A test's mongod ended by itself (${signal ?? code}):\n${await reason(logPath)}`);
  });
  return {
    uri:
      options.initiate === false
        ? `mongodb://127.0.0.1:${port}/?directConnection=true`
        : `mongodb://127.0.0.1:${port}/?replicaSet=${SET_NAME}`,
    port,
    pid: mongod.pid,
    folder,
    async kill() {
      expected = true;
      if (!mongod.hasExited()) process.kill(mongod.pid, 'SIGKILL');
      await mongod.exited;
    },
    async stop() {
      expected = true;
      await mongod.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Why it ended, by its log: the fatal lines, or the last ones. */
async function reason(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8').catch(() => '')).split('\n');
  const fatal = lines.filter((line) => line.includes('"s":"F"')).map((line) => line.slice(0, 500));
  return (fatal.length > 0 ? fatal.slice(0, 3) : lines.slice(-10)).join('\n');
}

/**
 * A mongod whose fail points tests may set (`support/fail-points`). It is the database of the rest of the test
 * file: `freshDatabaseUri` names databases in it.
 */
export async function useMongodWithFailPoints(): Promise<TestMongod> {
  const mongod = await startMongod({ args: FAIL_POINTS });
  process.env.TEST_MONGODB_URI = mongod.uri;
  return mongod;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
