/**
 * Runs a command, `npm test` unless one is given, on another Node: `npm run test:node -- 24 npx jest tests/api`.
 *
 * The binary is npm's own build for this platform, what its package `node` would fetch by an install script:
 * the newest release of the line that is asked for, kept in the user's cache folder.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
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
  const bin = join(folder, 'node_modules', name, 'bin');
  if (!existsSync(join(bin, isWindows ? 'node.exe' : 'node'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${line}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: isWindows,
    });
  }
  return bin;
}

/** What an npm that runs this script tells its children names the Node that it runs on itself. */
function withoutNpm(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_.*|NODE)$/.test(name)));
}
