import { useFilters, type Sort } from './use-filters';
import { choice } from './address-filters';

const WAYS = ['down', 'up'] as const;

/** What a column of a complete list is sorted by. Null comes last, both ways. */
type ValueOf<Row> = (row: Row) => string | number | null;

interface LocalOrder<Row> {
  readonly sort: Sort;
  readonly sorted: (rows: readonly Row[]) => readonly Row[];
}

/**
 * Sorts a list that the API answers with in full, in the address as other orders are.
 *
 * @param columns by the id of their column, the first one sorts at the beginning; made once, outside of the component
 * @param first which way that is
 */
export function useLocalOrder<Row>(
  columns: Readonly<Record<string, ValueOf<Row>>>,
  first: 'down' | 'up',
): LocalOrder<Row> {
  const names = Object.keys(columns);
  const { values, set } = useFilters({
    sort: choice(names as [string, ...string[]]),
    way: choice(first === 'down' ? WAYS : (['up', 'down'] as const)),
  });
  const isDescending = values.way === 'down';
  const valueOf = columns[values.sort]!;
  return {
    sort: {
      column: values.sort,
      isDescending,
      onChange: (column, descending) => set({ sort: column, way: descending ? 'down' : 'up' }),
    },
    sorted: (rows) => [...rows].sort((a, b) => compare(valueOf(a), valueOf(b), isDescending ? -1 : 1)),
  };
}

/** Pure. */
function compare(a: string | number | null, b: string | number | null, direction: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'string' && typeof b === 'string') return direction * a.localeCompare(b);
  return direction * (Number(a) - Number(b));
}
