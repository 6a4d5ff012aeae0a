/** Views of lists that users have named, kept in the browser. Pure but for the storage that it is given. */
export interface SavedView {
  readonly name: string;
  /** The parameters of the address, without the page. */
  readonly search: string;
}

interface KeyValues {
  get(key: string): string | null;
  set(key: string, value: string): boolean;
}

interface ListOfUser {
  readonly userId: string;
  /** The address of the list. */
  readonly path: string;
}

/** A menu of more is no quicker than setting the filters. */
export const MOST_VIEWS = 20;

const keyOf = ({ userId, path }: ListOfUser) => `views ${userId} ${path}`;

/** What does not fit is left out: an older release may have written it, or a person. */
export function readViews(storage: KeyValues, list: ListOfUser): readonly SavedView[] {
  const stored = storage.get(keyOf(list));
  if (stored === null) return [];
  try {
    const views: unknown = JSON.parse(stored);
    return Array.isArray(views) ? views.filter(isView).slice(0, MOST_VIEWS) : [];
  } catch {
    return [];
  }
}

export function writeViews(storage: KeyValues, list: ListOfUser, views: readonly SavedView[]): void {
  storage.set(keyOf(list), JSON.stringify(views.slice(0, MOST_VIEWS)));
}

function isView(value: unknown): value is SavedView {
  const { name, search } = (value ?? {}) as Partial<Record<keyof SavedView, unknown>>;
  return typeof name === 'string' && typeof search === 'string';
}
