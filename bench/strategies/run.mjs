import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { proveCorrectness } from './correctness.mjs';
import { readStrategies, STRATEGIES_FILE } from './kept.mjs';
import { writePages } from './report.mjs';
import { versionsOf } from './services.mjs';
import { PLATFORM, runnable } from './stage.mjs';
import { measureThroughput } from './throughput.mjs';

/**
 * `npm run bench -- strategies`: throughput, then faults. `strategies throughput` or `strategies faults` does one of
 * them, `--only guard,postgres` some strategies, `--seconds 1` a short trial, `--try` keeps nothing; `strategies report`
 * writes the pages from the figures that were kept.
 */
export async function runStrategies(args) {
  const option = (name) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : undefined);
  const only = option('--only')?.split(',') ?? [];
  const seconds = Number(option('--seconds') ?? 4);
  const isTrial = args.includes('--try');
  const parts = args.filter((each) => each !== '--try');
  const wants = (part) => parts.length === 0 || parts.includes(part);
  const kept = readStrategies();
  if (!parts.includes('report')) {
    const strategies = runnable(only);
    const machine = { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', ...versionsOf() };
    const stamp = () => ({ measuredAt: new Date().toISOString().slice(0, 10), machine });
    if (wants('faults'))
      kept.faults = {
        ...stamp(),
        rows: await proveCorrectness(strategies.filter((each) => each !== PLATFORM)),
      };
    if (wants('throughput'))
      kept.throughput = { ...stamp(), seconds, rows: await measureThroughput(strategies, { seconds }) };
  }
  if (isTrial) return;
  writeFileSync(STRATEGIES_FILE, `${JSON.stringify(kept, null, 2)}\n`);
  await writePages(kept);
}
