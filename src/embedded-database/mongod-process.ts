import { spawn } from 'node:child_process';
import { mongo } from 'mongoose';

export interface MongodExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said before its log file was open, e.g. a missing library. */
  readonly stderr: string;
}

export interface MongodProcess {
  readonly pid: number;
  /** Settles when the process is gone, whoever ended it; never rejects. */
  readonly exited: Promise<MongodExit>;
  hasExited(): boolean;
  /** SIGTERM, and SIGKILL when that takes longer than five seconds: the journal makes either safe. */
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 5_000;

/**
 * Ends mongod once the server is gone: its standard input is a pipe that only the server holds open,
 * so even a kill -9 of the server ends the `read`.
 */
const WATCHDOG = `
  while read -r _; do :; done
  kill -TERM "$0" 2>/dev/null
  tries=0
  while kill -0 "$0" 2>/dev/null && [ $tries -lt 10 ]; do sleep 1; tries=$((tries + 1)); done
  kill -KILL "$0" 2>/dev/null`;

/**
 * Starts mongod and a watchdog that ends it when this process is gone. Neither keeps this process alive.
 *
 * mongodb-memory-server is not used for this: it reads mongod's whole log from a pipe and stops the database
 * when a line of it holds "address already in use", which a slow query with such a text in it writes too.
 */
export function spawnMongod(binary: string, args: readonly string[]): MongodProcess {
  // A session of its own: the terminal's Ctrl+C must reach the server alone, which drains first.
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4096)));

  let exit: MongodExit | undefined;
  const exited = new Promise<MongodExit>((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null) => {
      exit ??= { code, signal, stderr: stderr.trim() };
      resolve(exit);
    };
    child.on('error', (error) => {
      stderr += error.message;
      settle(null, null);
    });
    child.on('close', settle);
  });
  const { pid } = child;
  if (pid === undefined) {
    return { pid: 0, exited, hasExited: () => true, stop: () => Promise.resolve() };
  }

  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.stdin.on('error', () => undefined);
  // Not later than mongod's end: its process id may soon be another's.
  child.on('exit', () => watchdog.kill('SIGKILL'));
  child.unref();
  watchdog.unref();
  for (const pipe of [child.stderr, watchdog.stdin]) {
    (pipe as unknown as { unref(): void }).unref();
  }

  return {
    pid,
    exited,
    hasExited: () => exit !== undefined,
    async stop() {
      if (exit) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** What every mongod of ours is started with; the rest is the caller's. */
export function mongodArguments(
  port: number,
  dbPath: string,
  logPath: string,
  cacheGigabytes = 0.5,
): string[] {
  return [
    ...['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', dbPath],
    ...['--storageEngine', 'wiredTiger', '--wiredTigerCacheSizeGB', String(cacheGigabytes)],
    ...['--logpath', logPath, '--logappend', '--quiet', '--nounixsocket'],
    // By default a primary waits 15 s for secondaries that this set does not have.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
  ];
}

/**
 * A client whose first connection does not succeed within the time is of no further use: the driver closes
 * it for good.
 */
export function connectDirectly(port: number, serverSelectionTimeoutMS = 1_000): mongo.MongoClient {
  return new mongo.MongoClient(`mongodb://127.0.0.1:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS,
    heartbeatFrequencyMS: 500,
    minHeartbeatFrequencyMS: 50,
  });
}

/**
 * Resolves when this mongod takes commands on the port, false when it ended instead.
 * Another process may hold the port and answer there, so the process id in the answer decides.
 */
export async function answers(mongod: MongodProcess, port: number): Promise<boolean> {
  while (!mongod.hasExited()) {
    const client = connectDirectly(port);
    try {
      const status = await client.db('admin').command({ serverStatus: 1, repl: 0, metrics: 0 });
      if (Number(status.pid) === mongod.pid) return true;
    } catch {
      // Not yet.
    } finally {
      await client.close();
    }
    await Promise.race([mongod.exited, pause(50)]);
  }
  return false;
}

/** A mongod that answers may still be busy. */
export const BUSY_TIMEOUT_MS = 10_000;
const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;

/**
 * Makes the node the only member and the writable primary of its set; resolves when it is.
 * Names the host anew when the stored configuration has another port, which mongod would not find itself in.
 */
export async function becomePrimary(
  client: mongo.MongoClient,
  options: { setName: string; port: number; mongod: MongodProcess; timeoutMs: number },
): Promise<void> {
  const { setName, port, mongod, timeoutMs } = options;
  const admin = client.db('admin');
  const host = `127.0.0.1:${port}`;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await configure(admin, setName, host);
      break;
    } catch (error) {
      if (mongod.hasExited() || Date.now() > deadline) throw error;
      await pause(100);
    }
  }
  while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
    if (mongod.hasExited() || Date.now() > deadline) throw new Error('the node did not become primary');
    await pause(25);
  }
}

async function configure(admin: mongo.Db, setName: string, host: string): Promise<void> {
  const members = [{ _id: 0, host }];
  let config: { version: number; members: { host: string }[] };
  try {
    ({ config } = (await admin.command({ replSetGetConfig: 1 })) as unknown as { config: typeof config });
  } catch (error) {
    if (!isServerError(error, NOT_YET_INITIALIZED)) throw error;
    await admin.command({ replSetInitiate: { _id: setName, members } }).catch((refusal: unknown) => {
      // While mongod still loads a stored configuration it answers as if there were none.
      if (isServerError(refusal, ALREADY_INITIALIZED)) throw error;
      throw refusal;
    });
    return;
  }
  if (config.members.length === 1 && config.members[0]?.host === host) return;
  await admin.command({
    replSetReconfig: { ...config, version: config.version + 1, members },
    force: true,
  });
}

export function isServerError(error: unknown, code: number): boolean {
  return error instanceof mongo.MongoServerError && error.code === code;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
