/**
 * What `npm start` and `npm test` need before they run: dependencies, a build, a MongoDB binary.
 * Runs before anything is installed, so it uses only what Node ships; skips what is done already.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const say = (line) => process.stdout.write(`${line}\n`);

class SetupFault extends Error {}

const OLDEST_NODE = [20, 19];
const MODULES_STAMP = at('node_modules', '.setup-lock-hash');
const BUILD_STAMP = at('dist', '.setup-source-hash');

async function main() {
  requireNode();
  const unlock = await lock();
  try {
    await installDependencies();
    await build();
    if (needsDatabaseBinary()) await findDatabaseBinary();
  } finally {
    unlock();
  }
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new SetupFault(`Node ${OLDEST_NODE.join('.')} or later is needed; this is ${process.version}.`);
  }
}

/** Two set-ups in one folder (`npm start` beside `npm test`) would remove each other's node_modules. */
async function lock() {
  const path = join(tmpdir(), `event-reward-setup-${hash(root).slice(0, 16)}.lock`);
  for (let waited = false; ; waited = true) {
    try {
      const file = openSync(path, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      const unlock = () => rmSync(path, { force: true });
      process.once('exit', unlock);
      return unlock;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readOr(path, ''));
    if (holder && !isAlive(holder)) rmSync(path, { force: true });
    else if (!waited) say(`Waiting for another set-up of this folder (process ${holder || 'unknown'}) …`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function installDependencies() {
  const wanted = hash(readFileSync(at('package-lock.json')));
  if (readOr(MODULES_STAMP, '') === wanted) return;
  // npm writes its own record last, so a record that agrees means a complete installation made by hand.
  if (!installedAsLocked()) {
    // The build's tools are development dependencies, whatever NODE_ENV says.
    await step(
      'Installing dependencies (npm ci)',
      'npm',
      ['ci', '--include=dev', '--no-audit', '--no-fund'],
      'Dependencies could not be installed; npm says why above. Is a package registry within reach?',
    );
  }
  writeFileSync(MODULES_STAMP, wanted);
}

function installedAsLocked() {
  const installed = JSON.parse(readOr(at('node_modules', '.package-lock.json'), 'null'))?.packages;
  if (!installed) return false;
  const locked = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue;
    const there = installed[path];
    if (there ? !isSamePackage(there, entry) : !entry.optional && !entry.peer) return false;
  }
  return Object.keys(installed).every((path) => locked[path]);
}

function isSamePackage(a, b) {
  return a.version === b.version && a.integrity === b.integrity;
}

async function build() {
  const wanted = sourceHash();
  if (readOr(BUILD_STAMP, '') === wanted && existsSync(at('dist', 'main.js'))) return;
  rmSync(BUILD_STAMP, { force: true });
  await step(
    'Building (npm run build)',
    'npm',
    ['run', '--silent', 'build'],
    'The build failed; the compiler says why above.',
  );
  removeLeftovers();
  // Hashed before the build: a file that changed meanwhile makes the next set-up build again.
  writeFileSync(BUILD_STAMP, wanted);
}

function sourceHash() {
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    at(name),
  );
  const ofClient = ['src', 'examples'].map((name) => join('clients', 'typescript', name));
  const folders = ['src', 'console', 'explorer', 'schema', 'scripts', ...ofClient].map((name) => at(name));
  const all = createHash('sha256');
  for (const path of [...files, ...folders.flatMap(filesBelow)]) {
    const content = readFileSync(path);
    all.update(`${relative(root, path)}\0${content.length}\0`).update(content);
  }
  return all.digest('hex');
}

/** Output of sources that are gone would still be found by whatever lists a folder. Each page's build clears its own. */
function removeLeftovers() {
  const ofPages = ['console', 'explorer', 'storefront'].map((page) => at('dist', page, '/'));
  for (const path of filesBelow(at('dist')).filter(
    (file) => !ofPages.some((page) => file.startsWith(page)),
  )) {
    const source = at('src', relative(at('dist'), path)).replace(/\.js(\.map)?$/, '.ts');
    if (/\.js(\.map)?$/.test(path) && !existsSync(source)) rmSync(path);
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function needsDatabaseBinary() {
  // The tests start databases of their own; the server uses the one that it is given.
  return /^test/.test(process.env.npm_lifecycle_event ?? '') || !process.env.MONGODB_URI;
}

async function findDatabaseBinary() {
  const { findMongod } = createRequire(import.meta.url)('../dist/embedded-database/mongod-binary.js');
  const begun = Date.now();
  const binary = await findMongod({ log: say });
  const seconds = (Date.now() - begun) / 1000;
  if (seconds >= 1) say(`MongoDB ${binary.version}: ${binary.path} (${seconds.toFixed(1)} s)`);
}

/** Runs a command, telling that it still does now and then: npm shows nothing where there is no terminal. */
async function step(title, command, args, failure) {
  const begun = Date.now();
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(1);
  say(`${title} …`);
  const heartbeat = setInterval(() => say(`  still at it, ${seconds()} s`), 10_000);
  const code = await new Promise((resolve) => {
    spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
      .on('error', (error) => {
        say(error.message);
        resolve(1);
      })
      .on('close', resolve);
  });
  clearInterval(heartbeat);
  if (code !== 0) throw new SetupFault(failure);
  say(`  done in ${seconds()} s`);
}

function readOr(path, fallback) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fallback;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // Leaves by process.exit, which gives the lock back.
  process.once(signal, () => process.exit(1));
}

try {
  await main();
} catch (error) {
  const expected = error instanceof SetupFault || error.name === 'StartupFault' || error.code;
  process.stderr.write(`\nSet-up failed: ${expected ? error.message : error.stack}\n`);
  process.exit(1);
}
