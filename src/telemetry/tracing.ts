/**
 * The platform's interface to a tracer. Without OTEL_EXPORTER_OTLP_ENDPOINT there is no tracer and OpenTelemetry
 * is not loaded.
 */
export interface Tracing {
  /** Runs an operation inside a span that begins a trace. */
  operation<T>(work: (end: (done: TracedOperation) => void) => Promise<T>): Promise<T>;
  /** The span of the running operation, to which a batch that does its work is linked. */
  currentSpan(): TraceSpan | undefined;
  /**
   * Runs shared work inside one span. It is a child of the first operation's span, so that its database calls
   * appear below it; it links to the other spans, and they link to it.
   */
  batch<T>(name: string, spans: ReadonlyArray<TraceSpan | undefined>, work: () => Promise<T>): Promise<T>;
  /** Sends the remaining spans. */
  end(): Promise<void>;
}

/** An opaque span of the tracer. */
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

/** Null when tracing is off. */
export function currentTracing(): Tracing | null {
  return active;
}
