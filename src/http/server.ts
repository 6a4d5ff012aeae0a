import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { addActivityRoutes } from '../activities/activity-routes';
import { ClientAddresses } from './client-address';
import { goneSignal } from './client-gone';
import type { Clock } from '../clock';
import { deviceOf } from '../domain/devices';
import type { Config } from '../config';
import type { Database } from '../database/connection';
import { addCodeRoutes } from '../reward-codes/code-routes';
import { addExports } from '../exports/export-routes';
import type { Context } from '../graphql/context';
import {
  documentLimitsPlugin,
  documentLimitsRule,
  operationKindsRule,
  parseOptions,
  validationOptions,
} from '../graphql/document-limits';
import { errorResponsePlugin, formatError } from '../graphql/error-response';
import { graphqlHandler } from '../graphql/http-handler';
import { jsonClientsPlugin } from '../graphql/json-clients';
import { withFreshReads } from '../graphql/fresh-reads';
import { createLoaders } from '../graphql/loaders';
import { withNeededCollections } from '../graphql/needed-collections';
import { OperationSlot } from '../graphql/operation-slot';
import { schema } from '../graphql/schema';
import { withPermissions } from '../graphql/shield';
import { withUnknownValues } from '../graphql/unknown-values';
import { variableFaultsPlugin } from '../graphql/variable-faults';
import { addFaults, addRequestId, faultOptions, requireJsonAccepted } from './faults';
import { addJsonParser } from './json-bodies';
import { addImportRoutes } from '../imports/import-routes';
import { OperationDoor } from './operation-door';
import { addSecurity, securityHeaders, slowRequestOptions } from './security';
import { viewerSourceOf } from '../access/viewer-source-of';
import type { Log } from '../log';
import { addPages } from '../pages/pages';
import type { Readiness } from '../readiness';
import type { Services } from '../services';
import { OperationRecord } from '../telemetry/operation-record';
import { operationRecordPlugin, recordMutations } from '../graphql/operation-record';

declare module 'fastify' {
  interface FastifyRequest {
    record: OperationRecord | null;
  }
}

const BODY_LIMIT_BYTES = 64 * 1024;

export type HttpServer = FastifyInstance;

interface Parts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly services: Services;
  readonly database: Database;
  readonly readiness: () => Readiness;
}

/** The routes: POST /graphql, the exports, the pages for people, and the health checks. */
export async function createHttpServer(parts: Parts): Promise<HttpServer> {
  const { config, log } = parts;
  const http = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    // Requests that arrive during the close are answered as usual; see drain.ts.
    return503OnClosing: false,
    logger: false,
    ...faultOptions(securityHeaders(config.production)),
    ...slowRequestOptions,
  });
  // Hooks of every request call back: a promise for each of them would cost more than what they do.
  http.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  addJsonParser(http);
  addFaults(http, log);
  await addSecurity(http, config);
  addHealth(http, parts);
  await addPages(http, parts);
  const addresses = new ClientAddresses(config.trustedProxies, log);
  const addressOf = (request: FastifyRequest) => addresses.of(request.raw);
  const door = new OperationDoor({ log, limits: parts.services.limits });
  http.addHook('onClose', async () => door.end());
  addExports(http, { ...parts, addressOf });
  await addActivityRoutes(http, { ...parts, addressOf, door });
  await addCodeRoutes(http, { ...parts, addressOf, door });
  await addImportRoutes(http, { ...parts, addressOf, door });
  await addGraphql(http, { ...parts, addressOf, door });
  return http;
}

function addHealth(http: HttpServer, { readiness }: Parts): void {
  http.get('/health/live', async () => ({ status: 'live' }));
  http.get('/health/ready', async (_request, reply) => {
    const { reasons, degraded } = readiness();
    if (reasons.length > 0) return reply.status(503).send({ status: 'not ready', reasons });
    return degraded.length > 0 ? { status: 'ready', degraded } : { status: 'ready' };
  });
}

interface GraphqlParts extends Parts {
  readonly addressOf: (request: FastifyRequest) => string;
  readonly door: OperationDoor;
}

async function addGraphql(http: HttpServer, parts: GraphqlParts): Promise<void> {
  const { config, clock, log, services, addressOf, door } = parts;
  const apollo = new ApolloServer<Context>({
    schema: withUnknownValues(
      recordMutations(withFreshReads(withPermissions(withNeededCollections(schema().schema)))),
    ),
    introspection: config.introspection,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    // Its plugin takes suggestions out of each error by a regular expression that is quadratic in the text; there
    // are none, because `hideSuggestions` is set for the validation.
    hideSchemaDetailsFromClientErrors: false,
    persistedQueries: false,
    parseOptions,
    validationOptions,
    validationRules: [documentLimitsRule, operationKindsRule],
    formatError,
    plugins: [
      // It costs a third on long lists.
      ApolloServerPluginCacheControlDisabled(),
      // Operations come by POST alone; a browser's GET gets a page of our own.
      ApolloServerPluginLandingPageDisabled(),
      errorResponsePlugin(log),
      operationRecordPlugin(),
      documentLimitsPlugin(),
      variableFaultsPlugin(),
      jsonClientsPlugin(),
    ],
  });
  await apollo.start();

  const contextOf = (request: FastifyRequest, reply: FastifyReply): Context => {
    const now = clock();
    const clientAddress = addressOf(request);
    // Made by the first read that wants it: claims and check-ins go without.
    let signal: AbortSignal | undefined;
    const signalOfClient = () => (signal ??= goneSignal(reply.raw));
    return {
      record: request.record!,
      requestId: request.id,
      now,
      viewer: viewerSourceOf(request.headers.authorization, services, now, clientAddress),
      slot: new OperationSlot(services.querySlots),
      services,
      loaders: createLoaders(services, 'query', now, signalOfClient),
      clientAddress,
      get device() {
        return deviceOf(request.headers['user-agent']);
      },
      get signal() {
        return signalOfClient();
      },
    };
  };
  const execute = graphqlHandler(apollo, contextOf, door);
  http.decorateRequest('record', null);
  http.route({
    url: '/graphql',
    method: 'POST',
    onRequest: door.refuseOverload,
    preHandler: [door.requireOpenConnection, requireJsonAccepted],
    onSend: addRequestId,
    handler: async (request, reply) => {
      request.record = new OperationRecord(request.id);
      return door.run(request.record, () => execute(request, reply));
    },
  });
}
