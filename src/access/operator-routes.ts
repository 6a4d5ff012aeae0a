import type { FastifyInstance, FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from 'fastify';
import type { Clock } from '../clock';
import type { Viewer } from '../domain/viewer';
import { AppError } from '../errors';
import type { Services } from '../services';
import { OperationRecord } from '../telemetry/operation-record';
import { admits, OPERATORS } from './permissions';
import { viewerSourceOf } from './viewer-source-of';

declare module 'fastify' {
  interface FastifyRequest {
    /** The account that sends rows. */
    operator: { readonly viewer: Viewer; readonly record: OperationRecord } | null;
  }
}

/** What every operation passes; see http/operation-door.ts. */
interface Door {
  readonly refuseOverload: onRequestHookHandler;
  readonly requireOpenConnection: preHandlerHookHandler;
  prepare<T>(record: OperationRecord, work: () => Promise<T>): Promise<T>;
  runRoute<T>(record: OperationRecord, answer: () => Promise<T>): Promise<T>;
}

export interface OperatorRouteParts {
  readonly clock: Clock;
  readonly services: Services;
  readonly addressOf: (request: FastifyRequest) => string;
  readonly door: Door;
}

interface OperatorRoute {
  /** Its name in the log and in metrics: `POST` and the path. */
  readonly operation: `POST /${string}`;
  readonly bodyLimitBytes: number;
  readonly answer: (body: unknown, viewer: Viewer) => Promise<object>;
}

/** A route that takes rows of a file from operators and admins. The role is judged before a byte of the body is read. */
export async function addOperatorRoute(
  http: FastifyInstance,
  parts: OperatorRouteParts,
  { operation, bodyLimitBytes, answer }: OperatorRoute,
): Promise<void> {
  const { door } = parts;
  await http.register(async (routes) => {
    routes.decorateRequest('operator', null);
    routes.post(operation.slice('POST '.length), {
      bodyLimit: bodyLimitBytes,
      onRequest: [door.refuseOverload, recogniseOperator(parts, operation)],
      preHandler: door.requireOpenConnection,
      handler: async (request: FastifyRequest) => {
        const { viewer, record } = request.operator!;
        return door.runRoute(record, async () => {
          record.executed = true;
          return answer(request.body, viewer);
        });
      },
    });
  });
}

/** A request that is refused here has its line in the log at once: it reaches no handler. */
function recogniseOperator({ clock, services, addressOf, door }: OperatorRouteParts, operation: string) {
  return async (request: FastifyRequest): Promise<void> => {
    const source = viewerSourceOf(request.headers.authorization, services, clock(), addressOf(request));
    const record = new OperationRecord(request.id);
    record.kind = 'http';
    record.fields = [operation];
    record.userId = source.proof?.userId ?? null;
    try {
      const viewer = await door.prepare(record, () => source.require());
      record.role = source.roleWord;
      if (!admits(OPERATORS, viewer.role)) throw new AppError('FORBIDDEN');
      request.operator = { viewer, record };
    } catch (error) {
      record.role = source.roleWord;
      await door.runRoute(record, () => Promise.reject(error as Error));
    }
  };
}
