import type { Clock } from '../clock';
import { ServiceUnavailable } from '../errors';
import type { Log } from '../log';
import type { Database } from './connection';

const INTERVAL_MS = 5_000;

/**
 * Compares this server's clock with the database's, every 5 s: days and windows are judged by it, so a server
 * whose clock is off is not ready, and writes nothing that its clock decides.
 */
export class ClockSkewWatch {
  private skew = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param limitSeconds 0 switches the comparison off */
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly limitSeconds: number,
    private readonly log: Log,
  ) {}

  /** By how much this server's clock is ahead of the database's, as measured last; 0 when that is switched off. */
  get skewSeconds(): number {
    return this.skew;
  }

  /** What is wrong, or null. */
  get fault(): string | null {
    if (this.limitSeconds === 0 || Math.abs(this.skewSeconds) <= this.limitSeconds) return null;
    return `clock skew: this server's clock is ${this.skewSeconds.toFixed(1)} s off the database's, limit ${this.limitSeconds} s`;
  }

  /** For writes that a day or a window decides: a wrong day would stay. @throws ServiceUnavailable */
  requireRightClock(): void {
    if (this.fault !== null) throw new ServiceUnavailable(this.fault);
  }

  async start(): Promise<void> {
    if (this.limitSeconds === 0) return;
    await this.measure();
    this.timer = setInterval(() => void this.measure().catch(() => undefined), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async measure(): Promise<void> {
    const before = this.clock().getTime();
    const hello = await this.database.claimsDb.admin().command({ hello: 1 });
    const after = this.clock().getTime();
    const theirs = (hello.localTime as Date).getTime();
    // The answer was written somewhere between the two: within that time there is no skew to speak of.
    const skewMs = theirs < before ? before - theirs : theirs > after ? after - theirs : 0;
    const wasFault = this.fault;
    this.skew = skewMs / 1_000;
    if (this.fault !== null && wasFault === null)
      this.log.error({ skewSeconds: this.skewSeconds }, 'clock skew');
  }
}
