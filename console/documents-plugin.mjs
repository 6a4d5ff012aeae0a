/**
 * The console's documents: each operation as a text with the types of its answer and variables, which come from the
 * plugin before this one. A page parses the few that it sends; the parsed form of all of them would be a third of the
 * script that every page loads.
 */
import { operationTexts } from '../scripts/operation-texts.mjs';

export function plugin(_schema, files) {
  return {
    prepend: ["import type { TypedDocumentNode } from '@graphql-typed-document-node/core';"],
    content: [
      '',
      '/** Typed as the parsed document, which the types go with; urql parses a text when it is sent first. */',
      'function document<Data, Variables>(text: string) {',
      '  return text as unknown as TypedDocumentNode<Data, Variables>;',
      '}',
      '',
      ...operationTexts(files).map(({ operation, text }) => {
        const name = operation.name.value;
        const type = name + operation.operation[0].toUpperCase() + operation.operation.slice(1);
        return `export const ${name}Document = document<${type}, ${type}Variables>(${JSON.stringify(text)});`;
      }),
    ].join('\n'),
  };
}
