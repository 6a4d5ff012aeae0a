import { stringify } from 'csv-stringify/sync';
import { wallClock, type ServiceCalendar } from '../domain/service-calendar';

/** One column of an export; an instant is written in the service's zone, which its header names. */
export type Column<Row> =
  | { readonly name: string; readonly value: (row: Row) => string | number | null }
  | { readonly name: string; readonly instant: (row: Row) => Date | null };

/** Without it spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF';

const FORMAT = {
  // RFC 4180.
  record_delimiter: '\r\n',
  // A cell that a spreadsheet would run (= + - @, tab, CR in front, their wide forms too) gets an apostrophe.
  escape_formulas: true,
} as const;

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
      if ('value' in column) return column.value(row);
      const instant = column.instant(row);
      return instant && wallClock(calendar, instant);
    }),
  );
  return stringify(cells, FORMAT);
}
