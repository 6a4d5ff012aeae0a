import { AppError, ServiceUnavailable } from '../errors';
import type { Log } from '../log';
import type { Database } from './connection';
import { GUARD_INDEX, GUARDED } from './guard-index';
import type { BuildFailure } from './indexes';
import { findStructureFaults, isGuardFault, sentenceOf, type StructureFault } from './structure';

/** A dropped or changed index is noticed within this time even when nobody claims. */
/** How soon a server notices that an index was dropped or changed. */
export const PROOF_INTERVAL_MS = 2_000;

const REFUSED_HINT: StructureFault = {
  collection: GUARDED,
  index: GUARD_INDEX,
  problem: 'a claim could not read by it, or found that rows are removed after a time',
};

/**
 * Whether the collections and their unique indexes are as the models declare them: proved at start, every 2 s,
 * and at once when a claim's read found another guard. It never repairs: a person decides what to do.
 */
export class StructureWatch {
  private faults: readonly StructureFault[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  private constructor(
    private readonly database: Database,
    private buildFailures: readonly BuildFailure[],
    private readonly log: Log,
  ) {}

  /** Proves once and then again and again. @param buildFailures indexes that this start could not build */
  static async start(
    database: Database,
    buildFailures: readonly BuildFailure[],
    log: Log,
  ): Promise<StructureWatch> {
    const watch = new StructureWatch(database, buildFailures, log);
    await watch.prove();
    for (const failure of buildFailures.filter((each) => !watch.buildFailures.includes(each)))
      log.warn(failure, 'an index was not built: nothing depends on it but the speed of reads');
    watch.timer = setInterval(() => void watch.prove().catch(() => undefined), PROOF_INTERVAL_MS).unref();
    return watch;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The problems found, one sentence each. */
  get reasons(): string[] {
    return this.faults.map(sentenceOf);
  }

  /** The problem of the guard index with its expected and actual definition, or null when it is in force. */
  get guardMismatch(): string | null {
    const fault = this.faults.find(isGuardFault);
    return fault === undefined ? null : sentenceOf(fault);
  }

  /**
   * For whatever relies on these collections.
   *
   * @throws AppError GUARD_INDEX_MISMATCH when the guard is wrong
   * @throws ServiceUnavailable when anything else of them is
   */
  requireIntact(collections: readonly string[]): void {
    if (this.faults.length === 0) return;
    const faults = this.faults.filter(({ collection }) => collections.includes(collection));
    const guard = faults.find(isGuardFault);
    if (guard !== undefined) throw new AppError('GUARD_INDEX_MISMATCH', { detail: sentenceOf(guard) });
    if (faults[0] !== undefined) throw new ServiceUnavailable(sentenceOf(faults[0]));
  }

  /** A claim's read found that the guard is gone, unfinished or another one. */
  refused(): AppError {
    this.set([...this.faults.filter((fault) => !isGuardFault(fault)), REFUSED_HINT]);
    void this.prove().catch(() => undefined);
    return new AppError('GUARD_INDEX_MISMATCH', { detail: sentenceOf(REFUSED_HINT) });
  }

  /** Compares what is there from now on: one comparison at a time, and one that waits for it. */
  prove(): Promise<void> {
    if (this.running === undefined) {
      this.running = this.compare().finally(() => (this.running = undefined));
      return this.running;
    }
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.prove();
      });
    return this.next;
  }

  private async compare(): Promise<void> {
    const faults = await findStructureFaults(this.database);
    const failureOf = (fault: StructureFault) =>
      this.buildFailures.find(
        ({ collection, index }) => collection === fault.collection && index === fault.index,
      );
    this.set(
      faults.map((fault) => {
        const failure = failureOf(fault);
        return failure === undefined ? fault : { ...fault, problem: `${fault.problem}; ${failure.reason}` };
      }),
    );
    // Once an index is right, why it was not built is history.
    this.buildFailures = faults.map(failureOf).filter((failure) => failure !== undefined);
  }

  private set(faults: readonly StructureFault[]): void {
    const before = this.reasons;
    const hadMismatch = this.guardMismatch !== null;
    this.faults = faults;
    for (const fault of faults) {
      const sentence = sentenceOf(fault);
      if (before.includes(sentence)) continue;
      if (isGuardFault(fault))
        this.log.error({ guard: sentence }, 'guard index mismatch: no claim is served');
      else this.log.error({ fault: sentence }, 'structure fault: what depends on it is refused');
    }
    if (hadMismatch && this.guardMismatch === null) this.log.info('guard index proved: claims are served');
    if (before.length > 0 && faults.length === 0) this.log.info('structure of the database proved');
  }
}
