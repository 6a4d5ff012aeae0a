import { EXIT } from './command';

/**
 * For work that stops between two steps: the first Ctrl+C (or SIGTERM) asks it to, the second ends the
 * process at once. Commands that don't ask are ended at once: their every write is whole and repeatable.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const asked = new AbortController();
  const ask = () => {
    if (asked.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\nStopping after the current step. Press Ctrl+C again to stop immediately.\n');
    asked.abort();
  };
  process.on('SIGINT', ask).on('SIGTERM', ask);
  try {
    return await work(asked.signal);
  } finally {
    process.off('SIGINT', ask).off('SIGTERM', ask);
  }
}
