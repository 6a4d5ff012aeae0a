/**
 * `npm run check:image`: replays the Dockerfile without a container engine, from what is committed, and runs what
 * comes of it as the image would. Needs root, to give the server an account of its own, and a package registry.
 *
 * - Each stage is a folder; COPY, RUN, ENV and the others mean there what they mean in an image, on the Node that
 *   runs this: the image's line, or it refuses. An instruction, or a form of one, that this script does not know is refused.
 * - Every module that the build names is found in the image's own dependencies.
 * - The server gets ready in production on a read-only root, and as compose runs it, with a data folder that it
 *   may write; its health check holds, and SIGTERM ends it with 0.
 *
 * Not covered: the base image's system libraries, and writes outside the image's folder.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** `nobody`, in the place of the image's account: it owns nothing here. */
const UID = 65_534;
const READY_WITHIN_MS = 30_000;
/** Named by the build, and left out of the image. */
const DEVELOPMENT_ONLY = ['mongodb-memory-server-core', 'pino-pretty'];
const say = (line) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'event-reward-image-'));
// The other account passes through it to the server's files.
chmodSync(folder, 0o755);

/** What an image is made of: its files below `root`, and what the instructions say about running it. */
function newStage(name) {
  return { root: join(folder, name), workdir: '/', env: {}, user: 'root', cmd: null, healthcheck: null };
}

/** @returns the instructions as [name, rest], without comments, each on one line */
function instructionsOf(text) {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ');
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1).trim()]);
}

/** @returns the stages by name; the last one is `image` */
function replay(instructions) {
  const stages = new Map([['context', contextOfBuild()]]);
  let stage = null;
  for (const [name, rest] of instructions) {
    say(`${name} ${rest.slice(0, 100)}`);
    const refuse = () => assert.fail(`This form is not known here: ${name} ${rest}`);
    const given = (pattern) => pattern.exec(rest) ?? refuse();
    if (name === 'FROM') {
      const [, base, node, as = 'image'] = given(/^(node:(\d+)-[\w-]+|\w+)(?: AS (\w+))?$/);
      const parent = node === undefined ? (stages.get(base) ?? refuse()) : null;
      assert.ok(
        node === undefined || process.version.startsWith(`v${node}.`),
        `this runs on the image's Node, not ${process.version}`,
      );
      stage = {
        ...newStage(as),
        ...(parent && { ...parent, env: { ...parent.env } }),
        root: join(folder, as),
      };
      if (parent === null) mkdirSync(stage.root);
      // A stage keeps whom its parent's files belong to.
      else execFileSync('cp', ['--archive', parent.root, stage.root]);
      stages.set(as, stage);
    } else if (name === 'WORKDIR') {
      [stage.workdir] = given(/^(\/\w+)+$/);
      mkdirSync(join(stage.root, stage.workdir), { recursive: true });
    } else if (name === 'COPY') {
      const [, from = 'context', paths] = given(/^(?:--from=(\w+) )?([\w./ -]+)$/);
      copy(stages.get(from) ?? refuse(), stage, paths.split(/ +/));
    } else if (name === 'RUN') {
      // A path from the root on would be this machine's.
      const [command] = given(/^(?!.* \/).+$/);
      execFileSync('sh', ['-ec', command.replaceAll(/\bnode:node\b/g, `${UID}:${UID}`)], {
        cwd: join(stage.root, stage.workdir),
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...surroundings(), ...stage.env },
      });
    } else if (name === 'ENV') {
      for (const [, key, value] of given(/^(\w+=[\w./:-]+ ?)+$/)[0].matchAll(/(\w+)=(\S+)/g))
        stage.env[key] = value;
    } else if (name === 'USER') {
      [stage.user] = given(/^node$/);
    } else if (name === 'EXPOSE') {
      assert.equal(rest, stage.env.PORT, 'the image exposes the port that it listens on');
    } else if (name === 'HEALTHCHECK') {
      stage.healthcheck = JSON.parse(given(/^(?:--[\w-]+=\w+ +)*CMD (\[.+\])$/)[1]);
    } else if (name === 'CMD') {
      stage.cmd = JSON.parse(given(/^\[.+\]$/)[0]);
    } else refuse();
  }
  return stages;
}

/** The build context: the committed files that .dockerignore lets through. */
function contextOfBuild() {
  const [first, ...rest] = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');
  assert.equal(first, '*', '.dockerignore leaves everything out but what it names');
  const names = rest.map((line) => /^!([\w.-]+)$/.exec(line)?.[1] ?? assert.fail(`.dockerignore: ${line}`));
  const context = newStage('context');
  mkdirSync(context.root);
  const archive = execFileSync('git', ['archive', 'HEAD', '--', ...names], { cwd: root, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x', '-C', context.root], { input: archive });
  return context;
}

/** A folder's content goes into the target, a file below it when its name ends in a slash. */
function copy(from, to, paths) {
  const target = paths.pop();
  assert.ok(paths.length === 1 || target.endsWith('/'), `COPY of several files into ${target}`);
  for (const path of paths) {
    const source = join(from.root, path);
    const isFile = statSync(source).isFile();
    const name = isFile && target.endsWith('/') ? join(target, basename(path)) : target;
    cpSync(source, join(to.root, to.workdir, name), { recursive: true, verbatimSymlinks: true });
  }
}

/** This process's environment without npm's variables and without this checkout's own programs. */
function surroundings() {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_.*|NODE|NODE_ENV|INIT_CWD)$/.test(name));
  const path = process.env.PATH.split(delimiter).filter((part) => !part.includes('node_modules'));
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) };
}

