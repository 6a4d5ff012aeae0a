import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preHandlerHookHandler,
} from 'fastify';
import { admits, OPERATORS } from '../access/permissions';
import { viewerSourceOf } from '../access/viewer-source-of';
import type { Clock } from '../clock';
import { requireObjectId } from '../database/object-ids';
import { CODES_PER_FILE_MAX } from '../domain/reward-codes';
import type { Viewer } from '../domain/viewer';
import { AppError, BadUserInput } from '../errors';
import type { Services } from '../services';
import { OperationRecord } from '../telemetry/operation-record';
import { CHUNK_ROWS, type CodePart, type CodeRow } from './code-imports';

/** 1,000 codes of the greatest length, each character written as an escape, and their lines. */
const BODY_LIMIT_BYTES = 3 * 1024 * 1024;
/** The name of the operation in the log and in metrics. */
export const CODES_OPERATION = 'POST /codes';

declare module 'fastify' {
  interface FastifyRequest {
    /** The account that sends codes, and when the request arrived. */
    importer: { readonly viewer: Viewer; readonly record: OperationRecord } | null;
  }
}

/** What every operation passes; see http/operation-door.ts. */
interface Door {
  readonly refuseOverload: onRequestHookHandler;
  readonly requireOpenConnection: preHandlerHookHandler;
  prepare<T>(record: OperationRecord, work: () => Promise<T>): Promise<T>;
  runRoute<T>(record: OperationRecord, answer: () => Promise<T>): Promise<T>;
}

interface Parts {
  readonly clock: Clock;
  readonly services: Services;
  readonly addressOf: (request: FastifyRequest) => string;
  readonly door: Door;
}

/**
 * `POST /codes`: the next rows of a file of codes, for the console, which reads the file and sends it chunk by chunk. The
 * role is judged before a byte of the body is read. A chunk that is sent again adds nothing.
 */
export async function addCodeRoutes(http: FastifyInstance, parts: Parts): Promise<void> {
  const { services, door } = parts;
  await http.register(async (routes) => {
    routes.decorateRequest('importer', null);
    routes.post('/codes', {
      bodyLimit: BODY_LIMIT_BYTES,
      onRequest: [door.refuseOverload, recogniseImporter(parts)],
      preHandler: door.requireOpenConnection,
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { viewer, record } = request.importer!;
        const refused: Array<{ readonly line: number; readonly reason: string }> = [];
        const counts = await door.runRoute(record, async () => {
          record.executed = true;
          return services.codeImports.importPart(partIn(request.body), {
            actor: viewer,
            onRefused: (line, reason) => refused.push({ line, reason }),
          });
        });
        return reply.send({ ...counts, refusedRows: refused });
      },
    });
  });
}

/** A request that is refused here has its line in the log at once: it reaches no handler. */
function recogniseImporter({ clock, services, addressOf, door }: Parts) {
  return async (request: FastifyRequest): Promise<void> => {
    const source = viewerSourceOf(request.headers.authorization, services, clock(), addressOf(request));
    const record = new OperationRecord(request.id);
    record.kind = 'http';
    record.fields = [CODES_OPERATION];
    record.userId = source.proof?.userId ?? null;
    try {
      const viewer = await door.prepare(record, () => source.require());
      record.role = source.roleWord;
      if (!admits(OPERATORS, viewer.role)) throw new AppError('FORBIDDEN');
      request.importer = { viewer, record };
    } catch (error) {
      record.role = source.roleWord;
      await door.runRoute(record, () => Promise.reject(error as Error));
    }
  };
}

/** @throws BadUserInput for a body of another form @throws AppError NOT_FOUND for what can't be an id */
function partIn(body: unknown): CodePart {
  const { rewardId, sha256, reading, number, rows } = (body ?? {}) as Record<string, unknown>;
  if (typeof rewardId !== 'string') throw fault('rewardId', 'must be an id');
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw fault('sha256', 'must be the SHA-256 of the file in hex');
  if (typeof reading !== 'string' || !/^(lines|csv:.{1,200})$/su.test(reading))
    throw fault('reading', 'must be lines, or csv: and the name of the column');
  const chunks = CODES_PER_FILE_MAX / CHUNK_ROWS;
  if (!Number.isInteger(number) || (number as number) < 0 || (number as number) >= chunks)
    throw fault('number', `must be from 0 to ${chunks - 1}`);
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > CHUNK_ROWS)
    throw fault('rows', `must be a list of 1 to ${CHUNK_ROWS} rows`);
  return {
    rewardId: requireObjectId(rewardId),
    file: { sha256, reading },
    number: number as number,
    rows: rows.map(rowIn),
  };
}

function rowIn(row: unknown, place: number): CodeRow {
  const { line, text } = (row ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string' || !Number.isSafeInteger(line))
    throw fault(`rows.${place}`, 'must have a line and a text');
  return { line: line as number, text };
}

function fault(path: string, message: string): BadUserInput {
  return new BadUserInput({ path, message });
}
