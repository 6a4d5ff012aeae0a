import type { ApolloServerPlugin } from '@apollo/server';
import {
  Kind,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { statusName, type RequestStatus } from '../domain/request-status';
import type { Context } from './context';
import { toAppError } from './error-response';
import { signals } from '../telemetry/signals';

/** Fills the record in as the operation goes on. */
export function operationRecordPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { record, viewer } }) {
      record.received = true;
      record.userId = viewer.proof?.userId ?? null;
      return {
        async didResolveOperation({ operation, document }) {
          if (!operation) return;
          record.kind = operation.operation;
          record.fields = rootFieldsOf(operation, document.definitions as readonly FragmentDefinitionNode[]);
        },
        async executionDidStart() {
          record.executed = true;
        },
        async willSendResponse({ response: { body } }) {
          record.role = viewer.roleWord;
          record.serviceKeyId = viewer.serviceKeyId;
          if (body.kind !== 'single') return;
          for (const { extensions } of body.singleResult.errors ?? []) record.add(String(extensions?.code));
        },
      };
    },
  };
}

/** A parsed document is kept for the next operation with the same text. */
const known = new WeakMap<OperationDefinitionNode, readonly string[]>();

function rootFieldsOf(
  operation: OperationDefinitionNode,
  definitions: readonly FragmentDefinitionNode[],
): readonly string[] {
  let fields = known.get(operation);
  if (fields === undefined) {
    fields = [...new Set(namesOf(operation.selectionSet, definitions))];
    known.set(operation, fields);
  }
  return fields;
}

function namesOf({ selections }: SelectionSetNode, definitions: readonly FragmentDefinitionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    if (selection.kind === Kind.INLINE_FRAGMENT) return namesOf(selection.selectionSet, definitions);
    const fragment = definitions.find(
      ({ kind, name }) => kind === Kind.FRAGMENT_DEFINITION && name.value === selection.name.value,
    );
    return fragment ? namesOf(fragment.selectionSet, definitions) : [];
  });
}

/** Counts the outcome of each mutation, whether or not the client selected `userErrors`. */
export function recordMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, field] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (!resolve) continue;
    field.resolve = async (root, args, context: Context, info) => {
      const countError = (error: unknown) =>
        signals.mutation.emit({ field: name, outcome: toAppError(error)?.code ?? 'INTERNAL_SERVER_ERROR' });
      try {
        const payload = (await resolve(root, args, context, info)) as Payload | Error | null;
        // The permission rules return what they refuse by.
        if (payload instanceof Error) countError(payload);
        else {
          for (const code of codesOf(payload)) context.record.add(code);
          signals.mutation.emit({ field: name, outcome: outcomeOf(payload) });
        }
        return payload;
      } catch (error) {
        countError(error);
        throw error;
      }
    };
  }
  return schema;
}

interface Refused {
  readonly userErrors?: ReadonlyArray<{ readonly code: string }>;
}

interface Payload extends Refused {
  readonly request?: { readonly status: RequestStatus } | null;
  /** Of a mutation of many records. */
  readonly outcomes?: readonly Refused[];
}

function codesOf(payload: Payload | null): string[] {
  return [payload, ...(payload?.outcomes ?? [])].flatMap((each) =>
    (each?.userErrors ?? []).map(({ code }) => code),
  );
}

function outcomeOf(payload: Payload | null): string {
  return payload?.userErrors?.[0]?.code ?? (payload?.request ? statusName(payload.request.status) : 'OK');
}
