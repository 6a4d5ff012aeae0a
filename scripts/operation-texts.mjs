import { Kind, print, stripIgnoredCharacters, visit } from 'graphql';

/** Each operation of a generator's documents, and its shortest text with the fragments that it uses. */
export function operationTexts(files) {
  const definitions = files.flatMap(({ document }) => document.definitions);
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map((operation) => {
      const parts = [operation, ...usedBy(operation, fragments)];
      return { operation, text: stripIgnoredCharacters(parts.map(print).join('\n')) };
    });
}

/** The fragments that a definition spreads, and those that these spread in turn. */
function usedBy(definition, fragments, found = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (found.has(fragment)) return;
      found.add(fragment);
      usedBy(fragment, fragments, found);
    },
  });
  return found;
}
