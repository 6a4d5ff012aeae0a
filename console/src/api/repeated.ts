import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { FieldNode, NameNode, OperationDefinitionNode } from 'graphql';

/** The API executes so many mutations of one document at most. */
export const MOST_MUTATIONS = 5;

/**
 * A document that does several times what a document with one field and the one variable `input` does once: its fields
 * are `act0`, `act1` …, its variables `input0`, `input1` …. Pure.
 */
export function repeated<Data extends object, Input>(
  document: TypedDocumentNode<Data, { input: Input }>,
  name: string,
  times: number,
): TypedDocumentNode<Partial<Record<string, Data[keyof Data] | null>>, Record<string, Input>> {
  const definitions = document.definitions.map((definition) =>
    definition.kind === ('OperationDefinition' as typeof definition.kind)
      ? repeatedOperation(definition as OperationDefinitionNode, name, times)
      : definition,
  );
  return { ...document, definitions } as never;
}

function repeatedOperation(
  operation: OperationDefinitionNode,
  name: string,
  times: number,
): OperationDefinitionNode {
  const [field] = operation.selectionSet.selections as readonly FieldNode[];
  const [variable] = operation.variableDefinitions ?? [];
  if (!field || !variable) throw new Error('The document has no field or no variable.');
  const indexes = Array.from({ length: times }, (_, index) => index);
  return {
    ...operation,
    name: named(name),
    variableDefinitions: indexes.map((index) => ({
      ...variable,
      variable: { ...variable.variable, name: named(`input${index}`) },
    })),
    selectionSet: {
      ...operation.selectionSet,
      selections: indexes.map((index) => ({
        ...field,
        alias: named(`act${index}`),
        arguments: (field.arguments ?? []).map((argument) => ({
          ...argument,
          value: { ...variable.variable, name: named(`input${index}`) },
        })),
      })),
    },
  };
}

function named(value: string): NameNode {
  return { kind: 'Name' as NameNode['kind'], value };
}
