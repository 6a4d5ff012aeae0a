import { performance } from 'node:perf_hooks';
import { mongo } from 'mongoose';

/** The time that the reads of one operation may take together: lists, counts and sums that carry its signal. */
export const OPERATION_LIMIT_MS = 1_500;
/**
 * After that it may make a few reads by key. On a busy server the time may have passed in this process, where reads
 * wait; what the database gives these is its own time.
 */
const SHORT_READ_MS = 50;
const SHORT_READS_MAX = 8;

/**
 * The reads of one operation: they run one after another, and share one deadline. So aliases and pages inside pages
 * take no more of the database than one read may, whatever they ask for.
 */
class OperationReads {
  private leftMs = OPERATION_LIMIT_MS;
  private shortReads = 0;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Waits for the operation's earlier reads.
   *
   * @param read gets the time that is left, as its `maxTimeMS`. It must not run another read of the operation
   * @throws MongoServerError MaxTimeMSExpired when no time is left
   */
  run<Result>(read: (maxTimeMS: number) => Promise<Result>): Promise<Result> {
    const result = this.last.then(() => this.timed(read));
    this.last = result.catch(() => undefined);
    return result;
  }

  private async timed<Result>(read: (maxTimeMS: number) => Promise<Result>): Promise<Result> {
    const isShort = this.leftMs < SHORT_READ_MS;
    if (isShort && ++this.shortReads > SHORT_READS_MAX) {
      throw new mongo.MongoServerError({ code: 50, codeName: 'MaxTimeMSExpired' });
    }
    const begun = performance.now();
    try {
      return await read(isShort ? SHORT_READ_MS : Math.ceil(this.leftMs));
    } finally {
      this.leftMs -= performance.now() - begun;
    }
  }
}

const reads = new WeakMap<AbortSignal, OperationReads>();

/** @param signal of the operation's context: each operation has its own */
export function readsOf(signal: AbortSignal): OperationReads {
  const known = reads.get(signal) ?? new OperationReads();
  reads.set(signal, known);
  return known;
}
