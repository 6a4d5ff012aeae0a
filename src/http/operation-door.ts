import type { FastifyReply } from 'fastify';
import { toAppError } from '../graphql/error-response';
import type { Log } from '../log';
import type { RateLimits } from '../rate-limits/rate-limits';
import { LineSample } from '../telemetry/line-sample';
import { observe, observePart, type OperationRecord } from '../telemetry/operation-record';
import { Admission } from './admission';
import { refuseOverload, requireOpenConnection, statusOf } from './faults';
import { addRateLimitHeaders } from './rate-limit-headers';

interface Parts {
  readonly log: Log;
  readonly limits: Pick<RateLimits, 'serviceKeyRemaining'>;
}

/** What every operation passes, by whichever route it comes: admission, log, metrics, and the headers about limits. */
export class OperationDoor {
  private readonly admission = new Admission();
  private readonly refused: LineSample;

  constructor(private readonly parts: Parts) {
    this.refused = new LineSample(parts.log);
  }

  /** Hook: refuses overload before a byte of the body is read. */
  readonly refuseOverload = refuseOverload(this.admission);
  /** Hook: a request that was answered with 408 must not be executed. */
  readonly requireOpenConnection = requireOpenConnection;

  /** Runs an operation that reports its own status and codes on the record. */
  run<T>(record: OperationRecord, answer: () => Promise<T>): Promise<T> {
    return observe(record, this.parts.log, this.refused, () => this.admission.run(answer));
  }

  /** Runs an operation of a route of its own: what it throws becomes its status and code. */
  runRoute<T>(record: OperationRecord, answer: () => Promise<T>): Promise<T> {
    record.received = true;
    return this.run(record, async () => {
      try {
        const result = await answer();
        record.status = 200;
        return result;
      } catch (error) {
        const code = toAppError(error)?.code ?? 'INTERNAL_SERVER_ERROR';
        record.add(code);
        record.status = statusOf(code);
        throw error;
      }
    });
  }

  /** Does what comes before the operation itself, such as recognising its caller before its body is read. */
  prepare<T>(record: OperationRecord, work: () => Promise<T>): Promise<T> {
    return observePart(record, this.parts.log, work);
  }

  /** @param keyId of the verified service key; null for other callers */
  addRateLimitHeaders(reply: FastifyReply, keyId: string | null): void {
    addRateLimitHeaders(reply, this.parts.limits, keyId);
  }

  /** The server ends. */
  end(): void {
    this.refused.end();
  }
}
