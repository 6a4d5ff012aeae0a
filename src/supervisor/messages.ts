import type { MetricValues } from '../telemetry/metrics';

/** From the supervisor to a worker: send your metrics. */
export interface MetricsWanted {
  readonly type: 'metricsWanted';
  readonly id: number;
}

/** From a worker to the supervisor. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly address: string }
  /** Null: they could not be read. */
  | { readonly type: 'metrics'; readonly id: number; readonly values: MetricValues[] | null };

/** Null for messages of another kind, such as those of the rate limits. */
export function readMessage<Message extends MetricsWanted | WorkerMessage>(
  message: unknown,
  types: ReadonlyArray<Message['type']>,
): Message | null {
  const type = (message as { type?: unknown } | null)?.type;
  return types.some((known) => known === type) ? (message as Message) : null;
}