/** A module that is missing may be noticed at its first use only. */
function requireEveryModule(app) {
  let names = 0;
  for (const entry of readdirSync(join(app, 'dist'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !path.endsWith('.js') || /\/dist\/(console|explorer|storefront)\//.test(path))
      continue;
    const { resolve } = createRequire(path);
    for (const [, name] of readFileSync(path, 'utf8').matchAll(
      /\b(?:require|require\.resolve|import)\((?:'|")([^'"]+)/g,
    )) {
      if (isBuiltin(name)) continue;
      if (DEVELOPMENT_ONLY.includes(name)) {
        assert.throws(() => resolve(name), `${name} is in the image`);
        continue;
      }
      assert.ok(resolve(name).startsWith(app), `${path} finds ${name} outside of the image`);
      names += 1;
    }
  }
  assert.ok(names > 100, 'the build names its modules by require');
}

/** Runs the image until it is ready, asks it for its pages, and ends it. */
async function run(image, env) {
  const app = join(image.root, image.workdir);
  const port = await freePort();
  const options = {
    cwd: app,
    uid: UID,
    gid: UID,
    // Whatever looks for a home or a place for temporary files finds the read-only root.
    env: { PATH: join(folder, 'bin'), HOME: app, TMPDIR: app, ...image.env, PORT: String(port), ...env },
  };
  const [command, ...args] = image.cmd;
  const server = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (log += chunk));
  const ended = once(server, 'exit');
  try {
    const url = `http://127.0.0.1:${port}`;
    for (const begun = Date.now(); ;) {
      const answer = await fetch(`${url}/health/ready`).catch(() => null);
      if (answer?.status === 200) break;
      assert.ok(server.exitCode === null && Date.now() - begun < READY_WITHIN_MS, 'the server gets ready');
      await sleep(50);
    }
    const [check, ...rest] = image.healthcheck;
    assert.equal(
      spawnSync(check, rest, { ...options, stdio: 'inherit' }).status,
      0,
      'the health check holds',
    );
    for (const path of ['/console', '/explorer', '/demo']) {
      const isServed = path === '/console' || env.NODE_ENV === 'development';
      assert.equal((await fetch(url + path)).status, isServed ? 200 : 404, path);
    }
    server.kill('SIGTERM');
    const [code] = await ended;
    assert.equal(code, 0, 'SIGTERM ends it with 0');
    assert.doesNotMatch(log, /"level":[56]0/, 'nothing is at ERROR');
  } catch (error) {
    process.stderr.write(log);
    throw error;
  } finally {
    server.kill('SIGKILL');
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function main() {
  const stages = replay(instructionsOf(readFileSync(join(root, 'Dockerfile'), 'utf8')));
  const image = stages.get('image');
  assert.equal(image.user, 'node', 'the image does not run as root');
  const app = join(image.root, image.workdir);
  requireEveryModule(app);
  for (const page of ['explorer', 'storefront'])
    assert.ok(!existsSync(join(app, 'dist', page)), `the image has no ${page}`);

  mkdirSync(join(folder, 'bin'));
  copyFileSync(process.execPath, join(folder, 'bin', 'node'));
  const { startEmbeddedMongod } = createRequire(import.meta.url)(
    join(app, 'dist', 'embedded-database', 'embedded-mongod.js'),
  );
  const database = join(folder, 'database');
  mkdirSync(database);
  const mongod = await startEmbeddedMongod({ dataDir: database, port: await freePort(), log: say });
  // In development a server makes its own SECRETS_KEY, which opens no database of another key.
  const uriOf = (name) => Object.assign(new URL(mongod.uri), { pathname: name }).href;
  try {
    say('As compose runs it, with the data folder of the image');
    await run(stages.get('development'), {
      NODE_ENV: 'development',
      STOREFRONT: 'on',
      MONGODB_URI: uriOf('development'),
    });
    say('In production on a read-only root');
    // What only its owner may write is read-only to the server when it owns nothing.
    execFileSync('chown', ['-R', '0:0', image.root]);
    execFileSync('chmod', ['-R', 'go-w', image.root]);
    await run(image, {
      MONGODB_URI: uriOf('production'),
      JWT_SECRET: 'a secret of this check that is long enough',
      SECRETS_KEY: 'A'.repeat(43),
    });
  } finally {
    await mongod.stop();
  }
  say('The image holds what it needs, and runs.');
}

if (process.getuid?.() !== 0) {
  process.stderr.write('check:image runs the server as another account than its own: start it as root.\n');
  process.exit(1);
}
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
