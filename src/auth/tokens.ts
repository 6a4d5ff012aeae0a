import { createHash, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { Role } from '../domain/viewer';
import type { AccessProof } from '../access/viewer-source';
import type { IssuedTokens } from '../users/user.model';
import type { TokenPair } from './token-pair';

const ISSUER = 'event-reward-platform';
const AUDIENCE = 'event-reward-platform/graphql';
const ALGORITHM = 'HS256';
const TOKEN_MAX_BYTES = 4_096;
/** For clocks of other servers that are ahead; an expiry needs none. */
const LEEWAY_SECONDS = 2;
const JTI_BYTES = 16;
/** Access tokens whose signature need not be computed again: 3 MB. */
const VERIFIED_MAX = 10_000;

/** Kinds have keys of their own, and the header says which: neither is accepted in the other's place. */
const TYP = { access: 'at+jwt', refresh: 'rt+jwt' } as const;
type Kind = keyof typeof TYP;

export type RefreshTokenReading =
  | { readonly kind: 'valid'; readonly userId: string; readonly sessionId: string; readonly jti: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  /** Seconds since 1970, as is `exp`. */
  readonly iat: number;
  readonly exp: number;
}

interface Key {
  readonly id: string;
  readonly secret: KeyObject;
  /** The first part of every token that this key signs, byte for byte. */
  readonly header: string;
}

interface TokensOptions {
  /** Signs and verifies. */
  readonly secret: string;
  /** Verify only: tokens that were signed before the secret was changed. */
  readonly previousSecrets: readonly string[];
  readonly accessTtlSeconds: number;
  readonly refreshTtlSeconds: number;
}

/** Signs and reads the tokens of a login. Pure: the caller gives the instant. */
export class Tokens {
  private readonly signing: Readonly<Record<Kind, Key>>;
  private readonly ring: Readonly<Record<Kind, ReadonlyMap<string, KeyObject>>>;
  /**
   * By the token's hash, so that no token stays in memory. Only what depends on nothing but the token and the keys is
   * kept: times are judged, and the account is read, for each request.
   */
  private readonly verified = new LRUCache<string, Claims>({ max: VERIFIED_MAX });

  constructor(private readonly options: TokensOptions) {
    const { secret, previousSecrets } = options;
    this.signing = { access: deriveKey(secret, 'access'), refresh: deriveKey(secret, 'refresh') };
    const ringOf = (kind: Kind) =>
      new Map(
        [...previousSecrets, secret]
          .map((each) => deriveKey(each, kind))
          .map((key) => [key.header, key.secret]),
      );
    this.ring = { access: ringOf('access'), refresh: ringOf('refresh') };
  }

  /** Decides what the next pair will say. Whole seconds, as `exp` counts them. */
  issue(role: Role, now: Date): IssuedTokens {
    const issuedAt = Math.floor(now.getTime() / 1_000);
    const after = (seconds: number) => new Date((issuedAt + seconds) * 1_000);
    return {
      jti: randomBytes(JTI_BYTES).toString('base64url'),
      role,
      issuedAt: after(0),
      accessExpiresAt: after(this.options.accessTtlSeconds),
      refreshExpiresAt: after(this.options.refreshTtlSeconds),
    };
  }

  /** Deterministic: what was issued once gives the same two tokens again, byte for byte. */
  sign(userId: string, sessionId: string, issued: IssuedTokens): TokenPair {
    const { jti, role, issuedAt, accessExpiresAt, refreshExpiresAt } = issued;
    const token = (kind: Kind, expiresAt: Date) => {
      const { id, secret } = this.signing[kind];
      const claims = {
        id: userId,
        role,
        expire_dt: expiresAt.toISOString(),
        iss: ISSUER,
        aud: AUDIENCE,
        sub: userId,
        sid: sessionId,
        iat: toSeconds(issuedAt),
        exp: toSeconds(expiresAt),
        jti,
      };
      return jwt.sign(claims, secret, { header: headerOf(kind, id) });
    };
    return {
      accessToken: token('access', accessExpiresAt),
      accessTokenExpiresAt: accessExpiresAt,
      refreshToken: token('refresh', refreshExpiresAt),
      refreshTokenExpiresAt: refreshExpiresAt,
    };
  }

  /**
   * What an `Authorization` header proves; null for none, another scheme, or a bad or expired token.
   */
  readBearer(header: string | undefined, now: Date): AccessProof | null {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) return null;
    const claims = this.readAccessToken(token);
    if (claims === null || isFromTheFuture(claims, now) || isExpired(claims, now)) return null;
    return { userId: claims.sub, sessionId: claims.sid };
  }

  /** `expired` only for a token that was ours and good in every other way. */
  readRefreshToken(token: string, now: Date): RefreshTokenReading {
    const claims = this.verify('refresh', token);
    if (claims === null || isFromTheFuture(claims, now)) return { kind: 'invalid' };
    if (isExpired(claims, now)) return { kind: 'expired' };
    return { kind: 'valid', userId: claims.sub, sessionId: claims.sid, jti: claims.jti };
  }

  private readAccessToken(token: string): Claims | null {
    if (isTooLong(token)) return null;
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.verified.get(digest);
    if (known !== undefined) return known;
    const claims = this.verify('access', token);
    if (claims !== null) this.verified.set(digest, claims);
    return claims;
  }

  /** Null unless we signed the token and its claims have the right shape. Times are judged by the caller. */
  private verify(kind: Kind, token: string): Claims | null {
    if (isTooLong(token) || !isCanonical(token)) return null;
    const key = this.keyFor(kind, token);
    if (key === null) return null;
    try {
      const claims: unknown = jwt.verify(token, key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        // The library accepts a token that has no expiry.
        ignoreExpiration: true,
      });
      return isClaims(claims) ? claims : null;
    } catch {
      return null;
    }
  }

  /**
   * By the whole header: one that we did not write, byte for byte, is read by nobody. The library would pass
   * over `crit`, `b64`, a name that stands twice, and whatever else a header may say.
   */
  private keyFor(kind: Kind, token: string): KeyObject | null {
    return this.ring[kind].get(token.split('.', 1)[0]!) ?? null;
  }
}

function deriveKey(secret: string, kind: Kind): Key {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', kind, 32));
  const id = createHash('sha256').update(bytes).digest('base64url').slice(0, 11);
  const header = Buffer.from(JSON.stringify(headerOf(kind, id))).toString('base64url');
  return { id, secret: createSecretKey(bytes), header };
}

function headerOf(kind: Kind, kid: string) {
  return { alg: ALGORITHM, typ: TYP[kind], kid } as const;
}

function toSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}

/** Base64url leaves spare bits in its last character, so one token could be written in several ways. */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}

function isClaims(value: unknown): value is Claims {
  if (typeof value !== 'object' || value === null) return false;
  const { id, sub, sid, jti, iat, exp } = value as Record<string, unknown>;
  return (
    isId(sub) &&
    id === sub &&
    isId(sid) &&
    typeof jti === 'string' &&
    jti !== '' &&
    Number.isSafeInteger(iat) &&
    Number.isSafeInteger(exp) &&
    (iat as number) < (exp as number)
  );
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);
}

function isTooLong(token: string): boolean {
  return Buffer.byteLength(token) > TOKEN_MAX_BYTES;
}

function isFromTheFuture({ iat }: Claims, now: Date): boolean {
  return iat > toSeconds(now) + LEEWAY_SECONDS;
}

function isExpired({ exp }: Claims, now: Date): boolean {
  return now.getTime() >= exp * 1_000;
}
