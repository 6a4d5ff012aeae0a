import { GraphQLError } from 'graphql';
import type { AppError } from '../errors';

/** An operation that is refused before it is executed: HTTP 400, which Apollo would otherwise make a 500. */
export function refusedDocument(originalError: AppError): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, extensions: { http: { status: 400 } } });
}
