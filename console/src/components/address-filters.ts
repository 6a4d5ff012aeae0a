/**
 * Filters that live in the address: a copied address shows what its sender saw. Pure.
 * A filter that selects nothing has no parameter; a value that doesn't fit is ignored, for addresses get mistyped.
 */
export interface Filter<T> {
  read(values: readonly string[]): T;
  write(value: T): readonly string[];
}
export type Filters = Readonly<Record<string, Filter<unknown>>>;
export type FilterValues<F> = { readonly [K in keyof F]: F[K] extends Filter<infer T> ? T : never };

/** Where a list's page begins; it belongs to one filter, so a change of filters drops it. */
export const PAGE_PARAMETER = 'after';

export const text: Filter<string> = {
  read: ([value = '']) => value,
  write: (value) => (value.trim() === '' ? [] : [value]),
};

/** An instant as ISO 8601 in UTC, or null for no bound. */
export const instant: Filter<string | null> = {
  read: ([value]) =>
    value !== undefined && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null,
  write: (value) => (value === null ? [] : [value]),
};

/** Any of some values; none chosen: no restriction. */
export function choices<T extends string>(options: readonly T[]): Filter<readonly T[]> {
  return {
    read: (values) => options.filter((option) => values.includes(option)),
    write: (chosen) => chosen,
  };
}

/** One of some values, the first when the address names none. */
export function choice<T extends string>(options: readonly [T, ...T[]]): Filter<T> {
  return {
    read: ([value]) => options.find((option) => option === value) ?? options[0],
    write: (chosen) => (chosen === options[0] ? [] : [chosen]),
  };
}

/** One of some values that the address always names, so that a list without any parameter may begin with another. */
export function stated<T extends string>(options: readonly [T, ...T[]]): Filter<T> {
  return { ...choice(options), write: (chosen) => [chosen] };
}

export function readFilters<F extends Filters>(filters: F, address: URLSearchParams): FilterValues<F> {
  const entries = Object.entries(filters).map(([name, filter]) => [name, filter.read(address.getAll(name))]);
  return Object.fromEntries(entries) as FilterValues<F>;
}

/** The address after a change; parameters of others stay, the page does not. */
export function writeFilters<F extends Filters>(
  filters: F,
  address: URLSearchParams,
  changes: Partial<FilterValues<F>>,
): URLSearchParams {
  const next = new URLSearchParams(address);
  next.delete(PAGE_PARAMETER);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const one of filters[name]?.write(value) ?? []) next.append(name, one);
  }
  return next;
}
