import type { ApolloServerPlugin } from '@apollo/server';
import {
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { AppError } from '../errors';
import type { Context } from './context';
import { DOCUMENT_LIMITS } from './document-budget';
import { DocumentSize, DocumentTooLarge } from './document-size';
import { refusedDocument } from './refused-document';

/** An answer holds so many errors at most, and validation looks for no more. */
export const ERRORS_MAX = 5;

export const parseOptions = { maxTokens: DOCUMENT_LIMITS.tokens };
export const validationOptions = { maxErrors: ERRORS_MAX, hideSuggestions: true };

/** Refuses a document that asks for too much, with the defaults of its variables; before the other rules work. */
export const documentLimitsRule: ValidationRule = (context: ValidationContext) => ({
  Document: {
    enter(document) {
      try {
        new DocumentSize(context.getSchema(), document).requireAllWithin();
      } catch (error) {
        context.reportError(tooComplex(error));
        // A rule can end the validation in one way only: by more errors than it may find. Else the rules that
        // compare fields with each other would go on reading what was just refused.
        for (;;) context.reportError(new GraphQLError('Validation stopped here.'));
      }
      return undefined;
    },
  },
});

/** Refuses operations of a kind that the schema lacks; graphql-js notices only when it executes one. */
export const operationKindsRule: ValidationRule = (context: ValidationContext) => ({
  OperationDefinition(node) {
    if (!context.getSchema().getRootType(node.operation)) {
      context.reportError(new GraphQLError(`This API has no ${node.operation}s.`, { nodes: node }));
    }
  },
});

/** Of operations without page sizes in variables; a parsed document is kept for the next operation with its text. */
const costs = new WeakMap<OperationDefinitionNode, number>();

/**
 * Measures the operation that is to be executed, with the page sizes that came as variables, and lets it wait for the slot
 * that it needs.
 */
export function documentLimitsPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return;
          const variables = request.variables ?? {};
          // Only numbers can be page sizes.
          const isSized = Object.values(variables).some((value) => typeof value === 'number');
          const known = isSized ? undefined : costs.get(operation);
          const cost = known ?? costOf(schema, document, operation, variables);
          if (!isSized) costs.set(operation, cost);
          await contextValue.slot.take(operation.operation, cost, contextValue);
        },
      };
    },
  };
}

function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  try {
    return new DocumentSize(schema, document, variables).ofOperation(operation).cost;
  } catch (error) {
    throw tooComplex(error);
  }
}

/** The parser knows its own limit and says so in words only. */
export function isTokenLimit(message: string): boolean {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(message);
}

function tooComplex(error: unknown): GraphQLError {
  if (!(error instanceof DocumentTooLarge)) throw error;
  return refusedDocument(new AppError('QUERY_TOO_COMPLEX', { detail: `limit: ${error.message}` }));
}
