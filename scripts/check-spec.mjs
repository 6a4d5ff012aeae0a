/**
 * `npm run check:spec`: simulates the models in spec/ with Quint, 20,000 traces of each (`--samples N` for another
 * number), from a fixed seed (`--seed N` for another one).
 *
 * - No trace breaks an invariant.
 * - Each witness is reached: a model in which nothing happens would break nothing.
 * - Each sabotage of a model is found.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, URL } from 'node:url';
import { parseArgs } from 'node:util';
import { SABOTAGES } from '../spec/sabotages.mjs';

const MODELS = {
  claim: ['someoneIsPaid', 'aTombstoneStands', 'aKeyIsRepeated'],
  stock: ['aUnitIsGivenBack', 'aUnitIsReturned', 'aReturnedUnitIsPaid', 'aRejectionIsSettled'],
  feed: ['allAreSeen', 'twoRelaysAppend'],
  payout: ['allArePaid', 'someoneIsSkipped', 'itIsPaused'],
};
const STEPS = 25;
const INVARIANT = 'safe';
const SPEC = fileURLToPath(new URL('../spec/', import.meta.url));
const QUINT = createRequire(import.meta.url).resolve('@informalsystems/quint/dist/src/cli.js');

const { values } = parseArgs({
  options: { samples: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});

/** Prints what Quint found; resolves with whether it broke the invariant, and how often it reached each witness. */
async function simulate(file, witnesses) {
  const child = spawn(
    process.execPath,
    [
      ...[QUINT, 'run', file, '--backend=typescript', '--verbosity=1'],
      ...[`--max-samples=${values.samples}`, `--max-steps=${STEPS}`, `--seed=${values.seed}`],
      ...['--invariant', INVARIANT, ...(witnesses.length > 0 ? ['--witnesses', ...witnesses] : [])],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const isBroken = output.includes('[violation]');
  if (!isBroken && !output.includes('[ok]')) throw new Error(`quint: ${output}${errors}`);
  const reached = witnesses.map((name) =>
    Number(output.match(new RegExp(`^${name} was witnessed in (\\d+) trace`, 'm'))?.[1] ?? 0),
  );
  return { isBroken, output, reached };
}

async function checkModel(name) {
  const witnesses = MODELS[name];
  const { isBroken, output, reached } = await simulate(join(SPEC, `${name}.qnt`), witnesses);
  if (isBroken) return `${name}: a trace breaks an invariant\n${output}`;
  const missed = witnesses.filter((_, place) => reached[place] === 0);
  if (missed.length > 0) return `${name}: no trace reaches ${missed.join(', ')}`;
  const counts = witnesses.map((witness, place) => `${witness} ${reached[place]}`).join(', ');
  console.log(`${name}: ${values.samples} traces break nothing; ${counts}`);
  return undefined;
}

async function checkSabotage({ model, module = model, name, changes }, folder) {
  const copy = mkdtempSync(join(folder, 'sabotage-'));
  // With the modules that it imports.
  cpSync(SPEC, copy, { recursive: true });
  for (const [find, replace] of changes) {
    const file = join(copy, `${module}.qnt`);
    const source = readFileSync(file, 'utf8');
    if (source.split(find).length !== 2) throw new Error(`${module}, ${name}: "${find}" is not there once`);
    writeFileSync(
      file,
      source.replace(find, () => replace),
    );
  }
  const { isBroken } = await simulate(join(copy, `${model}.qnt`), []);
  if (!isBroken) return `${model}: no trace finds "${name}"`;
  console.log(`${model}: "${name}" is found`);
  return undefined;
}

/** Runs the checks, as many at a time as there are cores. */
async function runAll(checks) {
  const waiting = [...checks];
  const failures = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const failure = await check();
      if (failure !== undefined) failures.push(failure);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return failures;
}

const folder = mkdtempSync(join(tmpdir(), 'event-reward-spec-'));
try {
  const failures = await runAll([
    ...Object.keys(MODELS).map((name) => () => checkModel(name)),
    ...SABOTAGES.map((sabotage) => () => checkSabotage(sabotage, folder)),
  ]);
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
