import { csvRecords } from '../../uploads/csv-records';

/** The rows of a file of codes as the command `import-codes` reads them, so that either completes the other. Pure. */
export interface CodeRow {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export type CodeRows = { readonly rows: readonly CodeRow[] } | { readonly fault: 'column' | 'quotes' };

/** @param column of a CSV file; null: each line is a code */
export function codeRowsOf(content: string, column: string | null): CodeRows {
  const text = content.replace(/^\ufeff/, '');
  return column === null ? { rows: linesOf(text) } : cellsOf(text, column);
}

function linesOf(text: string): CodeRow[] {
  return text
    .split('\n')
    .map((line, place) => ({ line: place + 1, text: line.replace(/\r$/, '') }))
    .filter((row) => row.text !== '');
}

function cellsOf(text: string, column: string): CodeRows {
  const records = csvRecords(text);
  if (records === null) return { fault: 'quotes' };
  const [header, ...others] = records.filter(({ cells }) => cells.length > 1 || cells[0] !== '');
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const place = names.indexOf(column);
  if (place === -1 || names.lastIndexOf(column) !== place) return { fault: 'column' };
  // A row with more or fewer cells has no code that could be told.
  return {
    rows: others.map(({ line, cells }) => ({
      line,
      text: cells.length === names.length ? (cells[place] ?? '') : '',
    })),
  };
}
