const REMEMBERED_MS = 3_000;
const KEYS_MAX = 10_000;

/**
 * The rows of keys that were refused within the last seconds, by their ids; null for an id that no key has. Whatever a
 * row says against a key stays true: a secret never changes, a revocation is never undone, and an expiry never moves.
 * Only an unknown id can become that of a new key.
 */
export class RefusedKeys<Row> {
  private readonly rows = new Map<string, { readonly row: Row | null; readonly until: number }>();

  /** @returns undefined: the key was not refused, or too long ago */
  get(id: string): Row | null | undefined {
    const known = this.rows.get(id);
    if (known === undefined) return undefined;
    if (known.until > performance.now()) return known.row;
    this.rows.delete(id);
    return undefined;
  }

  add(id: string, row: Row | null): void {
    // The oldest are first.
    this.rows.delete(id);
    for (const oldest of this.rows.keys()) {
      if (this.rows.size < KEYS_MAX) break;
      this.rows.delete(oldest);
    }
    this.rows.set(id, { row, until: performance.now() + REMEMBERED_MS });
  }
}
