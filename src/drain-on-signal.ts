import type { Log } from './log';

const SAME_KEYSTROKE_MS = 500;

interface Drain {
  readonly log: Log;
  /** The process ends after this time, whatever still runs. */
  readonly limitMs: number;
  readonly drain: () => Promise<void>;
  /** Before the process ends by a second signal or by the limit. */
  readonly abandon?: () => void;
}

/** Drains on SIGTERM and SIGINT and exits with 0. A second signal ends the process at once. */
export function drainOnSignal({ log, limitMs, drain, abandon = () => undefined }: Drain): void {
  let drainingSince: number | null = null;
  const fail = () => {
    abandon();
    process.exit(1);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (drainingSince !== null) {
      // One Ctrl+C comes twice below npm: from the terminal, and handed on by npm.
      if (performance.now() - drainingSince >= SAME_KEYSTROKE_MS) fail();
      return;
    }
    drainingSince = performance.now();
    log.info({ signal }, 'draining');
    setTimeout(fail, limitMs).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'draining failed');
        fail();
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
