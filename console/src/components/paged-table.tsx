import type { CombinedError } from 'urql';
import type { ReactNode } from 'react';
import { DataTable, type DataColumn, type Selectable } from './data-table';
import { Pages } from './pages';
import type { Paging, Sort } from './use-filters';
import { Empty, Loaded } from './view-states';

interface PagedTableProps<Data, Row extends { readonly id: string }> {
  /** The state of the query, and how to ask again. */
  readonly query: {
    readonly data?: Data | undefined;
    readonly error?: CombinedError | undefined;
    readonly stale: boolean;
    readonly fetching: boolean;
  };
  readonly onRetry: () => void;
  readonly paging: Paging;
  readonly columns: readonly DataColumn<Row>[];
  readonly texts: { readonly table: string; readonly emptyTitle: string; readonly emptyHint: string };
  /** The list in the answer. */
  readonly listOf: (data: Data) =>
    | {
        readonly nodes: readonly Row[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
        readonly totalCount?: number | null;
      }
    | null
    | undefined;
  readonly hrefOf?: (row: Row) => string | null;
  readonly sort?: Sort;
  /** Rows that can be chosen, and what can be done with them, above the table. */
  readonly selectionOf?: (rows: readonly Row[]) => Selectable;
  readonly actsOn?: (rows: readonly Row[]) => ReactNode;
}

/** A list of the API as a table, a page at a time. */
export function PagedTable<Data, Row extends { readonly id: string }>({
  query,
  onRetry,
  paging,
  columns,
  texts,
  listOf,
  hrefOf,
  sort,
  selectionOf,
  actsOn,
}: PagedTableProps<Data, Row>) {
  return (
    <Loaded query={query} onRetry={onRetry}>
      {(data) => {
        const list = listOf(data);
        const rows = list?.nodes ?? [];
        return (
          <div className="panel">
            {actsOn?.(rows)}
            <DataTable
              label={texts.table}
              columns={columns}
              rows={rows}
              sort={sort}
              {...(hrefOf && { hrefOf })}
              {...(selectionOf && { selection: selectionOf(rows) })}
              isStale={query.stale || query.fetching}
              empty={<Empty title={texts.emptyTitle}>{texts.emptyHint}</Empty>}
            />
            <Pages paging={paging} list={list} />
          </div>
        );
      }}
    </Loaded>
  );
}
