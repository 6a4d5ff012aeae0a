import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { FEATURES } from '../features';
import type { Context } from './context';

type Resolve = GraphQLFieldResolver<unknown, Context>;

/**
 * Refuses a mutation while a collection that it needs does not match its model; inside the permissions, so that
 * strangers learn nothing of the database.
 */
export function withNeededCollections(schema: GraphQLSchema): GraphQLSchema {
  const mutations = FEATURES.flatMap(({ mutations = {} }) => Object.entries(mutations)).map(
    ([field, { needs }]) => [
      field,
      (resolve: Resolve, ...[parent, args, context, info]: Parameters<Resolve>) => {
        context.services.structure.requireIntact(needs);
        return resolve(parent, args, context, info);
      },
    ],
  );
  return applyMiddleware(schema, { Mutation: Object.fromEntries(mutations) as never });
}
