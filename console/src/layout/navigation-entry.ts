import { views } from '../pages/views';

/** Pages that belong to an entry of the navigation without being below its address. */
const BELONGS_TO: Readonly<Record<string, string>> = { '/access-log': '/audit' };

/** The entry of the navigation that a page belongs to: its own, or the list that its record is in. */
export function entryOf(path: string) {
  const owner = BELONGS_TO[path] ?? path;
  return views.find(
    (view) =>
      view.navigation !== undefined &&
      (view.path === owner || (view.path !== '/' && owner.startsWith(`${view.path}/`))),
  );
}

/** The filters, order and page that each list was left with, until the page is loaded anew. */
const searches = new Map<string, string>();

export function rememberSearch(path: string, search: string): void {
  searches.set(path, search === '' ? '' : `?${search}`);
}

export function searchOf(path: string): string {
  return searches.get(path) ?? '';
}
