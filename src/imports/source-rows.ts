import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { parse, type CsvError, type Parser } from 'csv-parse';
import { StartupFault } from '../startup-fault';
import { linesOf } from './lines';

export const FORMATS = ['csv', 'ndjson'] as const;
/** `lines`: each line is the value of the one column. */
export type Format = (typeof FORMATS)[number] | 'lines';

/** One row of a file: its values by column, empty ones left out, or what is wrong with it. */
export type SourceRow =
  | { readonly line: number; readonly values: Readonly<Record<string, string>> }
  | { readonly line: number; readonly fault: string };

/** A row as the parser returns it. */
type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string; readonly fatal: boolean };

/** A row that is longer is no row: a quote that is never closed would swallow the rest of the file. */
const ROW_BYTES_MAX = 64 * 1024;

/** The replacement character for invalid UTF-8; a password that contained invalid bytes would change. */
const UNDECODABLE = '\ufffd';

/** The message when the system does not give the file; any other error as it is. */
export function readFault(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : new StartupFault(`Cannot read the file (${code}).`);
}

/** Reads a file row by row, in bounded memory, and knows in the end what file it was. */
export class SourceFile {
  private readonly hash = createHash('sha256');

  /**
   * @param columns all that a row may have
   * @param options.others whether a CSV file may have other columns, which are ignored; it then has all of `columns`
   */
  constructor(
    private readonly stream: Readable,
    private readonly format: Format,
    private readonly columns: readonly string[],
    private readonly options: { readonly others?: 'ignored' } = {},
  ) {}

  /** Of all bytes that were read, in hex: of the file once `rows` has ended. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }

  /**
   * @throws StartupFault when the file can't be read, its first row does not name known columns, or a quote
   * leaves open where rows begin
   */
  async *rows(): AsyncGenerator<SourceRow> {
    try {
      for await (const row of this.read()) {
        const garbled =
          'values' in row && Object.values(row.values).some((text) => text.includes(UNDECODABLE));
        yield garbled ? { line: row.line, fault: 'holds bytes that are not UTF-8' } : row;
      }
    } catch (error) {
      throw readFault(error);
    }
  }

  private read(): AsyncGenerator<SourceRow> {
    if (this.format === 'lines') return this.lineRows();
    return this.format === 'csv' ? this.csvRows() : this.jsonRows();
  }

  private async *lineRows(): AsyncGenerator<SourceRow> {
    const [column = ''] = this.columns;
    for await (const { line, text } of linesOf(this.hashed(), ROW_BYTES_MAX)) {
      if (text === null) yield { line, fault: `is longer than ${ROW_BYTES_MAX} bytes` };
      else if (text !== '') yield { line, values: { [column]: text } };
    }
  }

  private async *csvRows(): AsyncGenerator<SourceRow> {
    // A row is identified by its first line; the parser reports the lines it has read. Good and bad rows
    // take the same path: in order, and no faster than the consumer reads.
    let read = 0;
    const parser: Parser = parse({
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      max_record_size: ROW_BYTES_MAX,
      skip_records_with_error: true,
      on_record: (cells: string[], { lines }) => {
        parser.push({ line: read + 1, cells });
        read = lines;
        return undefined;
      },
      on_skip: (error) => {
        const { code, lines } = error as CsvError & { lines: number };
        // Otherwise it belongs to a row that has been reported.
        if (lines > read) parser.push({ line: read + 1, ...faultOf(code) });
        read = lines;
        return undefined;
      },
    });
    pipeline(Readable.from(this.hashed()), parser, () => undefined);
    let header: readonly string[] | null = null;
    for await (const row of parser as AsyncIterable<CsvRow>) {
      const { line } = row;
      if ('fault' in row) {
        if (row.fatal) {
          throw new StartupFault(
            `Line ${line} begins a row that ${row.fault} Correct it and run the command again.`,
          );
        }
        if (header === null) throw this.headerFault();
        yield { line, fault: row.fault };
      } else if (header === null) header = this.checked(row.cells);
      else if (row.cells.length === 1 && row.cells[0] === '') continue;
      else if (row.cells.length !== header.length)
        yield { line, fault: `has ${row.cells.length} values for ${header.length} columns` };
      else yield { line, values: this.valuesOf(header, row.cells) };
    }
    if (header === null) throw this.headerFault('The file is empty: its');
  }

  private checked(cells: readonly string[]): readonly string[] {
    const names = cells.map((cell) => cell.trim());
    const known = names.filter((name) => this.columns.includes(name));
    const ignoresOthers = this.options.others === 'ignored';
    const fits = known.length === (ignoresOthers ? this.columns.length : names.length);
    if (fits && new Set(known).size === known.length) return names;
    throw this.headerFault();
  }

  private valuesOf(header: readonly string[], cells: readonly string[]): Record<string, string> {
    const given = header.map((name, place) => [name, cells[place]!] as const);
    return Object.fromEntries(given.filter(([name, value]) => value !== '' && this.columns.includes(name)));
  }

  private headerFault(whose = "The file's"): StartupFault {
    return new StartupFault(
      `${whose} first row must name its columns, each once, separated by commas. Columns: ${this.columns.join(', ')}.`,
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
      return { fault: `has a field other than ${this.columns.join(', ')}` };
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

/**
 * The parser's own messages quote the row. After a fatal error the start of the next row is unknown, so going on
 * would silently lose rows.
 */
function faultOf(code: string): { fault: string; fatal: boolean } {
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return { fault: `is longer than ${ROW_BYTES_MAX} bytes: is a quote not closed?`, fatal: true };
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED') return { fault: 'has a quote that is not closed.', fatal: true };
  if (code === 'CSV_INVALID_CLOSING_QUOTE') {
    return { fault: 'has a quote inside a quoted value; double it.', fatal: true };
  }
  return { fault: 'is not CSV: quotes must enclose a whole value and be doubled inside it', fatal: false };
}
