import { spawnSync } from 'node:child_process';
import { canPin, LOAD_CORE } from './environment.mjs';
import { PARTS, PARTS_APART } from './parts.mjs';
import { keepResults } from './results.mjs';
import { Stage } from './stage.mjs';
import { figuresOf, writeReport } from './report.mjs';

/**
 * `npm run bench`, `npm run bench -- claims page`, `npm run bench -- --scale 0.3`, `npm run bench -- report`.
 * `npm run bench -- console` times the pages of the console, and fails when one takes more than a second.
 * `npm run bench -- sizes` writes the table of sizes in docs/scale.md.
 * `npm run bench -- claims --try` prints the figures of one round with a twentieth of the load,
 * or with `--scale`, and keeps none.
 */
const args = process.argv.slice(2);
if (args[0] === 'report') {
  await writeReport();
  process.exit(0);
}
if (args[0] === 'strategies') {
  const { runStrategies } = await import('./strategies/run.mjs');
  await runStrategies(args.slice(1));
  process.exit(0);
}
const TRIAL_SCALE = 0.05;
if (args[0] === 'cost') {
  // It measures the database's work and not times, so that it needs no stage.
  const isTrial = args.includes('--try');
  const { findWorst } = await import('./cost.mjs');
  process.exit((await findWorst({ scale: isTrial ? TRIAL_SCALE : 1, keep: !isTrial })) ? 0 : 1);
}
if (args[0] === 'sizes') {
  const { writeSizes } = await import('./sizes.mjs');
  await writeSizes(20_000);
  process.exit(0);
}
if (args[0] === 'console') {
  // The browser and the servers share all cores, as they do on a developer's machine.
  const { measureConsole } = await import('./console.mjs');
  process.exit((await measureConsole()) ? 0 : 1);
}
const tryAt = args.indexOf('--try');
const isTrial = tryAt >= 0 && args.splice(tryAt, 1).length > 0;
const scaleAt = args.indexOf('--scale');
const scale = scaleAt < 0 ? (isTrial ? TRIAL_SCALE : 1) : Number(args.splice(scaleAt, 2)[1]);
const names = args.length > 0 ? args : Object.keys(PARTS);
const parts = { ...PARTS, ...PARTS_APART };
const unknown = names.filter((name) => !(name in parts));
if (unknown.length > 0 || !(scale > 0)) {
  process.stderr.write(
    `Parts: ${Object.keys(parts).join(', ')}; --scale 0.1 for a short pass, --try to keep nothing.\n`,
  );
  process.exit(1);
}

// The load and the database share a core, so that the servers have the other one to themselves.
if (canPin) spawnSync('taskset', ['-cp', LOAD_CORE, String(process.pid)]);

const stage = await Stage.open({ scale, ...(isTrial && { rounds: 1 }) });
const trial = {};
try {
  for (const name of names) {
    const begun = Date.now();
    stage.foreign = [];
    const data = await parts[name](stage);
    await stage.clear();
    if (isTrial) trial[name] = { data };
    else keepResults(name, { data, scale, foreign: stage.foreign, database: stage.database.version });
    process.stdout.write(`${name}: ${Math.round((Date.now() - begun) / 1_000)} s\n`);
  }
} finally {
  await stage.close();
}
if (isTrial) process.stdout.write(`${figuresOf(trial)}\n`);
else await writeReport();
process.exit(0);
