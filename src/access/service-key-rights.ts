import {
  getNamedType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import type { ServiceScope } from '../domain/service-scopes';
import { scopePermissions, type ReadableFields } from './permissions';

type Field = Pick<GraphQLResolveInfo, 'parentType' | 'fieldName' | 'fieldNodes' | 'fragments' | 'schema'>;

/**
 * Whether a key with these scopes may run a root field with everything that is selected below it. Only the scopes that
 * open the root field say what may be read below it.
 *
 * It judges the document before the root field runs, so an operation that asks for too much changes nothing, and
 * the operations of accounts pay nothing.
 */
export function mayKeyRun(scopes: readonly ServiceScope[], field: Field): boolean {
  const { parentType, fieldName, fieldNodes, schema } = field;
  const opening = [...scopes, 'ANY' as const]
    .map((scope) => scopePermissions[scope])
    .filter((readable) => lists(readable, parentType.name, fieldName));
  if (opening.length === 0) return false;
  const type = getNamedType(parentType.getFields()[fieldName]!.type);
  const seen = new Set<FragmentDefinitionNode>();
  const readsOnly = (set: SelectionSetNode | undefined, parent: GraphQLNamedType | undefined): boolean =>
    (set?.selections ?? []).every((selection) => {
      if (selection.kind === Kind.FIELD) {
        const { name, selectionSet } = selection;
        if (name.value === '__typename') return true;
        if (!isObjectType(parent)) return false;
        if (!opening.some((readable) => lists(readable, parent.name, name.value))) return false;
        const child = parent.getFields()[name.value];
        return child !== undefined && readsOnly(selectionSet, getNamedType(child.type));
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value;
        return readsOnly(selection.selectionSet, on === undefined ? parent : schema.getType(on));
      }
      const fragment = field.fragments[selection.name.value];
      if (fragment === undefined) return false;
      // What a fragment selects is the same wherever it is used.
      if (seen.has(fragment)) return true;
      seen.add(fragment);
      return readsOnly(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    });
  return fieldNodes.every(({ selectionSet }) => readsOnly(selectionSet, type));
}

function lists(readable: ReadableFields, typeName: string, fieldName: string): boolean {
  return Object.hasOwn(readable, typeName) && readable[typeName]!.includes(fieldName);
}
