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
  /** The cursor that the page begins after; null: the first page. */
  readonly after: string | null;
  readonly next: (endCursor: string) => void;
  readonly previous: () => void;
  readonly first: () => void;
}

/** Pages of a list, in the address. Cursors lead forward only, so the way back is the browser's history. */
export function usePaging(parameter: string = PAGE_PARAMETER): Paging {
  const [address, setAddress] = useSearchParams();
  const state = useHistoryState<{ readonly pagesBefore?: number } | null>();
  const pagesBefore = state?.pagesBefore ?? 0;
  const goTo = (cursor: string | null, options: { state?: unknown }) =>
    setAddress((present) => {
      const next = new URLSearchParams(present);
      if (cursor === null) next.delete(parameter);
      else next.set(parameter, cursor);
      return next;
    }, options);
  return {
    after: address.get(parameter),
    next: (endCursor) => goTo(endCursor, { state: { pagesBefore: pagesBefore + 1 } }),
    previous: () => (pagesBefore > 0 ? history.back() : goTo(null, {})),
    first: () => goTo(null, {}),
  };
}
