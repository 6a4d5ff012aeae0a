// Loaded before a server: the set-up that most tutorials end with, on the same schema and the same data.
// Apollo on express, shield on every field with its own rules, a string secret, hydrated documents, one
// lookup after the other, find before insert.
/* global AbortController */
require('reflect-metadata');
const { ApolloServer } = require('@apollo/server');
const { expressMiddleware } = require('@as-integrations/express5');
const express = require('express');
const { applyMiddleware } = require('graphql-middleware');
const { rule, shield } = require('graphql-shield');
const { mapSchema, MapperKind } = require('@graphql-tools/utils');
const jwt = require('jsonwebtoken');
const { Types } = require('mongoose');
const { Buffer } = require('node:buffer');
const { hkdfSync } = require('node:crypto');
const { createServer } = require('node:http');
const httpServer = require('../../dist/http/server.js');
const { createLoaders } = require('../../dist/graphql/loaders.js');
const { schema } = require('../../dist/graphql/schema.js');

// The key that the tokens are signed with, as the text that a tutorial would keep it in.
const SECRET = Buffer.from(hkdfSync('sha256', process.env.JWT_SECRET, '', 'access', 32));

const signedIn = rule({ cache: 'contextual' })(async (_parent, _args, { user }) => user !== null);

function usualSchema(database) {
  const { users, events, attendances, requests } = database.models;
  const resolvers = {
    async requestReward(_parent, { input }, { user }) {
      const event = await events.findById(input.eventId);
      if (event === null || !event.active) throw new Error('not in progress');
      const days = await attendances.find({ userId: user._id, day: { $gte: event.firstDay } });
      if (days.length < event.conditions[0].target) throw new Error('conditions not met');
      const earlier = await requests.findOne({
        userId: user._id,
        eventId: event._id,
        status: { $in: [0, 1] },
      });
      if (earlier !== null) return { request: earlier, userErrors: [] };
      const now = new Date();
      const request = await requests.create({
        ...{ _id: new Types.ObjectId(), userId: user._id, eventId: event._id, status: 1, attempt: 1 },
        ...{ requestedAt: now, decidedAt: now, eventVersion: event.version, evidence: [] },
        grants: event.rewards.map(({ id, type, name, quantity, externalId }) => ({
          ...{ id: new Types.ObjectId(), rewardId: id, type, name, quantity, externalId, grantedAt: now },
        })),
      });
      return { request, userErrors: [] };
    },
    async rewardRequests(_parent, { first }) {
      const nodes = await requests
        .find({ status: { $in: [0, 1, 2] } })
        .sort({ requestedAt: -1, _id: -1 })
        .limit(first);
      return { nodes, pageInfo: { hasNextPage: true, endCursor: null } };
    },
    user: ({ userId }) => users.findById(userId),
    event: ({ eventId }) => events.findById(eventId),
    grants: ({ grants }) => grants,
  };
  const owners = {
    ...{ requestReward: 'Mutation', rewardRequests: 'Query' },
    ...{ user: 'RewardRequest', event: 'RewardRequest', grants: 'RewardRequest' },
  };
  return mapSchema(schema().schema, {
    [MapperKind.OBJECT_FIELD]: (field, name, typeName) =>
      owners[name] === typeName ? { ...field, resolve: resolvers[name] } : field,
  });
}

httpServer.createHttpServer = async ({ clock, services, database, readiness }) => {
  const everyField = shield({}, { fallbackRule: signedIn, allowExternalErrors: true });
  const apollo = new ApolloServer({ schema: applyMiddleware(usualSchema(database), everyField) });
  await apollo.start();
  const app = express();
  app.get('/health/ready', (_request, reply) =>
    reply.status(readiness().reasons.length > 0 ? 503 : 200).json({}),
  );
  const context = async ({ req }) => {
    const claims = jwt.verify((req.headers.authorization ?? '').slice('Bearer '.length), SECRET);
    const user = await database.models.users.findById(claims.sub);
    const now = clock();
    const { signal } = new AbortController();
    return { user, now, services, signal, loaders: createLoaders(services, 'query', now, () => signal) };
  };
  app.use('/graphql', express.json(), expressMiddleware(apollo, { context }));
  const server = createServer(app);
  return {
    server,
    // What drains the built server looks for its answers here; this one just ends.
    addHook: () => undefined,
    listen: ({ host, port }) =>
      new Promise((resolve) => {
        server.listen(port, host, () => resolve(`http://${host}:${port}`));
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await apollo.stop();
    },
  };
};
