import type { ApolloServerPlugin } from '@apollo/server';
import type { ErrorCode } from '../errors';
import type { Context } from './context';

/** Faults of a request that is well formed as HTTP: they are the operation's own. */
const FAULTS_OF_THE_OPERATION: readonly ErrorCode[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
  'BAD_USER_INPUT',
];

/**
 * A client that accepts `application/json` alone takes another status than 200 for the word of a proxy and
 * does not read the body, so GraphQL over HTTP gives it 200 for every well-formed request. All others are
 * told by the status, too, that nothing was executed.
 */
export function jsonClientsPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ request }) {
      if (!acceptsJsonAlone(request.http?.headers.get('accept') ?? '')) return;
      return {
        async willSendResponse({ response: { http, body } }) {
          // There is nothing to choose; Apollo would read the header once more.
          http.headers.set('content-type', 'application/json; charset=utf-8');
          if (http.status === undefined || http.status >= 500 || body.kind !== 'single') return;
          const code = body.singleResult.errors?.[0]?.extensions?.code;
          if (FAULTS_OF_THE_OPERATION.includes(code as ErrorCode)) http.status = 200;
        },
      };
    },
  };
}

function acceptsJsonAlone(accept: string): boolean {
  const types = accept.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase());
  return types.every((type) => type === 'application/json');
}
