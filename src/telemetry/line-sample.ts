import type { Log } from '../log';
import { shareOf } from '../worker-share';

const WINDOW_MS = 10_000;
const LINES_A_WINDOW = 20;

/**
 * The lines of documents that were refused to anonymous callers: anybody can cause as many as they like. The first
 * ones of each 10 s are written; one line at the end of that time counts the others.
 */
export class LineSample {
  private written = 0;
  private leftOut = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly log: Log) {}

  /** False: leave the line out. */
  admits(): boolean {
    this.timer ??= setTimeout(() => this.end(), WINDOW_MS).unref();
    if (this.written < shareOf(LINES_A_WINDOW)) {
      this.written += 1;
      return true;
    }
    this.leftOut += 1;
    return false;
  }

  /** Writes the count now; the next line begins another window. */
  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.leftOut > 0) this.log.info({ leftOut: this.leftOut }, 'lines of refused documents omitted');
    this.written = 0;
    this.leftOut = 0;
  }
}
