import type { Clock } from '../clock';
import { ServiceUnavailable } from '../errors';
import type { Log } from '../log';
import type { Database } from './connection';

const INTERVAL_MS = 5_000;

/**
 * Compares this server's clock with the database's: with every batch of claims and check-ins, and every 5 s.
 * Days and windows are judged by this clock, so a server whose clock is off is not ready, and writes nothing
 * that depends on the day.
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

  /** The reason for not being ready, or null. */
  get fault(): string | null {
    if (this.limitSeconds === 0 || Math.abs(this.skewSeconds) <= this.limitSeconds) return null;
    return this.faultOf(this.skewSeconds);
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

  /**
   * Runs a read and compares the clocks by the time that the database gave with it.
   *
   * @param timeIn returns null when the result has no time, so that nothing is compared
   * @throws ServiceUnavailable when they differ by more than the limit
   */
  async compareDuring<Result>(
    read: () => Promise<Result>,
    timeIn: (result: Result) => Date | null,
  ): Promise<Result> {
    const before = this.clock().getTime();
    const result = await read();
    const theirs = timeIn(result);
    if (theirs !== null && this.limitSeconds > 0) {
      const fault = this.compare(before, theirs.getTime());
      if (fault !== null) throw new ServiceUnavailable(fault);
    }
    return result;
  }

  /**
   * Refuses an instant that an operation took at its arrival and that is still in the future by the database's
   * clock, because this server's clock was set back before its batch compared the two. Null when it is not.
   */
  aheadOf(databaseTime: Date, instant: Date): ServiceUnavailable | null {
    const ahead = (instant.getTime() - databaseTime.getTime()) / 1_000;
    if (this.limitSeconds === 0 || ahead <= this.limitSeconds) return null;
    return new ServiceUnavailable(this.faultOf(ahead));
  }

  private async measure(): Promise<void> {
    const before = this.clock().getTime();
    const hello = await this.database.claimsDb.admin().command({ hello: 1 });
    this.compare(before, (hello.localTime as Date).getTime());
  }

  /** @returns what is wrong, or null */
  private compare(before: number, theirs: number): string | null {
    const after = this.clock().getTime();
    // The answer was written somewhere between the two: within that time there is no skew to speak of.
    const skewMs = theirs < before ? before - theirs : theirs > after ? after - theirs : 0;
    const wasFault = this.fault;
    this.skew = skewMs / 1_000;
    if (this.fault !== null && wasFault === null)
      this.log.error({ skewSeconds: this.skewSeconds }, 'clock skew');
    return this.fault;
  }

  private faultOf(skewSeconds: number): string {
    return `clock skew: this server's clock is ${skewSeconds.toFixed(1)} s off the database's, limit ${this.limitSeconds} s`;
  }
}
