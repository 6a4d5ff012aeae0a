import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const DEBIANS = '/usr/bin/chromium';
const WAYS_OUT = [
  'The browser tests need Chromium, and there is none. Any of these gives one:',
  '  CHROMIUM_PATH=/path/to/chromium npm run test:browser',
  '  apt-get install -y chromium            (Debian; done by itself when root runs the tests)',
  '  npx playwright-core install chromium',
].join('\n');

/** The browser that CHROMIUM_PATH names, Debian's, or the one in playwright's cache; null: none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  return [DEBIANS, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

/** @throws Error that tells how to get one */
export function findOrInstallChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync('apt-get', ['--version']).status !== 0) throw new Error(WAYS_OUT);
  process.stdout.write('Installing Chromium (apt-get install -y chromium) …\n');
  spawnSync('apt-get', ['update'], { stdio: 'inherit' });
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
  if (!existsSync(DEBIANS)) throw new Error(WAYS_OUT);
  return DEBIANS;
}
