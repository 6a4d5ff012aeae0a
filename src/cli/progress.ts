/** Frequent enough to look alive, rare enough to cost nothing. */
const REDRAW_MS = 200;
const ROWS_PER_LINE = 100_000;

/**
 * Reports the progress of long work on standard error: one line that is redrawn in a terminal; elsewhere, such as in a
 * job's log, a line each 100,000 rows.
 */
export class Progress {
  private readonly startedAt = performance.now();
  private drawnAt = -Infinity;
  private reported = 0;

  constructor(private readonly what: string) {}

  /** @param rows done so far */
  at(rows: number): void {
    if (!process.stderr.isTTY) {
      if (rows - this.reported < ROWS_PER_LINE) return;
      this.reported = rows;
      process.stderr.write(`${this.line(rows)}\n`);
    } else if (performance.now() - this.drawnAt >= REDRAW_MS) {
      this.drawnAt = performance.now();
      process.stderr.write(`\r\x1b[K${this.line(rows)}`);
    }
  }

  /** Clears the line for the following output. */
  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }

  private line(rows: number): string {
    const seconds = (performance.now() - this.startedAt) / 1_000;
    const rate = Math.round(rows / Math.max(seconds, 0.001));
    return `${rows.toLocaleString('en')} ${this.what}, ${rate.toLocaleString('en')} per second`;
  }
}
