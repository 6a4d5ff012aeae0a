/**
 * Runs a command, `npm test` unless one is given, on another Node: `npm run test:node -- 24 npx jest tests/api`.
 *
 * The binary is npm's own build for this platform, what its package `node` would fetch by an install script:
 * the newest release of the line that is asked for, kept in the user's cache folder. Without a registry the cached
 * one is used.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const isWindows = process.platform === 'win32';
const [line = '', ...given] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(line)) {
  process.stderr.write('Which Node? npm run test:node -- 24 [command …]\n');
  process.exit(1);
}
const [command, ...args] = given.length > 0 ? given : ['npm', 'test'];

const bin = install();
const version = execFileSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).trim();
process.stdout.write(`Node ${version}: ${[command, ...args].join(' ')}\n`);
const child = spawn(command, args, {
  stdio: 'inherit',
  shell: isWindows,
  env: { ...withoutNpm(process.env), PATH: [bin, process.env.PATH].join(delimiter) },
});
// The terminal's Ctrl+C reaches the child by itself; what is sent to this process alone does not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(1);
});
child.on('close', (code) => process.exit(code ?? 1));

/** The folder that holds the binary. */
function install() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'event-reward-platform', `node-${line}`);
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const manifest = join(folder, 'node_modules', name, 'package.json');
  const cached = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : null;
  const wanted = cached === line ? line : (newestOf(name) ?? cached ?? line);
  if (wanted !== cached) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${wanted}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: isWindows,
    });
  }
  return join(folder, 'node_modules', name, 'bin');
}

/** The newest release of the line, or null when no registry is reachable and the cache must suffice. */
function newestOf(name) {
  const quickly = ['--fetch-retries=0', '--fetch-timeout=5000', '--prefer-online'];
  const { status, stdout } = spawnSync('npm', ['view', `${name}@${line}`, 'version', '--json', ...quickly], {
    encoding: 'utf8',
    shell: isWindows,
  });
  if (status !== 0) return null;
  const releases = [JSON.parse(stdout || '[]')].flat();
  return releases.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null;
}

/** The variables that npm sets for this script name the Node that npm itself runs on. */
function withoutNpm(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_.*|NODE)$/.test(name)));
}
