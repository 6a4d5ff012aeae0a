import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { CodeFile, CodeRow } from '../reward-codes/code-imports';
import { StartupFault } from '../startup-fault';
import { readFault, SourceFile } from './source-rows';

export interface CodeSource {
  /** Opens the file, each time from its beginning. */
  readonly open: () => Readable;
  /** The column of a CSV file; null: each line is a code. */
  readonly column: string | null;
}

/**
 * Reads a file of codes: first as a whole, because its hash names the import, then row by row in bounded memory.
 *
 * @throws StartupFault when it can't be read; while its rows are read, also when it has changed, or lacks the column
 */
export async function openCodes({ open, column }: CodeSource): Promise<CodeFile> {
  const sha256 = await hashOf(open());
  return {
    sha256,
    reading: column === null ? 'lines' : `csv:${column}`,
    async *rows(): AsyncGenerator<CodeRow> {
      const name = column ?? 'code';
      const file = new SourceFile(open(), column === null ? 'lines' : 'csv', [name], { others: 'ignored' });
      for await (const row of file.rows()) {
        yield 'fault' in row ? row : { line: row.line, text: row.values[name] ?? '' };
      }
      if (file.sha256() !== sha256)
        throw new StartupFault('The file changed while it was read. Run the command again.');
    },
  };
}

async function hashOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    throw readFault(error);
  }
  return hash.digest('hex');
}
