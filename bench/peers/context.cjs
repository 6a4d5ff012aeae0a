// The context of our own resolvers, for the servers that put another library in Apollo's place.
/* global AbortController */
const { randomUUID } = require('node:crypto');
const { createLoaders } = require('../../dist/graphql/loaders.js');
const { ViewerSource } = require('../../dist/access/viewer-source.js');

exports.contextOf = ({ clock, services }, authorization, clientAddress) => {
  const now = clock();
  const { signal } = new AbortController();
  const proof = services.tokens.readBearer(authorization, now);
  return {
    requestId: randomUUID(),
    now,
    viewer: new ViewerSource(proof, (given) => services.viewers.find(given)),
    services,
    loaders: createLoaders(services, 'query', now, () => signal),
    signal,
    clientAddress,
  };
};
