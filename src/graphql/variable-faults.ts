import type { ApolloServerPlugin } from '@apollo/server';
import {
  coerceInputValue,
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { BadUserInput, type InputFault } from '../errors';
import type { Context } from './context';
import { refusedDocument } from './refused-document';
import { INPUT_FAULTS_MAX } from './types/validate-input';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Judges the variables before execution, once per operation and up to the 20th error. graphql-js would judge
 * them too, but its errors quote the values, and it accepts null where a default allows a nullable variable, only
 * to fail while it executes.
 */
export function variableFaultsPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
          if (!operation?.variableDefinitions?.length) return;
          const faults = variableFaults(schema, document, operation, variables);
          if (faults.length > 0) throw refusedDocument(new BadUserInput(...faults));
        },
      };
    },
  };
}

/** Only an exception ends graphql-js's walk over a value. */
const ENOUGH = new Error('enough errors');

/** Paths of the variables that do not fit; no value is repeated. */
export function variableFaults(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): InputFault[] {
  const faults: InputFault[] = [];
  const add = (path: string, message: string) => {
    faults.push({ path, message });
    if (faults.length === INPUT_FAULTS_MAX) throw ENOUGH;
  };
  try {
    for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
      const name = variable.name.value;
      const type = typeFromAST(schema, typeNode as never);
      if (!isInputType(type)) continue;
      const given = Object.hasOwn(variables, name);
      if (given) {
        const onError = (path: ReadonlyArray<string | number>) =>
          add([name, ...path].join('.'), 'does not match its type');
        coerceInputValue(variables[name], type, onError, true);
      } else if (defaultValue === undefined && isNonNullType(type)) add(name, 'is required');
      const isNull = given ? variables[name] === null : defaultValue?.kind === Kind.NULL;
      if (isNull && !isNonNullType(type) && requiredVariables(schema, document, operation).has(name)) {
        add(name, 'must not be null');
      }
    }
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return faults;
}

/** Parsed documents are kept for the next operation with the same text. */
const required = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** Variables that the operation uses where the schema takes no null. */
function requiredVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  let names = required.get(operation);
  if (names === undefined) {
    names = findRequiredVariables(schema, document, operation);
    required.set(operation, names);
  }
  return names;
}

function findRequiredVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const names = new Set<string>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const read = (definition: OperationDefinitionNode | FragmentDefinitionNode): void => {
    const typeInfo = new TypeInfo(schema);
    visit(
      definition,
      visitWithTypeInfo(typeInfo, {
        VariableDefinition: () => false,
        Variable: ({ name }) => {
          if (isNonNullType(typeInfo.getInputType())) names.add(name.value);
        },
        FragmentSpread: ({ name }) => {
          const fragment = fragments.get(name.value);
          fragments.delete(name.value);
          if (fragment) read(fragment);
        },
      }),
    );
  };
  read(operation);
  return names;
}
