import { unwrapResolverError } from '@apollo/server/errors';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isOutage } from '../database/outage';
import { AppError, ERROR_CODES, ServiceUnavailable, type ErrorCode } from '../errors';
import type { Log } from '../log';
import type { Context } from './context';
import { ERRORS_MAX, isTokenLimit } from './document-limits';

/** The one place that decides how a fault leaves: its code, its public text, and nothing a client sent. */

/** Names in a document are short (DOCUMENT_LIMITS.name), so longer texts hold more than names. */
const HARMLESS_TEXT_MAX = 400;
/**
 * graphql-js's texts that name only what the document itself spells: fields, types, arguments. All others
 * may quote a value, so they are replaced by the code's own text.
 */
const HARMLESS_VALIDATION =
  /^(Cannot query field|Unknown (type|argument|fragment|directive)|Field "\w+" (of type|argument|must not)|Variable "\$\w+" (is not defined|is never used)|Fragment|Directive|There can be only one)/;

export function toAppError(error: unknown): AppError | null {
  const cause = error instanceof GraphQLError ? unwrapResolverError(error) : error;
  if (cause instanceof AppError) return cause;
  if (cause instanceof GraphQLError) {
    if (cause.originalError instanceof AppError) return cause.originalError;
    if (isTokenLimit(cause.message)) return new AppError('QUERY_TOO_COMPLEX', { detail: 'limit: tokens' });
  }
  if (isOutage(cause)) return new ServiceUnavailable('the database is away', cause);
  return null;
}

/**
 * The code of an error that is none of ours. What graphql-js and Apollo raise themselves before a field runs is
 * about the request, so it is the client's error even where they give it no code.
 */
function foreignCode(error: unknown): ErrorCode {
  if (!(error instanceof GraphQLError)) return 'INTERNAL_SERVER_ERROR';
  const { code } = error.extensions;
  if (typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)) return code as ErrorCode;
  return error.path === undefined && isLibrarys(error.originalError)
    ? 'BAD_REQUEST'
    : 'INTERNAL_SERVER_ERROR';
}

function isLibrarys(cause: Error | undefined): boolean {
  return cause === undefined || (cause instanceof GraphQLError && isLibrarys(cause.originalError));
}

function publicText(code: ErrorCode, text: string): string {
  const harmless =
    code === 'GRAPHQL_VALIDATION_FAILED' &&
    text.length <= HARMLESS_TEXT_MAX &&
    HARMLESS_VALIDATION.test(text);
  return harmless ? text : ERROR_CODES[code];
}

/** The public part of an error: its text and the facts that a client needs to act. */
export function faultAnswer({ message, code, fields, retryAfterSeconds }: AppError) {
  return {
    message,
    extensions: {
      code,
      ...(fields && { fields }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}

/** Apollo's `formatError`: the original error decides, what Apollo made of it is the fallback. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  const known = toAppError(error);
  if (known) return { ...faultAnswer(known), ...place };
  const code = foreignCode(error);
  return { message: publicText(code, formatted.message), ...place, extensions: { code } };
}

/** Gives every error the request's id, and logs the unforeseen ones: only those at ERROR. */
export function errorResponsePlugin(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { requestId, record } }) {
      return {
        async didEncounterErrors({ errors }) {
          for (const error of errors) {
            const known = toAppError(error);
            if (known) {
              // Nobody needs a warning of what clients were refused: it is a part of the operation's line.
              if (!record.executed) record.detail = known.detail;
              else if (known.detail !== undefined) {
                log.warn({ requestId, code: known.code, detail: known.detail, err: known.cause }, 'fault');
              }
            } else if (foreignCode(error) === 'INTERNAL_SERVER_ERROR') {
              log.error({ requestId, err: unwrapResolverError(error) }, 'unforeseen error');
            }
          }
        },
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single' || !response.body.singleResult.errors) return;
          const { singleResult } = response.body;
          singleResult.errors = answered(response.body.singleResult.errors).map((error) => ({
            ...error,
            extensions: { ...error.extensions, requestId },
          }));
          const waits = singleResult.errors.map(({ extensions }) =>
            Number(extensions?.retryAfterSeconds ?? 0),
          );
          const retryAfterSeconds = Math.max(...waits);
          if (retryAfterSeconds > 0) response.http.headers.set('retry-after', String(retryAfterSeconds));
        },
      };
    },
  };
}

/** A document that exceeds a limit reports only that error, although several rules may have raised it. */
function answered(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
  const tooComplex = errors.find(({ extensions }) => extensions?.code === 'QUERY_TOO_COMPLEX');
  return tooComplex ? [tooComplex] : errors.slice(0, ERRORS_MAX);
}

/** The body of an answer that never reached GraphQL. */
export function httpErrorBody(
  code: ErrorCode,
  requestId: string,
  details: { readonly retryAfterSeconds?: number } = {},
): string {
  const extensions = { code, requestId, ...details };
  return JSON.stringify({ errors: [{ message: ERROR_CODES[code], extensions }] });
}
