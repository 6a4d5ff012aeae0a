import {
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
  type JWTPayload,
  type ProtectedHeaderParameters,
} from 'jose';
import type { IdentityIssuer } from '../identity-issuers';
import { IDENTITY_PART_MAX_CHARACTERS, type IdentityName } from '../domain/identities';
import { characterCount, isWellFormedText } from '../domain/text';
import { AppError } from '../errors';
import type { KeySet } from './key-set';

export const TOKEN_MAX_CHARACTERS = 16_384;
/** For clocks that differ. */
export const LEEWAY_SECONDS = 2;
/** A token that lives longer is no proof of a present login. */
const LIFE_MAX_SECONDS = 24 * 3_600;
/** Keys, and places of keys, of the sender's choice. */
const SENDERS_KEYS = ['jwk', 'jku', 'x5c', 'x5u'];
/** Other kinds of tokens that a provider signs, such as those of a logout, prove no login. */
const TYPES: readonly unknown[] = [undefined, 'jwt', 'at+jwt'];

export interface VerifiedToken {
  readonly identity: IdentityName;
  readonly issuedAt: Date;
}

export interface TrustedIssuer extends IdentityIssuer {
  readonly keySet: Pick<KeySet, 'find'>;
}

/** Verifies the tokens of the configured issuers. What is cheap to judge is judged before keys and signatures. */
export class TokenVerifier {
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;

  constructor(issuers: readonly TrustedIssuer[]) {
    this.issuers = new Map(issuers.map((each) => [each.issuer, each]));
  }

  /** Issuers whose identities are a way in. */
  get issuerNames(): readonly string[] {
    return [...this.issuers.keys()];
  }

  /**
   * @throws AppError INVALID_IDENTITY_TOKEN; only the log has the reason
   * @throws ServiceUnavailable when the issuer's keys cannot be read now
   */
  async verify(token: string, now: Date): Promise<VerifiedToken> {
    const { issuer, claims } = this.read(token);
    const { identity, issuedAt } = verifiedBy(issuer, claims, now);
    await verifySignature(token, issuer, now);
    return { identity, issuedAt };
  }

  private read(token: string): { issuer: TrustedIssuer; claims: JWTPayload } {
    if (token.length > TOKEN_MAX_CHARACTERS) throw invalid('it is too long');
    let header: ProtectedHeaderParameters;
    let claims: JWTPayload;
    try {
      header = decodeProtectedHeader(token);
      claims = decodeJwt(token);
    } catch {
      throw invalid('it is no JWT');
    }
    const issuer = typeof claims.iss === 'string' ? this.issuers.get(claims.iss) : undefined;
    if (issuer === undefined) throw invalid('iss');
    if (!(issuer.algorithms as readonly unknown[]).includes(header.alg)) throw invalid('alg');
    if (SENDERS_KEYS.some((name) => name in header)) throw invalid('its header brings a key');
    if (!TYPES.includes(typeof header.typ === 'string' ? header.typ.toLowerCase() : header.typ))
      throw invalid('typ');
    return { issuer, claims };
  }
}

/** Judges the claims of a token whose signature is yet to be verified. */
function verifiedBy(
  { issuer, audiences }: IdentityIssuer,
  { sub, aud, azp, exp, iat, nbf }: JWTPayload,
  now: Date,
): VerifiedToken {
  const seconds = now.getTime() / 1_000;
  const given: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!given.some((each) => audiences.includes(each as string))) throw invalid('aud');
  if (given.length > 1 && !audiences.includes(azp as string)) throw invalid('azp');
  if (typeof exp !== 'number' || exp <= seconds - LEEWAY_SECONDS) throw invalid('exp is past or missing');
  if (exp > seconds + LIFE_MAX_SECONDS + LEEWAY_SECONDS) throw invalid('exp is too far ahead');
  if (typeof iat !== 'number' || iat > seconds + LEEWAY_SECONDS) throw invalid('iat');
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > seconds + LEEWAY_SECONDS)) throw invalid('nbf');
  if (
    typeof sub !== 'string' ||
    sub === '' ||
    characterCount(sub) > IDENTITY_PART_MAX_CHARACTERS ||
    !isWellFormedText(sub)
  )
    throw invalid('sub');
  return { identity: { issuer, subject: sub }, issuedAt: new Date(iat * 1_000) };
}

async function verifySignature(
  token: string,
  { issuer, audiences, algorithms, keySet }: TrustedIssuer,
  now: Date,
): Promise<void> {
  const keyOf = async (header: ProtectedHeaderParameters) => {
    const key = await keySet.find({ ...header, alg: header.alg ?? '' });
    if (key === null) throw invalid('its key is unknown');
    return key;
  };
  try {
    await jwtVerify(token, keyOf, {
      algorithms: [...algorithms],
      issuer,
      audience: [...audiences],
      clockTolerance: LEEWAY_SECONDS,
      currentDate: now,
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw invalid('its signature');
  }
}

export function invalid(detail: string): AppError {
  return new AppError('INVALID_IDENTITY_TOKEN', { detail: `an identity token was rejected: ${detail}` });
}
