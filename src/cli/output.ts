/**
 * Writes the results of a command to standard output, as readable lines or, with `--json`, only as one JSON object
 * per line. Notes, progress and errors go to standard error.
 */
export class Output {
  constructor(readonly json: boolean) {}

  /** @param line the same for a person, or null to print nothing */
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
 * A reader that goes away (`check | head -1`) is not an error: the command runs to its end and discards the
 * remaining output, and its exit code still reports the result.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
