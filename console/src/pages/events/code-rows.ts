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
  const records = recordsOf(text);
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

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Null: a quote is not closed, or stands inside a value. */
function recordsOf(text: string): CsvRecord[] | null {
  const records: CsvRecord[] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|$)/y;
  let line = 1;
  let begin = line;
  let cells: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) return null;
    const [, value = '', end = ''] = match;
    cells.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    line += value.split('\n').length - 1 + (end.endsWith('\n') ? 1 : 0);
    if (end === ',') {
      if (cell.lastIndex === text.length) cells.push('');
      if (cell.lastIndex < text.length) continue;
    }
    records.push({ line: begin, cells });
    cells = [];
    begin = line;
    if (end === '') break;
  }
  return records;
}
