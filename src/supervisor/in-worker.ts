import type { Log } from '../log';
import type { Metrics } from '../telemetry/metrics';
import { readMessage, type MetricsWanted, type WorkerMessage } from './messages';

interface Drain {
  readonly log: Log;
  readonly limitMs: number;
  readonly drain: () => Promise<void>;
}

function send(message: WorkerMessage): void {
  // A supervisor that is gone ends its workers; nobody waits for the message.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** Tells the supervisor that this worker listens. */
export function reportReady(address: string): void {
  send({ type: 'ready', address });
}

/** Answers the supervisor's requests for metrics. @returns a function that ends it */
export function reportMetrics(metrics: Metrics): () => void {
  const onMessage = (message: unknown) => {
    const wanted = readMessage<MetricsWanted>(message, ['metricsWanted']);
    if (wanted === null) return;
    metrics.values().then(
      (values) => send({ type: 'metrics', id: wanted.id, values }),
      () => send({ type: 'metrics', id: wanted.id, values: null }),
    );
  };
  process.on('message', onMessage);
  return () => process.off('message', onMessage);
}

/**
 * Drains on SIGTERM. A terminal's Ctrl+C reaches the supervisor too, which passes it on as SIGTERM, and which ends a
 * worker that takes too long.
 */
export function drainWorker({ log, limitMs, drain }: Drain): void {
  process.on('SIGINT', () => undefined);
  let draining = false;
  process.on('SIGTERM', () => {
    if (draining) return;
    draining = true;
    log.info('worker draining');
    setTimeout(() => process.exit(1), limitMs).unref();
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  });
}
