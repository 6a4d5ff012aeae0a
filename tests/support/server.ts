import 'reflect-metadata';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { createApp, type App } from '../../src/app';
import { readConfig } from '../../src/config';
import type { Role } from '../../src/domain/viewer';
import { createLog, type Log } from '../../src/log';
import { actorOf, type Actor } from './actors';
import { Client } from './client';
import { TEST_SECRETS_KEY } from './child-environment';
import { runningClock, testClock, type TestClock } from './clock';

export interface TestServer {
  readonly app: App;
  readonly database: App['database'];
  readonly services: App['services'];
  readonly clock: TestClock;
  readonly url: string;
  /** Mongo URI of this server's own database. */
  readonly mongodbUri: string;
  readonly anonymous: Client;
  /** A fresh account of the role, logged in. */
  actor(role: Role): Promise<Actor>;
  /** The names of the commands that the database was sent meanwhile, but for the server's own in the background. */
  databaseCalls(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

interface Options {
  /**
   * Where the server's clock stands at first; default 2026-06-01T03:00:00Z, noon in Seoul. `system`: it is that of the
   * machine, as beside servers in processes of their own.
   */
  readonly now?: string;
  readonly env?: Record<string, string>;
  /** Default: one that says nothing. */
  readonly log?: Log;
  /** Another way to the database than straight; default a database of its own on the run's mongod. */
  readonly mongodbUri?: string;
}

/** Whatever the timers do that a server starts with: nobody asked for it, and it may come between anything. */
const background = new AsyncLocalStorage<true>();

/** Whether what runs is a server's own work; nobody can tell when it comes, so no test counts it. */
export function isBackground(): boolean {
  return background.getStore() === true;
}

/** A server in this process, on its own database and its own clock, spoken to over HTTP. */
export async function startTestServer({
  now = '2026-06-01T03:00:00Z',
  env = {},
  log,
  mongodbUri = freshDatabaseUri(),
}: Options = {}): Promise<TestServer> {
  const clock = now === 'system' ? runningClock() : testClock(now);
  const calls: string[] = [];
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    MONGODB_URI: mongodbUri,
    JWT_SECRET: 'a secret of the tests that is long enough',
    SECRETS_KEY: TEST_SECRETS_KEY,
    // The test clock stands where a test puts it.
    CLOCK_SKEW_LIMIT_SECONDS: '0',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'silent',
    ...env,
  });
  const app = await background.run(true, () =>
    createApp({
      config,
      clock: clock.now,
      log: log ?? createLog(config.logLevel, false),
      mongodbUri,
      monitor: (name) => {
        if (!isBackground()) calls.push(name);
      },
    }),
  );
  const url = await app.listen();
  return {
    app,
    database: app.database,
    services: app.services,
    clock,
    url,
    mongodbUri,
    anonymous: new Client(() => url),
    actor: (role) => actorOf(app, clock, () => url, role),
    databaseCalls: async (work) => {
      calls.length = 0;
      await work();
      return [...calls];
    },
    close: async () => {
      await app.database.connection.dropDatabase();
      await app.close();
    },
  };
}

/** A database of its own for each caller, on the run's one mongod. */
export function freshDatabaseUri(): string {
  const uri = new URL(process.env.TEST_MONGODB_URI ?? '');
  uri.pathname = `/test_${process.env.JEST_WORKER_ID ?? 0}_${randomUUID().slice(0, 8)}`;
  return uri.toString();
}
