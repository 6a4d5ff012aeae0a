// Loaded before a server: mercurius with jit in Apollo's place, on the same services, resolvers and context.
const fastify = require('fastify');
const mercurius = require('mercurius');
const httpServer = require('../../dist/http-server.js');
const { createLoaders } = require('../../dist/graphql/loaders.js');
const { schema } = require('../../dist/graphql/schema.js');
const { withPermissions } = require('../../dist/graphql/shield.js');
const { ViewerSource } = require('../../dist/graphql/viewer-source.js');

httpServer.createHttpServer = async ({ clock, services, database, unreadiness }) => {
  const http = fastify({ logger: false });
  http.get('/health/ready', async (_request, reply) => {
    if (unreadiness().length > 0) reply.status(503);
    return {};
  });
  await http.register(mercurius, {
    schema: withPermissions(schema().schema),
    jit: 1,
    graphiql: false,
    ...(globalThis.mercuriusLoaders && { loaders: globalThis.mercuriusLoaders(database) }),
    context: (request) => {
      const now = clock();
      const proof = services.tokens.readBearer(request.headers.authorization, now);
      return {
        requestId: request.id,
        now,
        viewer: new ViewerSource(proof, (given) => services.viewers.find(given)),
        services,
        loaders: createLoaders(database, services),
        clientAddress: request.ip,
      };
    },
  });
  return http;
};
