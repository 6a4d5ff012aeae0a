import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { deny, rule, shield } from 'graphql-shield';
import { mayKeyRun } from '../access/service-key-rights';
import { AppError } from '../errors';
import type { Context } from './context';
import { admits, PUBLIC, type Access } from '../access/permissions';
import { permissions } from './permissions';

/** A key passes by its scopes alone, also where the door is open to everybody. */
async function judgeKey({ viewer }: Context, info: GraphQLResolveInfo): Promise<true | Error> {
  // The root field was judged with everything below it.
  if (!isRoot(info.parentType.name)) return true;
  try {
    const { scopes } = await viewer.requireServiceKey();
    return mayKeyRun(scopes, info) || new AppError('FORBIDDEN');
  } catch (error) {
    return error as Error;
  }
}

/** Rules read only the viewer. An outage while reading it is returned, or shield would call it a ban. */
function ruleOf(access: Access) {
  return rule({ cache: 'no_cache' })(async (_parent, _args, context: Context, info) => {
    if (context.viewer.isServiceKey) return judgeKey(context, info);
    if (access === PUBLIC) return true;
    if ('judgedWithFacts' in access) {
      return context.viewer.proof !== null || new AppError('UNAUTHENTICATED');
    }
    try {
      const viewer = await context.viewer.require();
      return admits(access, viewer.role) || new AppError('FORBIDDEN');
    } catch (error) {
      return error as Error;
    }
  });
}

/**
 * Puts the table in front of the schema. Only the types that carry rules are wrapped: wrapping every leaf
 * makes long lists five times slower. A root field without a row is denied.
 */
export function withPermissions(schema: GraphQLSchema): GraphQLSchema {
  const rules = Object.fromEntries(
    Object.entries<Record<string, Access>>(permissions).map(([typeName, fields]) => [
      typeName,
      {
        ...(typeName === 'Query' || typeName === 'Mutation' ? { '*': deny } : {}),
        ...Object.fromEntries(Object.entries(fields).map(([field, access]) => [field, ruleOf(access)])),
      },
    ]),
  );
  const everywhere = shield(rules, {
    fallbackRule: deny,
    fallbackError: new AppError('FORBIDDEN'),
    allowExternalErrors: true,
  }).generate(schema) as Record<string, Record<string, unknown>>;
  const pruned = Object.fromEntries(
    Object.entries(everywhere)
      .filter(([typeName]) => typeName in permissions)
      .map(([typeName, fields]) => [
        typeName,
        isRoot(typeName) ? fields : pick(fields, rules[typeName] ?? {}),
      ]),
  );
  return applyMiddleware(schema, pruned as never);
}

function isRoot(typeName: string): boolean {
  return typeName === 'Query' || typeName === 'Mutation';
}

function pick(fields: Record<string, unknown>, wanted: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field in wanted));
}
