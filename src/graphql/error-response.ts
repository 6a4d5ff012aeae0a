import { unwrapResolverError } from '@apollo/server/errors';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  coerceInputValue,
  GraphQLError,
  typeFromAST,
  isInputType,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isOutage } from '../database/outage';
import { AppError, ERROR_CODES, ServiceUnavailable, type ErrorCode, type InputFault } from '../errors';
import type { Log } from '../log';
import type { Context } from './context';
import { ERRORS_MAX, isTokenLimit } from './document-limits';

/** The one place that decides how a fault leaves: its code, its public text, and nothing a client sent. */

/**
 * graphql-js's texts that name only what the document itself spells: fields, types, arguments. All others
 * may quote a value, so they are replaced by the code's own text.
 */
const HARMLESS_VALIDATION =
  /^(Cannot query field|Unknown (type|argument|fragment|directive)|Field "\w+" (of type|argument|must not)|Variable "\$\w+" (is not defined|is never used)|Fragment|Directive|There can be only one|Syntax)/;

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

function publicText(code: ErrorCode, text: string): string {
  if (code !== 'GRAPHQL_VALIDATION_FAILED' || !HARMLESS_VALIDATION.test(text)) return ERROR_CODES[code];
  return text.replace(/ Did you mean .*$/s, '');
}

/** What a client is told of a fault: its public text and what it needs to act. */
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
  const given = formatted.extensions?.code;
  const code: ErrorCode =
    typeof given === 'string' && given in ERROR_CODES ? (given as ErrorCode) : 'INTERNAL_SERVER_ERROR';
  const fields = formatted.extensions?.fields;
  return {
    message: publicText(code, formatted.message),
    ...place,
    extensions: { code, ...(code === 'BAD_USER_INPUT' && { fields: fields ?? [] }) },
  };
}

/** Which places of the variables don't fit; graphql-js's own text quotes the whole input. */
function variableFaults(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): InputFault[] {
  const faults: InputFault[] = [];
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode as never);
    if (!isInputType(type)) continue;
    if (!(name in variables)) {
      if (defaultValue === undefined && typeNode.kind === 'NonNullType') {
        faults.push({ path: name, message: 'is required' });
      }
      continue;
    }
    coerceInputValue(variables[name], type, (path) => {
      faults.push({ path: [name, ...path].join('.'), message: 'does not fit its type' });
    });
  }
  return faults.slice(0, 20);
}

/**
 * Gives every error the request's id, variables' errors their paths, and the log what nobody foresaw:
 * only that is logged at ERROR.
 */
export function errorResponsePlugin(log: Log): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      return {
        async didEncounterErrors({ errors, schema, operation, request }) {
          for (const error of errors) {
            const known = toAppError(error);
            if (known) {
              if (known.detail !== undefined) {
                log.warn({ requestId, code: known.code, detail: known.detail, err: known.cause }, 'fault');
              }
            } else if (error.extensions.code === 'BAD_USER_INPUT' && operation) {
              error.extensions.fields = variableFaults(schema, operation, request.variables ?? {});
            } else if (
              error.extensions.code === undefined ||
              error.extensions.code === 'INTERNAL_SERVER_ERROR'
            ) {
              log.error({ requestId, err: unwrapResolverError(error) }, 'unforeseen error');
            }
          }
        },
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single' || !response.body.singleResult.errors) return;
          response.body.singleResult.errors = answered(response.body.singleResult.errors).map((error) => ({
            ...error,
            extensions: { ...error.extensions, requestId },
          }));
        },
      };
    },
  };
}

/** A document that asks for too much has no other fault: who refused it said so until it was heard. */
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
