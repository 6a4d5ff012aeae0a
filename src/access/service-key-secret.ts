import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;
/** Everything that begins like this is meant as a service key, and is never read as an access token. */
const PREFIX = 'erk_';
const FORM = /^erk_([0-9a-f]{24})_([A-Za-z0-9_-]{43})$/;

/** A service key as a request presented it; its secret is known by its hash only. */
export interface PresentedKey {
  /** 24 hex digits; null: the text does not have the form of a key. */
  readonly id: string | null;
  readonly secretHash: Buffer;
}

/** A new secret: 256 random bits as 43 base64url characters. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** The text that a client sends as its bearer token. */
export function serviceKeyText(id: string, secret: string): string {
  return `${PREFIX}${id}_${secret}`;
}

/** SHA-256 suffices: a secret of 256 random bits cannot be guessed, so a slow hash would protect nothing more. */
export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * Shows in an audit entry which secret a key has: SHA-256 of its stored hash, in hex. Auditors read entries, and the
 * stored hash is for the verification of keys only.
 */
export function secretDigestOf(secretHash: string): string {
  return createHash('sha256').update(secretHash).digest('hex');
}

/** Takes the same time wherever the hashes differ. */
export function isSameHash(stored: Buffer, presented: Buffer): boolean {
  return stored.length === presented.length && timingSafeEqual(stored, presented);
}

/** The service key in an `Authorization` header; null for none, another scheme or an access token. */
export function readServiceKey(header: string | undefined): PresentedKey | null {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined || !token.startsWith(PREFIX)) return null;
  const [, id = null, secret = ''] = FORM.exec(token) ?? [];
  return { id, secretHash: hashOfSecret(secret) };
}
