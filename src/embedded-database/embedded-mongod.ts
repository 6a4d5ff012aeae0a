import { readFileSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config';
import { StartupFault } from '../startup-fault';
import { findMongod } from './mongod-binary';
import { exitReason, limitLog, sizeOf, type ExitReason } from './mongod-log';
import {
  answers,
  becomePrimary,
  BUSY_TIMEOUT_MS,
  connectDirectly,
  mongodArguments,
  pause,
  spawnMongod,
  type MongodProcess,
} from './mongod-process';

export const DEFAULT_EMBEDDED_PORT = 27117;

export interface EmbeddedMongodOptions {
  /** The project's data folder; the database lives in `mongod` below it. */
  readonly dataDir: string;
  readonly port?: number;
  readonly log: (line: string) => void;
}

export interface EmbeddedMongod {
  readonly uri: string;
  readonly dataDir: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const SET_NAME = 'rs0';
const DATABASE = 'mydb';
/** After a kill -9 the journal is replayed first. */
const PRIMARY_TIMEOUT_MS = 60_000;
/** How long a folder or port may stay taken by the mongod of a server that has just been killed. */
const TAKEOVER_TIMEOUT_MS = 15_000;
/** A port that another program holds does not come free; one that a dying mongod of ours holds does at once. */
const FOREIGN_PORT_PATIENCE_MS = 1_500;

/** Where an embedded database on this port is spoken to, whoever started it. */
export function embeddedUri(port: number): string {
  return `mongodb://127.0.0.1:${port}/${DATABASE}?replicaSet=${SET_NAME}`;
}

/** The embedded database, unless the configuration names another one. */
export async function startEmbedded(
  config: Pick<Config, 'mongodbUri' | 'dataDir' | 'embeddedMongoPort'>,
  log: (line: string) => void,
): Promise<EmbeddedMongod | null> {
  if (config.mongodbUri !== undefined) return null;
  return startEmbeddedMongod({ dataDir: config.dataDir, port: config.embeddedMongoPort, log });
}

interface Owner {
  readonly serverPid: number;
  readonly port: number;
}

/**
 * A one-node replica set of this project's own on 127.0.0.1, its writable primary when this resolves.
 * It ends with the process that started it, however that one ends.
 *
 * Who may use the folder is decided by mongod's own lock on it, which the kernel drops with the process;
 * `owner.json` only puts a name to the holder.
 * @throws StartupFault
 */
export async function startEmbeddedMongod(options: EmbeddedMongodOptions): Promise<EmbeddedMongod> {
  const { port = DEFAULT_EMBEDDED_PORT, log } = options;
  const dbFolder = join(options.dataDir, 'mongod');
  try {
    await mkdir(dbFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartupFault(`The data folder can't be made: ${(error as Error).message}`);
  }
  const dataDir = await realpath(options.dataDir);
  const paths = {
    dataDir,
    db: join(dataDir, 'mongod'),
    log: join(dataDir, 'mongod.log'),
    owner: join(dataDir, 'mongod-owner.json'),
  };
  const binary = await findMongod({ log });
  const args = [...mongodArguments(port, paths.db, paths.log), '--replSet', SET_NAME];

  const begun = Date.now();
  for (;;) {
    const logStart = await sizeOf(paths.log);
    const mongod = spawnMongod(binary.path, args);
    if (await answers(mongod, port)) {
      await settle(mongod, port, paths);
      log(`MongoDB ${binary.version} (${binary.source}) on 127.0.0.1:${port}, data in ${paths.db}`);
      return running(mongod, port, paths, log);
    }
    const reason = await exitReason(await mongod.exited, paths.log, logStart);
    await judge(reason, Date.now() - begun, port, paths);
    await pause(250);
  }
}

type Paths = { dataDir: string; db: string; log: string; owner: string };

/** Returns when another try may succeed. */
async function judge(reason: ExitReason, elapsedMs: number, port: number, paths: Paths): Promise<void> {
  if (reason.kind === 'other') {
    throw new StartupFault(`MongoDB did not start: ${reason.text}\nIts log is ${paths.log}`);
  }
  const holder = reason.kind === 'port' ? await whoListens(port, paths.db) : 'this folder';
  if (holder === 'another program' && elapsedMs > FOREIGN_PORT_PATIENCE_MS) {
    throw new StartupFault(
      `Port ${port} of 127.0.0.1 is used by another program. ` +
        'Set EMBEDDED_MONGO_PORT to a free port, or MONGODB_URI to a database of your own.',
    );
  }
  if (holder !== 'this folder') return;

  const owner = await readOwner(paths.owner);
  if (owner && isAlive(owner.serverPid)) throw inUse(paths, `another server, process ${owner.serverPid}`);
  if (elapsedMs > TAKEOVER_TIMEOUT_MS) {
    const pid = (await readFile(join(paths.db, 'mongod.lock'), 'utf8').catch(() => '')).trim();
    throw inUse(paths, `mongod, process ${pid || 'unknown'}`);
  }
  if (owner) await shutDownOrphan(owner.port, paths.db);
}

function inUse(paths: Paths, holder: string): StartupFault {
  return new StartupFault(
    `The data folder ${paths.dataDir} is in use by ${holder}. ` +
      'Stop that one first, or give this one a DATA_DIR and an EMBEDDED_MONGO_PORT of its own.',
  );
}

async function settle(mongod: MongodProcess, port: number, paths: Paths): Promise<void> {
  const client = connectDirectly(port, BUSY_TIMEOUT_MS);
  try {
    await writeOwner(paths.owner, { serverPid: process.pid, port });
    await becomePrimary(client, { setName: SET_NAME, port, mongod, timeoutMs: PRIMARY_TIMEOUT_MS });
    await limitLog(client, paths.log);
  } catch (error) {
    await mongod.stop();
    throw new StartupFault(
      `MongoDB started but can't be used: ${(error as Error).message}\nIts log is ${paths.log}`,
    );
  } finally {
    await client.close();
  }
}

function running(
  mongod: MongodProcess,
  port: number,
  paths: Paths,
  log: (line: string) => void,
): EmbeddedMongod {
  let stopping: Promise<void> | undefined;
  void mongod.exited.then(({ code, signal }) => {
    if (!stopping) log(`MongoDB ended by itself (${signal ?? `exit code ${code}`}); its log is ${paths.log}`);
  });
  return {
    uri: embeddedUri(port),
    dataDir: paths.dataDir,
    pid: mongod.pid,
    // The name goes first: a server that starts meanwhile then waits for the lock instead of giving up.
    stop: () => (stopping ??= rm(paths.owner, { force: true }).then(() => mongod.stop())),
  };
}

/** Whose mongod, or what else, answers on the port. */
async function whoListens(
  port: number,
  dbPath: string,
): Promise<'this folder' | 'another program' | 'nobody'> {
  const client = connectDirectly(port);
  try {
    const { parsed } = (await client.db('admin').command({ getCmdLineOpts: 1 })) as unknown as {
      parsed?: { storage?: { dbPath?: string } };
    };
    return parsed?.storage?.dbPath === dbPath ? 'this folder' : 'another program';
  } catch (error) {
    return /ECONNREFUSED/.test((error as Error).message) ? 'nobody' : 'another program';
  } finally {
    await client.close();
  }
}

/** The watchdog does this by itself; it is missing only when somebody killed it too. */
async function shutDownOrphan(port: number, dbPath: string): Promise<void> {
  if ((await whoListens(port, dbPath)) !== 'this folder') return;
  const client = connectDirectly(port);
  await client
    .db('admin')
    .command({ shutdown: 1, force: true, timeoutSecs: 1 })
    .catch(() => undefined); // it closes the connection instead of answering
  await client.close();
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

async function writeOwner(path: string, owner: Owner): Promise<void> {
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(owner)}\n`);
  await rename(partial, path);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed process that its parent has not collected yet still takes signals.
    return !/\) Z /.test(readStatus(pid));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
