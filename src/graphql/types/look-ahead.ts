import type { FragmentDefinitionNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/**
 * The names of all fields that are asked for below a field, at any depth and of any type: what is not among
 * them is asked for nowhere, and need not be read.
 */
export function fieldsBelow({ fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>) {
  const names = new Set<string>();
  const visited = new Set<FragmentDefinitionNode | undefined>();
  const collect = (set: SelectionSetNode | undefined) => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === 'FragmentSpread') {
        const fragment = fragments[selection.name.value];
        if (visited.has(fragment)) continue;
        visited.add(fragment);
        collect(fragment?.selectionSet);
      } else {
        if (selection.kind === 'Field') names.add(selection.name.value);
        collect(selection.selectionSet);
      }
    }
  };
  for (const { selectionSet } of fieldNodes) collect(selectionSet);
  return names as ReadonlySet<string>;
}
