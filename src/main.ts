import 'reflect-metadata';
import { serve } from './serve';
import { StartupFault } from './startup-fault';

serve({ demo: process.argv.includes('--demo') }).catch((error: unknown) => {
  // A fault that the operator can act on is its message; anything else is a defect and shows its stack.
  process.stderr.write(`${error instanceof StartupFault ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
