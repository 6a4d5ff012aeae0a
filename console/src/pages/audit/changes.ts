/** What differs between the two states that an audit entry holds. Pure. */
export interface Change {
  /** Names from the outside in, such as `rewards › 0 › quantity`. */
  readonly path: string;
  /** As text, or null when absent. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * The values that were added, removed or changed, in the order of their names.
 * @param before canonical JSON, or null when there was no record
 */
export function changesBetween(before: string | null, after: string | null): Change[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

function leavesOf(json: string | null): Map<string, string> {
  const leaves = new Map<string, string>();
  if (json !== null) collect(JSON.parse(json), [], leaves);
  return leaves;
}

function collect(value: unknown, path: readonly string[], leaves: Map<string, string>): void {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (parts.length === 0)
    leaves.set(path.join(' › '), typeof value === 'string' ? value : JSON.stringify(value));
  for (const [name, part] of parts) collect(part, [...path, name], leaves);
}

const INSTANTS = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;

/** A value with the instants in it, which are stored in UTC, as people read them. */
export function withInstants(value: string, format: (instant: string) => string): string {
  return value.replace(INSTANTS, format);
}
