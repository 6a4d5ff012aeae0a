import type { ClassType } from 'type-graphql';
import type { Collections } from '../../database/client-collections';
import type { ServiceCalendar } from '../../domain/service-calendar';
import { headerOf, csvOf, type Column } from './csv';

export interface ExportSources {
  readonly database: Collections;
  readonly calendar: ServiceCalendar;
}

/** Defines an export: the complete list and its columns. */
export interface ExportDefinition<Args, Row> {
  /** Of the file. */
  readonly name: string;
  /** The query that lists the same rows: its rights and its arguments are the export's. */
  readonly query: string;
  /** In the audit trail. */
  readonly action: string;
  readonly argsType: ClassType<object>;
  /** Of the argument `filter`; undefined: the filter's fields are arguments of the query themselves. */
  readonly filterType?: ClassType<object>;
  readonly columns: ReadonlyArray<Column<Row>>;
  /** @throws AppError before the first row, when what the arguments name is not there */
  readonly batches: (args: Args, sources: ExportSources) => AsyncGenerator<Row[]>;
}

/** An export whatever its rows are. */
export interface Export {
  readonly name: string;
  readonly query: string;
  readonly action: string;
  readonly argsType: ClassType<object>;
  readonly filterType: ClassType<object> | undefined;
  /**
   * The file, piece by piece: the header first, then a piece for each batch of rows. It holds one batch at a
   * time; a caller that stops reading has to call `return`.
   */
  readonly pieces: (args: object, sources: ExportSources) => AsyncGenerator<string>;
}

export function defineExport<Args extends object, Row>(definition: ExportDefinition<Args, Row>): Export {
  const { columns, batches, filterType, ...rest } = definition;
  return {
    ...rest,
    filterType,
    async *pieces(args, sources) {
      yield headerOf(columns, sources.calendar);
      for await (const rows of batches(args as Args, sources)) {
        yield csvOf(columns, sources.calendar, rows);
      }
    },
  };
}
