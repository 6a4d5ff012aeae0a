import type { Log } from '../log';
import type { LineSample } from './line-sample';
import { countCalls, type CallCount } from './shared-work';
import { signals } from './signals';
import { currentTracing } from './tracing';

/** What is logged and counted about one operation after its answer. */
export class OperationRecord {
  /** Null when nothing is counted. */
  calls: CallCount | null = null;
  /** Time that the operation has taken so far, without the arrival of its body. */
  durationMs = 0;
  /** False: what came was no operation, or has not become one yet. */
  received = false;
  kind: string | null = null;
  fields: readonly string[] = [];
  role: string | null = null;
  /** The account that the access token was signed for; null without a valid token. */
  userId: string | null = null;
  /** The service key, once it was verified. */
  serviceKeyId: string | null = null;
  /** Of the answer; an operation that throws is answered by the route. */
  status = 500;
  /** False: the document or its variables were refused. */
  executed = false;
  /** Which limit a refused document exceeds. */
  detail: string | undefined;
  readonly codes: string[] = [];

  constructor(readonly requestId: string) {}

  /** Adds the code of an error or refusal, once. */
  add(code: string): void {
    if (!this.codes.includes(code)) this.codes.push(code);
  }
}

/** Does a part of an operation before the rest of it: its time and its calls of the database count for the operation. */
export async function observePart<T>(
  record: OperationRecord,
  log: Log,
  work: () => T | Promise<T>,
): Promise<T> {
  const begunAt = performance.now();
  try {
    // Following calls through promises is the dearest part of a line: without lines nobody pays for it.
    if (currentTracing() === null && !log.isLevelEnabled('info')) return await work();
    return await countCalls((record.calls ??= { databaseCalls: 0 }), work);
  } finally {
    record.durationMs += performance.now() - begunAt;
  }
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
  const observed = () => observePart(record, log, answer);
  try {
    if (tracing === null) return await observed();
    return await tracing.operation(async (end) => {
      try {
        return await observed();
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
  const { requestId, durationMs, kind, fields, role, userId, serviceKeyId, status, codes, detail, calls } =
    record;
  signals.operation.emit({ fields, codes, durationMs });
  if (!log.isLevelEnabled('info')) return;
  const isAnonymous = userId === null && serviceKeyId === null;
  if (!record.executed && isAnonymous && !refused.admits()) return;
  // Flat, and without what there is none of: a line is most of what the cheapest operation pays for its log.
  const line: Record<string, unknown> = { requestId, kind, operation: fields.join(), role };
  if (userId !== null) line.userId = userId;
  if (serviceKeyId !== null) line.serviceKeyId = serviceKeyId;
  line.status = status;
  if (codes.length > 0) line.codes = codes;
  if (detail !== undefined) line.detail = detail;
  line.ms = Math.round(durationMs * 100) / 100;
  if (calls !== null) line.databaseCalls = calls.databaseCalls;
  log.info(line, 'operation');
}
