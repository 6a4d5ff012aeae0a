import 'reflect-metadata';
import { readConfig } from './config';
import { StartupFault } from './startup-fault';
import { useTracing } from './telemetry/tracing';
import { workerOf } from './worker-share';

async function main(): Promise<void> {
  const { otlpEndpoint, workers } = readConfig();
  const demo = process.argv.includes('--demo');
  const worker = workerOf(process.argv);
  if (worker === null && workers > 1) {
    const { supervise } = await import('./supervisor/supervise.js');
    return supervise({ demo, workers });
  }
  if (otlpEndpoint !== undefined) {
    const { startTracing } = await import('./telemetry/open-telemetry.js');
    useTracing(startTracing(otlpEndpoint));
  }
  // Imported last: it loads the database driver, which tracing patches while it is loaded.
  const { serve } = await import('./serve.js');
  await serve({ demo, worker });
}

main().catch((error: unknown) => {
  // A fault that the operator can act on is its message; anything else is a defect and shows its stack.
  process.stderr.write(`${error instanceof StartupFault ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
