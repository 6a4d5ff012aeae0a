import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { transformSync, type Options } from '@swc/core';

const ROOT = join(__dirname, '..', '..', '..');
/** So many commits ago: several releases, as they come, and still runnable with the packages of today. */
const COMMITS_AGO = 30;

export interface OldBuild {
  readonly main: string;
  readonly commit: string;
  remove(): void;
}

const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, maxBuffer: 256 * 1024 * 1024 });

/** The server as it was some commits ago, built into a folder of its own. */
export function buildOld(): OldBuild {
  const rev = process.env.UPGRADE_FROM ?? `HEAD~${COMMITS_AGO}`;
  const commit = git('rev-parse', '--short', '--verify', rev).toString().trim();
  const folder = mkdtempSync(join(tmpdir(), 'event-reward-old-'));
  const sources = git('archive', commit, 'src', 'package.json', '.swcrc');
  execFileSync('tar', ['-x', '-C', folder], { input: sources });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const options = JSON.parse(readFileSync(join(folder, '.swcrc'), 'utf8')) as Options;
  const src = join(folder, 'src');
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|json)$/.test(entry.name)) continue;
    const filename = join(entry.parentPath, entry.name);
    const output = join(folder, 'dist', relative(src, filename).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    const text = readFileSync(filename, 'utf8');
    writeFileSync(output, filename.endsWith('.json') ? text : compiled(text, { ...options, filename }));
  }
  return {
    main: join(folder, 'dist', 'main.js'),
    commit,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function compiled(text: string, options: Options): string {
  const module = { type: 'commonjs', ignoreDynamic: true } as const;
  return transformSync(text, { ...options, swcrc: false, module }).code;
}
