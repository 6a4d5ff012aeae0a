import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { URL } from 'node:url';
import { median } from './measure.mjs';

/** What the last run of each part found: the report is made of it, so one part can be run again by itself. */
const FILE = new URL('../docs/performance.json', import.meta.url);

export function readResults() {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'));
  } catch {
    return {};
  }
}

export function keepResults(name, { data, scale, foreign, database }) {
  const cpu = cpus();
  const entry = {
    at: new Date().toISOString(),
    commit: commit(),
    machine: `${cpu.length} cores (${cpu[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`,
    versions: `Node ${process.versions.node}, MongoDB ${database}`,
    scale,
    /** Cores that other processes were using: the median and the most of all runs. */
    foreignCores: foreign.length === 0 ? null : { median: median(foreign), most: Math.max(...foreign) },
    data,
  };
  writeFileSync(FILE, `${JSON.stringify({ ...readResults(), [name]: entry }, rounded, 2)}\n`);
}

const rounded = (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);

function commit() {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', 'src', 'bench', 'package-lock.json') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}
