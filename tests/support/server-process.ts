import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from './child-environment';
import { TEST_FOLDER_PREFIX } from './mongod';

export const MAIN = join(__dirname, '..', '..', 'dist', 'main.js');

/** A server as a deployment runs it: the built `dist/main.js` in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote to its log so far. */
  readonly log: readonly string[];
  /** Sends a signal and waits for the end; the exit code, null when the signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts one server and resolves when it listens.
 *
 * @param env what its environment has beside a free port and a log at level info
 */
export async function startServerProcess(
  env: Record<string, string>,
  ...args: string[]
): Promise<ServerProcess> {
  return startServerFrom(MAIN, env, ...args);
}

/** The same with the main module of another build. */
export async function startServerFrom(
  main: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<ServerProcess> {
  const { child, log, listening } = spawnServer(main, env, ...args);
  return {
    url: await listening,
    child,
    log,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

/** For those who look at the log before it listens; `listening` tells where, or fails when it ends before. */
export function spawnServer(main: string, env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    env: childEnvironment({
      TZ: process.env.TZ,
      NODE_ENV: 'test',
      PORT: '0',
      JWT_SECRET: 'a secret of the tests that is long enough',
      RATE_LIMIT: 'off',
      // The demo keeps the text of its service key there.
      ...(args.includes('--demo') && { DATA_DIR: newDataFolder() }),
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  createInterface(child.stderr).on('line', (line) => log.push(line));
  const listening = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      log.push(line);
      const address = /"address":"([^"]+)"/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}\n${log.join('\n')}`)));
  });
  return { child, log, listening };
}

/** Several servers on one database: one service. */
export function startServerProcesses(count: number, mongodbUri: string): Promise<ServerProcess[]> {
  return Promise.all(Array.from({ length: count }, () => startServerProcess({ MONGODB_URI: mongodbUri })));
}

/** For DATA_DIR. Removed by the next run of the tests. */
export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
}
