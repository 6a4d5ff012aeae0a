import { useMemo } from 'react';
import { useSearch, useSearchParams } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import {
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

/** Filters of the present address. @param filters made once, outside of the component */
export function useFilters<F extends Filters>(filters: F): BoundFilters<F> {
  const search = useSearch();
  const [, setAddress] = useSearchParams();
  const values = useMemo(() => readFilters(filters, new URLSearchParams(search)), [filters, search]);
  const names = Object.keys(filters);
  return {
    values,
    set: (changes, options) => setAddress((address) => writeFilters(filters, address, changes), options),
    isAnySet: names.some((name) => new URLSearchParams(search).has(name)),
    clear: () =>
      setAddress((address) => {
        const next = new URLSearchParams(address);
        for (const name of [...names, PAGE_PARAMETER]) next.delete(name);
        return next;
      }),
  };
}

export interface Paging {
  /** The cursor after which the page begins, or null for the first page. */
  readonly after: string | null;
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
    next: (endCursor) => goTo(endCursor, [...before, after]),
    previous: () => goTo(before.at(-1) ?? null, before.slice(0, -1)),
    first: () => goTo(null, []),
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
