// Loaded before a server: mercurius with jit in Apollo's place, on the same services, resolvers and context.
require('reflect-metadata');
const fastify = require('fastify');
const mercurius = require('mercurius');
const httpServer = require('../../dist/http/server.js');
const { schema } = require('../../dist/graphql/schema.js');
const { withPermissions } = require('../../dist/graphql/shield.js');
const { contextOf } = require('./context.cjs');

httpServer.createHttpServer = async (parts) => {
  const http = fastify({ logger: false });
  http.get('/health/ready', async (_request, reply) => {
    if (parts.readiness().reasons.length > 0) reply.status(503);
    return {};
  });
  await http.register(mercurius, {
    schema: withPermissions(schema().schema),
    jit: 1,
    graphiql: false,
    ...(globalThis.mercuriusLoaders && { loaders: globalThis.mercuriusLoaders(parts.database) }),
    context: (request) => contextOf(parts, request.headers.authorization, request.ip),
  });
  return http;
};
