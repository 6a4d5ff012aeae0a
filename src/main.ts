import 'reflect-metadata';
import { readConfig } from './config';
import { StartupFault } from './startup-fault';
import { useTracing } from './telemetry/tracing';

async function main(): Promise<void> {
  const { otlpEndpoint } = readConfig();
  if (otlpEndpoint !== undefined) {
    const { startTracing } = await import('./telemetry/open-telemetry.js');
    useTracing(startTracing(otlpEndpoint));
  }
  // Imported last: it loads the database driver, which tracing patches while it is loaded.
  const { serve } = await import('./serve.js');
  await serve({ demo: process.argv.includes('--demo') });
}

main().catch((error: unknown) => {
  // A fault that the operator can act on is its message; anything else is a defect and shows its stack.
  process.stderr.write(`${error instanceof StartupFault ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
