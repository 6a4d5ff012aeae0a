import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { DEMO_ISSUER, IDENTITY_PART_MAX_CHARACTERS, isTokenIssuer } from './domain/identities';
import { characterCount, isWellFormedText } from './domain/text';

/** Asymmetric algorithms only: a verification key cannot be used to sign. */
export const IDENTITY_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export type IdentityAlgorithm = (typeof IDENTITY_ALGORITHMS)[number];

export const IDENTITY_ISSUERS_MAX = 20;
const AUDIENCES_MAX = 20;

/** A party whose tokens are accepted. */
export interface IdentityIssuer {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly IdentityAlgorithm[];
  /** Where its keys (a JWKS) are. */
  readonly keys: { readonly uri: string } | { readonly file: string };
}

interface ReadIssuers {
  readonly issuers: readonly IdentityIssuer[];
  /** In English and without any value. */
  readonly faults: readonly string[];
}

const fits = (text: string) =>
  text !== '' && characterCount(text) <= IDENTITY_PART_MAX_CHARACTERS && isWellFormedText(text);
const isDistinct = (items: readonly unknown[]) => new Set(items).size === items.length;
const name = z
  .string('must be text')
  .refine(fits, `must have 1 to ${IDENTITY_PART_MAX_CHARACTERS} characters`);
const distinct = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item, 'must be a list')
    .min(1, `must have 1 to ${max} items`)
    .max(max, `must have 1 to ${max} items`)
    .refine(isDistinct, 'must not repeat an item');

const entryOf = (production: boolean) =>
  z
    .strictObject(
      {
        issuer: name
          .refine(isTokenIssuer, 'must contain ://')
          .refine(
            (text) => !production || text !== DEMO_ISSUER,
            'must not be that of the demo in production',
          ),
        audiences: distinct(name, AUDIENCES_MAX),
        jwksUri: z
          .string('must be text')
          .refine(
            (text) => isKeyUri(text, production),
            'must be an https:// URL without credentials and fragment; outside production also http:// on loopback',
          )
          .optional(),
        jwksFile: z.string('must be text').min(1, 'must be a path').optional(),
        algorithms: distinct(
          z.enum(IDENTITY_ALGORITHMS, `must be one of ${IDENTITY_ALGORITHMS.join(', ')}`),
          IDENTITY_ALGORITHMS.length,
        ),
      },
      { error: ({ code }) => (code === 'unrecognized_keys' ? 'has an unknown field' : 'must be an object') },
    )
    .refine(({ jwksUri, jwksFile }) => (jwksUri === undefined) !== (jwksFile === undefined), {
      error: 'must have either jwksUri or jwksFile',
      when: ({ value }) => typeof value === 'object' && value !== null,
    });

/**
 * Reads the file that IDENTITY_ISSUERS names. Paths in it are relative to its folder. The keys are not read here: a
 * provider that is away must not prevent a start.
 */
export function readIdentityIssuers(path: string, production: boolean): ReadIssuers {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { issuers: [], faults: [code === undefined ? 'is not JSON' : `cannot be read (${code})`] };
  }
  const list = z
    .array(entryOf(production), 'must be a list')
    .max(IDENTITY_ISSUERS_MAX, `must have at most ${IDENTITY_ISSUERS_MAX} issuers`);
  const read = list.safeParse(content);
  const faults = (read.error?.issues ?? []).map(({ path: place, message }) =>
    [place.map(String).join('.'), message].filter((text) => text !== '').join(' '),
  );
  // Also where single values are wrong, so that one start shows every fault.
  const names = Array.isArray(content)
    ? content.map((entry: { issuer?: unknown } | null) => entry?.issuer).filter((each) => each !== undefined)
    : [];
  if (!isDistinct(names)) faults.push('must not name an issuer twice');
  if (!read.success || faults.length > 0) return { issuers: [], faults };
  const folder = dirname(path);
  const issuers = read.data.map(({ jwksUri, jwksFile, ...entry }) => ({
    ...entry,
    keys: jwksUri === undefined ? { file: resolve(folder, jwksFile ?? '') } : { uri: jwksUri },
  }));
  return { issuers, faults: [] };
}

/** Plain HTTP would let anybody on the way put in keys. */
function isKeyUri(text: string, production: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback && !production);
  return isSafe && username === '' && password === '' && !text.includes('#');
}
