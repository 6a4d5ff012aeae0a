export interface CsvRecord {
  /** Of its beginning, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The records of a CSV text as the commands read them. Null: a quote is not closed, or stands inside a value. Pure. */
export function csvRecords(text: string): CsvRecord[] | null {
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
