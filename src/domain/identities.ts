/** A name of an account elsewhere. Issuer and subject are compared byte by byte. */
export interface IdentityName {
  readonly issuer: string;
  readonly subject: string;
}

/** Of the demo's identity provider, which nobody else can be: the name belongs to nobody. */
export const DEMO_ISSUER = 'https://identity.demo.invalid';

export const IDENTITIES_MAX = 10;
export const IDENTITY_PART_MAX_CHARACTERS = 255;
/** Of the beginning of a subject that accounts are found by: fewer would find a great part of them. */
export const SUBJECT_PREFIX_MIN_CHARACTERS = 3;
/** Accounts that the beginning of a subject finds. */
export const SUBJECT_PREFIX_MATCHES_MAX = 1_000;
/** Accounts that one call creates or finds. */
export const UPSERT_USERS_MAX = 200;

/** Issuers that a company names itself. One whose tokens are verified contains `://`, so neither can become the other. */
const LABEL = /^[a-z0-9_.-]{1,64}$/;

export function isOwnLabel(issuer: string): boolean {
  return LABEL.test(issuer);
}

export function isTokenIssuer(issuer: string): boolean {
  return issuer.includes('://');
}
