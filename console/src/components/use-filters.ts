import { useMemo } from 'react';
import { useSearch, useSearchParams } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import {
  choice,
  PAGE_PARAMETER,
  readFilters,
  writeFilters,
  type Filters,
  type FilterValues,
} from './address-filters';

interface BoundFilters<F extends Filters> {
  readonly values: FilterValues<F>;
  /** @param replace for typing: no step in the history per letter */
  readonly set: (changes: Partial<FilterValues<F>>, options?: { replace?: boolean }) => void;
  readonly isAnySet: boolean;
  readonly clear: () => void;
}

/**
 * Filters of the present address.
 *
 * @param filters made once, outside of the component
 * @param initial what a list shows while the address names none of its filters; also made once
 */
export function useFilters<F extends Filters>(
  filters: F,
  initial?: Partial<FilterValues<F>>,
): BoundFilters<F> {
  const search = useSearch();
  const [, setAddress] = useSearchParams();
  const names = Object.keys(filters);
  const isNamed = (address: URLSearchParams) => names.some((name) => address.has(name));
  const values = useMemo(() => {
    const address = new URLSearchParams(search);
    const isBare = !Object.keys(filters).some((name) => address.has(name));
    return { ...readFilters(filters, address), ...(isBare && initial) };
  }, [filters, initial, search]);
  return {
    values,
    set: (changes, options) =>
      setAddress(
        // The first change leaves the rest of what was shown as it was.
        (address) => writeFilters(filters, address, isNamed(address) ? changes : { ...initial, ...changes }),
        options,
      ),
    isAnySet: isNamed(new URLSearchParams(search)),
    clear: () =>
      setAddress((address) => {
        const next = new URLSearchParams(address);
        for (const name of [...names, PAGE_PARAMETER]) next.delete(name);
        return next;
      }),
  };
}

export const ORDERS = ['newest', 'oldest'] as const;
export type OrderName = (typeof ORDERS)[number];
const ORDER = { order: choice(ORDERS) };

/** Which of its sortable columns a table is ordered by. */
export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
  readonly onChange: (column: string, isDescending: boolean) => void;
}

export const PAGE_SIZES = ['25', '50', '100'] as const;
export type PageSize = (typeof PAGE_SIZES)[number];
const SIZE = choice(PAGE_SIZES);
const SIZE_PARAMETER = 'size';

export interface Paging {
  /** The cursor after which the page begins, or null for the first page. */
  readonly after: string | null;
  /** Rows per page, and how to choose another number; null for a list of a fixed size. */
  readonly size: PageSize;
  readonly resize: ((size: PageSize) => void) | null;
  readonly next: (endCursor: string) => void;
  readonly previous: () => void;
  readonly first: () => void;
}

/** Kept with each entry of the browser's history: the cursors of the pages before, by the parameter of their list. */
interface PagesBefore {
  readonly pagesBefore?: Readonly<Record<string, readonly (string | null)[]>>;
}
/** A browser bounds what an entry of its history holds. */
const MOST_PAGES_BEFORE = 200;

/**
 * Pages of a list, in the address. Cursors lead forward only, so the way back is remembered: per list, for a page may
 * have several. At an address that was copied the way back is to the first page.
 */
export function usePaging(parameter: string = PAGE_PARAMETER): Paging {
  const [address, setAddress] = useSearchParams();
  const { pagesBefore = {} } = useHistoryState<PagesBefore | null>() ?? {};
  const after = address.get(parameter);
  const before = pagesBefore[parameter] ?? [];
  const goTo = (cursor: string | null, way: readonly (string | null)[]) =>
    setAddress((present) => withParameter(present, parameter, cursor), {
      state: { pagesBefore: { ...pagesBefore, [parameter]: way.slice(-MOST_PAGES_BEFORE) } },
    });
  return {
    after,
    size: SIZE.read(address.getAll(SIZE_PARAMETER)),
    resize:
      parameter === PAGE_PARAMETER
        ? (size) =>
            setAddress((present) => {
              const next = withParameter(present, SIZE_PARAMETER, SIZE.write(size)[0] ?? null);
              next.delete(parameter);
              return next;
            })
        : null,
    next: (endCursor) => goTo(endCursor, [...before, after]),
    previous: () => goTo(before.at(-1) ?? null, before.slice(0, -1)),
    first: () => goTo(null, []),
  };
}

/** The order of a list by the time of its rows, as its table shows it and as the API takes it. */
export interface Order {
  readonly reverse: boolean;
  readonly sort: Sort;
}

/** @param column the one that holds the time by which the API sorts the list */
export function useOrder(column: string): Order {
  const { values, set } = useFilters(ORDER);
  return orderBy(column, values.order, (order) => set({ order }));
}

export function orderBy(column: string, order: OrderName, onChange: (order: OrderName) => void): Order {
  return {
    reverse: order === 'oldest',
    sort: {
      column,
      isDescending: order === 'newest',
      onChange: (_, isDescending) => onChange(isDescending ? 'newest' : 'oldest'),
    },
  };
}

/** One parameter of the address; what lists remember of their pages stays. */
export function useParameter(name: string): [string | null, (value: string | null) => void] {
  const [address, setAddress] = useSearchParams();
  const state = useHistoryState<PagesBefore | null>();
  const set = (value: string | null) =>
    setAddress((present) => withParameter(present, name, value), { state });
  return [address.get(name), set];
}

function withParameter(address: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const next = new URLSearchParams(address);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return next;
}
