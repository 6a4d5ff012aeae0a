import { csvRecords } from './csv-records';

/** A row of a CSV file whose first row names its columns; empty values are left out. */
export type ColumnRow =
  | { readonly line: number; readonly values: Readonly<Record<string, string>> }
  | { readonly line: number; readonly reason: 'cells' | 'notUtf8' };

export type ColumnRows = { readonly rows: readonly ColumnRow[] } | { readonly fault: 'columns' | 'quotes' };

/** In place of bytes that are not UTF-8, as in a file that a spreadsheet saved as CP949. */
const UNDECODABLE = '\ufffd';

/** Pure. @param columns the only ones that the file may have */
export function columnRowsOf(content: string, columns: readonly string[]): ColumnRows {
  const records = csvRecords(content.replace(/^\ufeff/, ''));
  if (records === null) return { fault: 'quotes' };
  const [header, ...others] = records.filter(({ cells }) => cells.length > 1 || cells[0] !== '');
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const areKnown = names.every((name) => columns.includes(name));
  if (names.length === 0 || !areKnown || new Set(names).size < names.length) return { fault: 'columns' };
  return { rows: others.map(({ line, cells }) => rowOf(line, names, cells)) };
}

function rowOf(line: number, names: readonly string[], cells: readonly string[]): ColumnRow {
  if (cells.length !== names.length) return { line, reason: 'cells' };
  if (cells.some((cell) => cell.includes(UNDECODABLE))) return { line, reason: 'notUtf8' };
  const given = names.map((name, place) => [name, cells[place]!] as const);
  return { line, values: Object.fromEntries(given.filter(([, value]) => value !== '')) };
}
