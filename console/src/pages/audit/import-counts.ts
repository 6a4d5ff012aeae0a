import type { Fields } from './facts';

interface ImportCounts {
  readonly read: number | null;
  readonly added: number | null;
  readonly there: number | null;
  readonly refused: number | null;
}

/**
 * The counts in the audit entry that an import ends with. The entry of a file has them itself. The entry of
 * `import-rest` has them for each collection, and says `leftOut` instead of `refused`. A count that is not in the entry
 * is null.
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
