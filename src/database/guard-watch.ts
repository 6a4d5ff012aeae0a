import { AppError } from '../errors';
import type { Log } from '../log';
import type { Database } from './connection';
import { findLiveDuplicates, proveGuardIndex } from './guard-index';

/** A dropped or changed guard is noticed within this time even when nobody claims. */
const INTERVAL_MS = 2_000;

/**
 * Whether claims may be served: proved at start, proved again from time to time, and at once when a claim's
 * hint of the index was refused. It never repairs: what to do about a wrong guard is a person's decision.
 */
export class GuardWatch {
  private fault: string | null = 'not proved yet';
  /** Why there is none: searched once, for it reads every live row. */
  private buildFault = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** What is wrong, with what was expected and what was found; null: claims are served. */
  get mismatch(): string | null {
    return this.fault;
  }

  /** @param buildFault why the index could not be built at start */
  async start(buildFault: string | null): Promise<void> {
    if (buildFault !== null) this.buildFault = await this.explain(buildFault);
    await this.prove();
    this.timer = setInterval(() => void this.prove().catch(() => undefined), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @throws AppError GUARD_INDEX_MISMATCH */
  requireProof(): void {
    if (this.fault !== null) throw new AppError('GUARD_INDEX_MISMATCH', { detail: this.fault });
  }

  /** The database refused to use the index by its name: it is gone or unfinished. */
  refused(): AppError {
    this.set('the database refused the guard index by its name');
    void this.prove().catch(() => undefined);
    return new AppError('GUARD_INDEX_MISMATCH', { detail: 'hint refused' });
  }

  private async prove(): Promise<void> {
    const { ok, expected, found } = await proveGuardIndex(this.database);
    if (ok) this.buildFault = '';
    this.set(ok ? null : `guard index: expected ${expected}, found ${found}${this.buildFault}`);
  }

  private async explain(buildFault: string): Promise<string> {
    const duplicates = await findLiveDuplicates(this.database);
    const pairs = duplicates.map(({ requestIds }) => requestIds.join(' ')).join(', ');
    return (
      `; building it failed (${buildFault.replace(/dup key: .*$/, 'duplicate key')})` +
      (duplicates.length > 0 ? `; requests that share a slot: ${pairs}` : '')
    );
  }

  private set(fault: string | null): void {
    if (fault === this.fault) return;
    if (fault === null) this.log.info('guard index proved: claims are served');
    else this.log.error({ guard: fault }, 'guard index mismatch: no claim is served');
    this.fault = fault;
  }
}
