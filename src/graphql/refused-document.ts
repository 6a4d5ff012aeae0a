import { GraphQLError } from 'graphql';
import type { AppError } from '../errors';

/** An operation that is refused before it is executed; Apollo would otherwise answer with HTTP 500. */
export function refusedDocument(originalError: AppError, status = 400): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, extensions: { http: { status } } });
}
