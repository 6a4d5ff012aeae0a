/**
 * What the platform asks of a tracer. There is none unless OTEL_EXPORTER_OTLP_ENDPOINT is set, and then
 * nothing of OpenTelemetry is loaded.
 */
export interface Tracing {
  /** Runs what answers an operation inside a span that begins a trace. */
  operation<T>(work: (end: (done: TracedOperation) => void) => Promise<T>): Promise<T>;
  /** Whoever asks now, to be named when a batch does their work. */
  currentSpan(): TraceSpan | undefined;
  /**
   * Runs work that several asked for inside one span. It is a child of the first, so that the calls of the
   * database hang below it; it links to the others, and their spans link to it.
   */
  batch<T>(name: string, spans: ReadonlyArray<TraceSpan | undefined>, work: () => Promise<T>): Promise<T>;
  /** Sends what is not sent yet. */
  end(): Promise<void>;
}

/** A span of whatever tracer there is; only that tracer looks inside. */
export type TraceSpan = object;

export interface TracedOperation {
  /** Such as `mutation requestReward`. */
  readonly name: string;
  readonly requestId: string;
  readonly codes: readonly string[];
}

let active: Tracing | null = null;

export function useTracing(tracing: Tracing): void {
  active = tracing;
}

/** Null: no traces are made. */
export function currentTracing(): Tracing | null {
  return active;
}
