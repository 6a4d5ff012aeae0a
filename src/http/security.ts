import type { Server } from 'node:http';
import cors from '@fastify/cors';
import type { FastifyHttpOptions, FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { DATA_POLICY } from '../pages/content-security-policy';

/** What browsers and slow or compressed requests may do, whatever the route. */

/** A request that is not here whole by then is cut off: it holds a socket, and nothing else does so long. */
export const REQUEST_LIMIT_MS = 10_000;

export const slowRequestOptions = {
  requestTimeout: REQUEST_LIMIT_MS,
  // Node looks for late requests every 30 s by default.
  http: { headersTimeout: REQUEST_LIMIT_MS, connectionsCheckingInterval: 1_000 },
} satisfies FastifyHttpOptions<Server>;

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
} as const;
/** In development it can be pointed at this server. */
const HOSTED_SANDBOX = 'https://studio.apollographql.com';
const YEAR_SECONDS = 31_536_000;

/** Of every answer, also of those that no hook sees. */
export function securityHeaders(production: boolean): Readonly<Record<string, string>> {
  return {
    ...HEADERS,
    // Browsers heed it over TLS only, which ends at the proxy; in development it would follow localhost around.
    ...(production && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
  };
}

/** Of answers that are no page's files: they hold tokens and rows that only one caller may read. */
export const DATA_HEADERS = {
  'content-security-policy': DATA_POLICY,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

export async function addSecurity(http: FastifyInstance, config: Config): Promise<void> {
  const headers = securityHeaders(config.production);
  http.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers);
    refuseCompressed(request);
    done();
  });
  http.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('content-security-policy')) {
      void reply.header('content-security-policy', DATA_POLICY);
    }
    void reply.header('referrer-policy', 'no-referrer');
    // Answers hold tokens and rows that only one caller may read; the pages' files say how long they last.
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });
  const origins = [...config.corsOrigins, ...(config.explorer && !config.production ? [HOSTED_SANDBOX] : [])];
  if (origins.length === 0) return;
  await http.register(cors, {
    origin: origins,
    methods: ['POST'],
    // No `allowedHeaders`: a named origin may send what it asks for, such as the headers of its tracing.
    exposedHeaders: ['x-request-id'],
    maxAge: 600,
    // The refusal of a preflight that is none would be plain text: it is answered as if it were one.
    strictPreflight: false,
  });
}

/** Nothing is unpacked here, so that 64 KB are 64 KB; and what can't be read is not taken for bad JSON. */
function refuseCompressed({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw Object.assign(new Error('A compressed body'), { statusCode: 415 });
}
