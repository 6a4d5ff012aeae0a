import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from './context';

/**
 * Hands requests of the route straight to Apollo and its answers to fastify. The published integration
 * parses a URL for each request, for the operations by GET that this route refuses.
 */
export function graphqlHandler(
  apollo: ApolloServer<Context>,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => Context,
  door: { addRateLimitHeaders(reply: FastifyReply, keyId: string | null): void },
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const context = contextOf(request, reply);
    const { status, headers, body } = await apollo
      .executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method,
          headers: headersOf(request),
          search: '',
          body: request.body,
        },
        context: async () => context,
      })
      .finally(() => context.slot.release());
    if (body.kind !== 'complete') throw new Error('no operation answers in parts');
    for (const [name, value] of headers) void reply.header(name, value);
    door.addRateLimitHeaders(reply, context.viewer.serviceKeyId);
    void reply.status(status ?? 200);
    request.record!.status = reply.statusCode;
    return body.string;
  };
}

function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
