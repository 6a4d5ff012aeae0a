import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { StartupFault } from '../startup-fault';
import { linesOf } from './lines';

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** One row of a file: its values by column, empty ones left out, or what is wrong with it. */
export type SourceRow =
  | { readonly line: number; readonly values: Readonly<Record<string, string>> }
  | { readonly line: number; readonly fault: string };

/** A row that is longer is no row: a quote that is never closed would swallow the rest of the file. */
const ROW_BYTES_MAX = 64 * 1024;

/** What UTF-8 decoding puts where bytes are none: a password that held some would be another one. */
const UNDECODABLE = '\ufffd';

/** Reads a file row by row, in bounded memory, and knows in the end what file it was. */
export class SourceFile {
  private readonly hash = createHash('sha256');

  /** @param columns all that a row may have */
  constructor(
    private readonly stream: Readable,
    private readonly format: Format,
    private readonly columns: readonly string[],
  ) {}

  /** Of all bytes that were read, in hex: of the file once `rows` has ended. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }

  /** @throws StartupFault when the file can't be read, or its first row does not name known columns */
  async *rows(): AsyncGenerator<SourceRow> {
    try {
      for await (const row of this.format === 'csv' ? this.csvRows() : this.jsonRows()) {
        const garbled =
          'values' in row && Object.values(row.values).some((text) => text.includes(UNDECODABLE));
        yield garbled ? { line: row.line, fault: 'holds bytes that are not UTF-8' } : row;
      }
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      throw new StartupFault(`The file can't be read (${code}).`);
    }
  }

  private async *csvRows(): AsyncGenerator<SourceRow> {
    const skipped: SourceRow[] = [];
    let read = 0;
    const parser = pipeline(
      Readable.from(this.hashed()),
      parse({
        bom: true,
        relax_column_count: true,
        max_record_size: ROW_BYTES_MAX,
        skip_records_with_error: true,
        // A row is named by the line that it begins on, which goes before its cells; the parser counts lines read.
        on_record: (cells: string[], { lines }) => {
          const line = read + 1;
          read = lines;
          return [String(line), ...cells];
        },
        on_skip: (error) => {
          skipped.push({ line: read + 1, fault: faultOf(error) });
          read = (error as { lines?: number } | undefined)?.lines ?? read + 1;
          return undefined;
        },
      }),
      () => undefined,
    );
    let header: readonly string[] | null = null;
    for await (const [number, ...cells] of parser as AsyncIterable<string[]>) {
      const line = Number(number);
      // The parser is ahead of us: what it skipped is told in its place.
      while (skipped[0] !== undefined && skipped[0].line < line) yield skipped.shift()!;
      if (header === null) header = this.checked(cells);
      else if (cells.length === 1 && cells[0] === '') continue;
      else if (cells.length !== header.length)
        yield { line, fault: `has ${cells.length} values for ${header.length} columns` };
      else yield { line, values: valuesOf(header, cells) };
    }
    if (header === null) throw new StartupFault(`The file's first row must name its columns.`);
    yield* skipped;
  }

  private checked(cells: readonly string[]): readonly string[] {
    const names = cells.map((cell) => cell.trim());
    const known = names.every((name) => this.columns.includes(name));
    if (known && new Set(names).size === names.length) return names;
    throw new StartupFault(
      `The file's first row must name its columns, each once, out of: ${this.columns.join(', ')}.`,
    );
  }

  private async *jsonRows(): AsyncGenerator<SourceRow> {
    for await (const { line, text } of linesOf(this.hashed(), ROW_BYTES_MAX)) {
      if (text === null) yield { line, fault: `is longer than ${ROW_BYTES_MAX} bytes` };
      else if (text.trim() !== '') yield { line, ...this.parsed(text) };
    }
  }

  private parsed(text: string): { values: Record<string, string> } | { fault: string } {
    let row: unknown;
    try {
      row = JSON.parse(text);
    } catch {
      return { fault: 'is not JSON' };
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return { fault: 'is not a JSON object' };
    const given = Object.entries(row).filter(([, value]) => value !== null && value !== '');
    if (given.some(([name]) => !this.columns.includes(name))) {
      return { fault: `has a field that is none of ${this.columns.join(', ')}` };
    }
    const other = given.find(([, value]) => typeof value !== 'string');
    if (other) return { fault: `${other[0]} must be text` };
    return { values: Object.fromEntries(given) };
  }

  private async *hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of this.stream as AsyncIterable<Buffer>) {
      this.hash.update(chunk);
      yield chunk;
    }
  }
}

function valuesOf(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const given = header.map((name, place) => [name, cells[place]!] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** The parser's own messages quote the row. */
function faultOf(error: unknown): string {
  const code = error instanceof CsvError ? error.code : '';
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `is longer than ${ROW_BYTES_MAX} bytes: is a quote not closed?`;
  }
  return 'is not CSV: quotes stand around a whole value, and are doubled inside it';
}
