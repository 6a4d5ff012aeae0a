import type { GraphQLSchema } from 'graphql';
import type { Context } from './context';
import { createLoaders } from './loaders';

/**
 * The root mutation fields of a document run one after another, and each is answered from what the ones before
 * it wrote: when one starts, everything that was read for its predecessors is dropped, the viewer included.
 */
export function withFreshReads(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (!resolve) continue;
    field.resolve = (root, args, context: Context, info) => {
      context.viewer.forget();
      context.loaders = createLoaders(context.services, 'mutation', context.now, () => context.signal);
      return resolve(root, args, context, info);
    };
  }
  return schema;
}
