import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type NodeTracerConfig,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { version } from '../version';
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
 * @param endpoint base URL of the receiver; spans go to its `/v1/traces`
 */
export function startTracing(endpoint: string): Tracing {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceOf({ 'service.name': SERVICE, 'service.version': version }),
    spanProcessors: [
      withoutTexts,
      new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_LIMIT_MS })),
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
      // Nobody who is traced waits for it: it is not traced either.
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
