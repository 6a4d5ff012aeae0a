import { stringify } from 'csv-stringify/sync';
import { wallClock, type ServiceCalendar } from '../../domain/service-calendar';

/** One column of an export; an instant is written in the service's zone, which its header names. */
export type Column<Row> =
  | { readonly name: string; readonly value: (row: Row) => string | number | null }
  | { readonly name: string; readonly instant: (row: Row) => Date | null };

/** Without it spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF';

const FORMAT = {
  // RFC 4180.
  record_delimiter: '\r\n',
  // With CRLF between rows, csv-stringify leaves a lone CR or LF inside a cell unquoted.
  quoted_match: /[\r\n]/,
} as const;

/**
 * Text that a spreadsheet would run as a formula: at the start of a cell, and where an importer that splits at
 * line breaks, semicolons or tabs would start one. The full-width forms count as well.
 */
const FORMULA = /(^|[\r\n\t;])(?=[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20])/g;

/** Puts an apostrophe before each formula; the OWASP recommendation against CSV injection. */
function harmless(cell: string | number | null): string | number | null {
  return typeof cell === 'string' ? cell.replace(FORMULA, "$1'") : cell;
}

export function headerOf<Row>(columns: ReadonlyArray<Column<Row>>, { timeZone }: ServiceCalendar): string {
  const names = columns.map((column) => ('instant' in column ? `${column.name} (${timeZone})` : column.name));
  return BYTE_ORDER_MARK + stringify([names], FORMAT);
}

export function csvOf<Row>(
  columns: ReadonlyArray<Column<Row>>,
  calendar: ServiceCalendar,
  rows: readonly Row[],
): string {
  const cells = rows.map((row) =>
    columns.map((column) => {
      if ('value' in column) return harmless(column.value(row));
      const instant = column.instant(row);
      return instant && wallClock(calendar, instant);
    }),
  );
  return stringify(cells, FORMAT);
}
