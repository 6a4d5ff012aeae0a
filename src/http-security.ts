import type { Server } from 'node:http';
import cors from '@fastify/cors';
import type {
  FastifyHttpOptions,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
} from 'fastify';
import type { Config } from './config';
import { DATA_POLICY, FRAMING_POLICY } from './pages/content-security-policy';

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
const YEAR_SECONDS = 31_536_000;

export async function addSecurity(http: FastifyInstance, config: Config): Promise<void> {
  http.addHook('onRequest', (request, reply, done) => {
    void reply.headers(HEADERS);
    // Browsers heed it over TLS only, which ends at the proxy; in development it would follow localhost around.
    if (config.production) void reply.header('strict-transport-security', `max-age=${YEAR_SECONDS}`);
    refuseCompressed(request);
    done();
  });
  http.addHook('onSend', (_request, reply, _payload, done) => {
    const ownPolicy = reply.hasHeader('content-security-policy');
    if (!ownPolicy && String(reply.getHeader('content-type')).startsWith('text/html')) {
      void reply.header('content-security-policy', FRAMING_POLICY);
      return done();
    }
    if (!ownPolicy) void reply.header('content-security-policy', DATA_POLICY);
    void reply.header('referrer-policy', 'no-referrer');
    // Answers hold tokens and rows that only one caller may read; the pages' files say how long they last.
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });
  if (config.corsOrigins.length === 0) return;
  await http.register(cors, {
    origin: [...config.corsOrigins],
    methods: ['POST'],
    allowedHeaders: ['authorization', 'content-type', 'apollo-require-preflight'],
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

/** For the route of GraphQL: operations come by POST alone; what browsers get is the explorer's page. */
export function refuseOperationsByGet(
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (request.method === 'POST') return done();
  const asksForPage = request.method === 'GET' && !request.url.includes('?');
  if (asksForPage && /text\/html/i.test(request.headers.accept ?? '')) return done();
  void reply.header('allow', 'POST');
  throw Object.assign(new Error('Operations come by POST'), { statusCode: 405 });
}
