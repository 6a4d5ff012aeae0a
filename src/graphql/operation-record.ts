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
import type { Log } from '../log';
import type { LineSample } from '../telemetry/line-sample';
import { countCalls, type CallCount } from '../telemetry/shared-work';
import { signals } from '../telemetry/signals';
import { currentTracing } from '../telemetry/tracing';

/** What is logged and counted about one operation after its answer. */
export class OperationRecord {
  readonly begunAt = performance.now();
  /** Null when nothing is counted. */
  calls: CallCount | null = null;
  /** False: what came was no operation, or has not become one yet. */
  received = false;
  kind: string | null = null;
  fields: readonly string[] = [];
  role: string | null = null;
  /** The account that the access token was signed for; null without a valid token. */
  userId: string | null = null;
  /** Of the answer; an operation that throws is answered by the route. */
  status = 500;
  /** False: the document or its variables were refused. */
  executed = false;
  /** Which limit a refused document exceeds. */
  detail: string | undefined;
  readonly codes: string[] = [];

  constructor(readonly requestId: string) {}
}

/**
 * Runs the handler of an HTTP request, then reports the operation: one log line and one signal.
 *
 * Of what the client wrote only root fields are named, which the schema knows: never the operation's own
 * name, the document or a variable.
 */
export async function observe<T>(
  record: OperationRecord,
  log: Log,
  refused: LineSample,
  answer: () => T | Promise<T>,
): Promise<T> {
  const tracing = currentTracing();
  try {
    // Following calls through promises is the dearest part of a line: without lines nobody pays for it.
    if (tracing === null && !log.isLevelEnabled('info')) return await answer();
    record.calls = { databaseCalls: 0 };
    const counted = () => countCalls(record.calls!, answer);
    if (tracing === null) return await counted();
    return await tracing.operation(async (end) => {
      try {
        return await counted();
      } finally {
        const { kind, fields, requestId, codes } = record;
        end({ name: fields.length === 0 ? 'operation' : `${kind} ${fields.join()}`, requestId, codes });
      }
    });
  } finally {
    if (record.received) report(record, log, refused);
  }
}

function report(record: OperationRecord, log: Log, refused: LineSample): void {
  const { requestId, begunAt, kind, fields, role, userId, status, codes, detail, calls } = record;
  const durationMs = performance.now() - begunAt;
  signals.operation.emit({ fields, codes, durationMs });
  if (!log.isLevelEnabled('info')) return;
  if (!record.executed && userId === null && !refused.admits()) return;
  // Flat, and without what there is none of: a line is most of what the cheapest operation pays for its log.
  const line: Record<string, unknown> = { requestId, kind, operation: fields.join(), role };
  if (userId !== null) line.userId = userId;
  line.status = status;
  if (codes.length > 0) line.codes = codes;
  if (detail !== undefined) line.detail = detail;
  line.ms = Math.round(durationMs * 100) / 100;
  if (calls !== null) line.databaseCalls = calls.databaseCalls;
  log.info(line, 'operation');
}

function add({ codes }: OperationRecord, code: string): void {
  if (!codes.includes(code)) codes.push(code);
}

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
          record.role = viewer.role ?? (viewer.proof === null ? 'ANONYMOUS' : null);
          if (body.kind !== 'single') return;
          for (const { extensions } of body.singleResult.errors ?? []) add(record, String(extensions?.code));
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
          for (const { code } of payload?.userErrors ?? []) add(context.record, code);
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

interface Payload {
  readonly userErrors?: ReadonlyArray<{ readonly code: string }>;
  readonly request?: { readonly status: RequestStatus } | null;
}

function outcomeOf(payload: Payload | null): string {
  return payload?.userErrors?.[0]?.code ?? (payload?.request ? statusName(payload.request.status) : 'OK');
}
