import { authExchange } from '@urql/exchange-auth';
import { Client, cacheExchange, fetchExchange, mapExchange } from 'urql';
import { makeOperation, type CombinedError } from '@urql/core';
import { RefreshTokensDocument } from '../generated/documents';
import { connection, ENDPOINT } from './connection';
import { factsOf } from './error-facts';
import { refresher } from './refresher';
import type { Renewal, Session } from './session';

/** The operations that need no access token, because their sender may not have one yet. */
const PUBLIC_OPERATIONS = new Set([
  'Login',
  'Logout',
  'RedeemOneTimePassword',
  'RefreshTokens',
  'ServerInfo',
]);

/** A client for one login: what it has read is forgotten with it. */
export function createClient(session: Session): Client {
  return new Client({
    url: ENDPOINT,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [
      refresher.exchange,
      cacheExchange,
      mapExchange({
        onOperation: (operation) =>
          makeOperation(operation.kind, operation, {
            ...operation.context,
            fetch: operation.kind === 'query' ? connection.fetchUntilAnswered : connection.fetchOnce,
          }),
        // The cache reads every query again that has a type of a mutation's answer: with each step of a long act.
        onResult: (result) =>
          result.operation.context['leavesQueries'] === true
            ? { ...result, data: withoutTypes(result.data) }
            : result,
      }),
      authenticate(session),
      fetchExchange,
    ],
  });
}

function withoutTypes<T>(data: T): T {
  const text = JSON.stringify(data, (name, value: unknown) => (name === '__typename' ? undefined : value));
  return text === undefined ? data : (JSON.parse(text) as T);
}

function authenticate(session: Session) {
  return authExchange(async (utilities) => {
    const askServer = async (refreshToken: string): Promise<Renewal> => {
      for (;;) {
        const { data, error } = await utilities.mutate(RefreshTokensDocument, { input: { refreshToken } });
        if (data?.refreshTokens) return data.refreshTokens.tokens;
        if (error && !isPassing(error)) return 'refused';
        await connection.lose();
      }
    };
    return {
      addAuthToOperation: (operation) =>
        session.accessToken
          ? utilities.appendHeaders(operation, { authorization: `Bearer ${session.accessToken}` })
          : operation,
      willAuthError: (operation) => {
        const definition = operation.query.definitions.find(({ kind }) => kind === 'OperationDefinition');
        const name = definition && 'name' in definition ? definition.name?.value : undefined;
        return session.state.get().signedIn && session.needsRenewal && !PUBLIC_OPERATIONS.has(name ?? '');
      },
      didAuthError: (error) => factsOf(error).code === 'UNAUTHENTICATED',
      refreshAuth: async () => {
        session.dropAccessToken();
        await session.renew(askServer);
      },
    };
  });
}

/** Faults that say nothing about the login: no answer, overload, an outage. */
function isPassing(error: CombinedError): boolean {
  const { code } = factsOf(error);
  return ['NETWORK', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'].includes(code);
}
