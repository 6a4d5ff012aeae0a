/**
 * What a command has found goes to standard output, as lines to read or, with `--json`, as one JSON object a
 * line and nothing else. Everything else (notes, progress, faults) goes to standard error.
 */
export class Output {
  constructor(readonly json: boolean) {}

  /** @param line the same for a person; null: not worth a line */
  result(record: object, line: string | null): void {
    if (this.json) this.write(JSON.stringify(record));
    else if (line !== null) this.write(line);
  }

  note(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  private write(line: string): void {
    process.stdout.write(`${line}\n`);
  }
}

/**
 * A reader that goes away (`check | head -1`) is no fault: what was found is told by the exit code all the
 * same, so the command runs to its end and the rest is written to nobody.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
