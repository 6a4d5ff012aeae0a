import type { CombinedError } from 'urql';
import { DataTable, Pages, type DataColumn } from './data-table';
import type { Paging } from './use-filters';
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
      }
    | null
    | undefined;
}

/** A list of the API as a table, a page at a time. */
export function PagedTable<Data, Row extends { readonly id: string }>({
  query,
  onRetry,
  paging,
  columns,
  texts,
  listOf,
}: PagedTableProps<Data, Row>) {
  return (
    <Loaded query={query} onRetry={onRetry}>
      {(data) => {
        const list = listOf(data);
        return (
          <>
            <DataTable
              label={texts.table}
              columns={columns}
              rows={list?.nodes ?? []}
              isStale={query.stale || query.fetching}
              empty={<Empty title={texts.emptyTitle}>{texts.emptyHint}</Empty>}
            />
            <Pages paging={paging} pageInfo={list?.pageInfo} />
          </>
        );
      }}
    </Loaded>
  );
}
