import {
  context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type NodeTracerConfig,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { version } from '../version';
import { signals } from './signals';
import type { Tracing } from './tracing';

const SERVICE = 'event-reward';
/** A receiver that does not answer by then gets no more; the end of the process waits no longer. */
const EXPORT_LIMIT_MS = 2_000;
/** Codes that say that the server, not the client, could not do it. */
const OUR_FAULTS = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'GUARD_INDEX_MISMATCH'];

/**
 * Sends spans to an OTLP receiver by HTTP. It must run before anything loads the database's driver: the
 * instrumentation replaces parts of the driver as they are loaded.
 *
 * A trace begins here: what a client says about its own traces is not heeded. Which share of them is kept,
 * OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG say, which the SDK itself reads.
 *
 * Spans that the receiver did not take are reported by `signals.spansLost`.
 *
 * @param endpoint base URL of the receiver, with or without `/v1/traces`
 */
export function startTracing(endpoint: string): Tracing {
  const url = `${endpoint.replace(/\/+$/, '').replace(/\/v1\/traces$/, '')}/v1/traces`;
  reportDroppedSpans();
  const provider = new NodeTracerProvider({
    resource: resourceOf({ 'service.name': SERVICE, 'service.version': version }),
    spanProcessors: [
      withoutTexts,
      new BatchSpanProcessor(reportingLosses(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_LIMIT_MS }))),
    ],
  });
  provider.register({ propagator: null });
  registerInstrumentations({
    tracerProvider: provider,
    // Names of commands and collections are enough; a statement holds what clients sent.
    instrumentations: [new MongoDBInstrumentation({ dbStatementSerializer: () => '' })],
  });
  const tracer = provider.getTracer(SERVICE, version);

  return {
    operation: (work) =>
      tracer.startActiveSpan('operation', { kind: SpanKind.SERVER, root: true }, async (span) => {
        try {
          return await work(({ name, requestId, codes }) => {
            span.updateName(name);
            span.setAttribute('event_reward.request_id', requestId);
            if (codes.length > 0) span.setAttribute('event_reward.codes', [...codes]);
            if (codes.some((code) => OUR_FAULTS.includes(code)))
              span.setStatus({ code: SpanStatusCode.ERROR });
          });
        } finally {
          span.end();
        }
      }),
    currentSpan: () => trace.getActiveSpan(),
    batch: async (name, askers, work) => {
      const spans = [...new Set(askers as Array<Span | undefined>)].filter((span) => span?.isRecording());
      const [first, ...others] = spans as Span[];
      const parent = first === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, first);
      // No traced work waits for it, so it is not traced either.
      if (first === undefined) return context.with(parent, work);
      const links = others.map((span) => ({ context: span.spanContext() }));
      const span = tracer.startSpan(
        `batch ${name}`,
        { links, attributes: { 'event_reward.items': askers.length } },
        parent,
      );
      for (const other of others) other.addLink({ context: span.spanContext() });
      try {
        return await context.with(trace.setSpan(parent, span), work);
      } finally {
        span.end();
      }
    },
    end: () => provider.shutdown(),
  };
}

/** An exporter that also reports the spans that it could not deliver. */
function reportingLosses(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        // ExportResultCode.SUCCESS
        if (result.code !== 0) signals.spansLost.emit(spans.length);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** The batch processor drops spans when its queue is full, and reports that only to the API's own logger. */
function reportDroppedSpans(): void {
  const ignore = () => undefined;
  const warn = (message: string) => {
    const dropped = /^Dropped (\d+) spans /.exec(message)?.[1];
    if (dropped !== undefined) signals.spansLost.emit(Number(dropped));
  };
  diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
}

type Resource = NonNullable<NodeTracerConfig['resource']>;

function resourceOf(attributes: Record<string, string>): Resource {
  const resource: Resource = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}

/** An error's text may quote a key that a client sent. */
const withoutTexts: SpanProcessor = {
  onStart: () => undefined,
  onEnd: ({ status, events }) => {
    delete (status as { message?: string }).message;
    events.splice(0);
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
