import { canonicalJson } from './entries';

/**
 * Fields of `before` and `after` that hold what a person typed. Such texts may name somebody, and the chain keeps
 * every byte for ever, so the chain holds commitments to them.
 */
const FREE_TEXT_FIELDS: ReadonlySet<string> = new Set([
  'description',
  'identity',
  'name',
  'reason',
  'subject',
  'text',
  'title',
  'titleContains',
  'username',
  'usernameContains',
  'usernamePrefix',
  'voidReason',
]);

/** What an entry in the chain and one in an outbox have in common. */
export interface Texts {
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
}

/**
 * Replaces the free texts of an entry.
 *
 * @param replace called with the place of each text, as a JSON pointer such as `/after/rewards/0/name`
 */
export function replaceTexts(
  { before, after, reason }: Texts,
  replace: (path: string, text: string) => string | null,
): { before: string | null; after: string | null; reason: string | null } {
  return {
    before: replaceInside('/before', before, replace),
    after: replaceInside('/after', after, replace),
    reason: reason === null ? null : replace('/reason', reason),
  };
}

function replaceInside(
  path: string,
  json: string | null,
  replace: (path: string, text: string) => string | null,
): string | null {
  if (json === null) return null;
  const walk = (value: unknown, at: string, isFree: boolean): unknown => {
    if (typeof value === 'string') return isFree ? replace(at, value) : value;
    if (Array.isArray(value)) return value.map((item, place) => walk(item, `${at}/${place}`, isFree));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        walk(
          item,
          `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
          isFree || FREE_TEXT_FIELDS.has(name),
        ),
      ]),
    );
  };
  try {
    return canonicalJson(walk(JSON.parse(json), path, false));
  } catch {
    // Not JSON: changed by hand, which the hash shows.
    return json;
  }
}
