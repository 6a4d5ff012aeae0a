// Loaded before a server: graphql-yoga in Apollo's place, on the same services, resolvers and context.
require('reflect-metadata');
const fastify = require('fastify');
const { createYoga } = require('graphql-yoga');
const httpServer = require('../../dist/http/server.js');
const { schema } = require('../../dist/graphql/schema.js');
const { withPermissions } = require('../../dist/graphql/shield.js');
const { contextOf } = require('./context.cjs');

httpServer.createHttpServer = async (parts) => {
  const yoga = createYoga({
    schema: withPermissions(schema().schema),
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    context: ({ request, address }) => contextOf(parts, request.headers.get('authorization'), address),
  });
  const http = fastify({ logger: false });
  http.get('/health/ready', async (_request, reply) => {
    if (parts.readiness().reasons.length > 0) reply.status(503);
    return {};
  });
  http.post('/graphql', async (request, reply) => {
    const response = await yoga.handleNodeRequest(request, { address: request.ip });
    response.headers.forEach((value, name) => reply.header(name, value));
    reply.status(response.status);
    return response.text();
  });
  return http;
};
