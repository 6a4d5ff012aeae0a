import type { Fields } from './facts';

interface ImportCounts {
  readonly read: number | null;
  readonly added: number | null;
  readonly there: number | null;
  readonly refused: number | null;
}

/**
 * What the entry of an import's end counts: of a file, or of another service, which is counted by collection and whose
 * documents are left out rather than refused. Null: not in the entry.
 */
export function importCounts(after: Fields): ImportCounts {
  const collections = Object.values(after).filter(
    (value): value is Fields => typeof value === 'object' && value !== null,
  );
  const all = [after, ...collections];
  const sum = (...names: readonly string[]): number | null => {
    const counts = all.flatMap((each) =>
      names.map((name) => each[name]).filter((n) => typeof n === 'number'),
    );
    return counts.length === 0 ? null : counts.reduce((total, count) => total + count, 0);
  };
  return {
    read: sum('rows', 'read'),
    added: sum('added'),
    there: sum('there'),
    refused: sum('refused', 'leftOut'),
  };
}
