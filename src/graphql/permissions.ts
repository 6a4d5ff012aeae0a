import { PUBLIC, scopePermissions, SIGNED_IN, type Access } from '../access/permissions';
import { FEATURES } from '../features';

type Rows = Readonly<Record<string, Access>>;

/** The permissions of the whole API: the rows of all features by the type of their fields. */
export const permissions: { readonly Query: Rows; readonly Mutation: Rows } & Readonly<Record<string, Rows>> =
  {
    Query: merged(FEATURES.map(({ queries }) => queries)),
    Mutation: merged(
      FEATURES.map(({ mutations = {} }) =>
        Object.fromEntries(Object.entries(mutations).map(([field, { access }]) => [field, access])),
      ),
    ),
    ...merged(FEATURES.map(({ fields }) => fields)),
  };

/** Who may call a root field, as the schema's descriptions say it; empty for a field that is denied to everybody. */
export function accessText(typeName: 'Query' | 'Mutation', field: string): string {
  const row = permissions[typeName][field];
  if (row === PUBLIC) return 'Public.';
  if (row === SIGNED_IN) return 'Signed in.';
  const roles = row === undefined ? [] : 'judgedWithFacts' in row ? row.judgedWithFacts : row;
  const keys = Object.entries(scopePermissions)
    .filter(([, readable]) => readable[typeName]?.includes(field))
    .map(([scope]) => `Service keys with ${scope}`);
  const callers = [...keys, ...roles];
  return callers.length === 0 ? '' : `${callers.join(', ')}.`;
}

/** @throws Error when two features list the same row */
function merged<Row>(parts: ReadonlyArray<Readonly<Record<string, Row>> | undefined>): Record<string, Row> {
  const rows: Record<string, Row> = {};
  for (const [field, row] of parts.flatMap((part = {}) => Object.entries(part))) {
    if (field in rows) throw new Error(`two features list permissions of ${field}`);
    rows[field] = row;
  }
  return rows;
}
