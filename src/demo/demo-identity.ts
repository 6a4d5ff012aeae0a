import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT, type JWK } from 'jose';
import type { Config } from '../config';
import { DEMO_ISSUER } from '../domain/identities';
import type { IdentityIssuer } from '../identity-issuers';
import { keptSecret } from '../secrets/kept-secret';

const AUDIENCE = 'event-reward-demo';
const KEY_ID = 'demo';
const TOKEN_LIFE_MS = 600_000;
const JWKS_FILE = 'demo-identity-jwks.json';
const ENTRY = { issuer: DEMO_ISSUER, audiences: [AUDIENCE], algorithms: ['EdDSA' as const] };

type DataDir = Pick<Config, 'dataDir'>;

/** The identity provider of the demo, whose files `writeDemoIssuer` writes. */
export function demoIssuer({ dataDir }: DataDir): IdentityIssuer {
  return { ...ENTRY, keys: { file: join(dataDir, JWKS_FILE) } };
}

/**
 * Makes the provider's key once and keeps it in the data folder, beside the JWKS and a file for IDENTITY_ISSUERS that
 * lets other servers of the demo trust it.
 *
 * @throws StartupFault when the data folder cannot be used
 */
export function writeDemoIssuer({ dataDir }: DataDir): void {
  const { x, crv, kty } = demoKey(dataDir);
  mkdirSync(dataDir, { recursive: true });
  replaceFile(join(dataDir, JWKS_FILE), { keys: [{ kty, crv, x, kid: KEY_ID, alg: 'EdDSA', use: 'sig' }] });
  replaceFile(join(dataDir, 'demo-identity-issuers.json'), [{ ...ENTRY, jwksFile: JWKS_FILE }]);
}

/** A token of the demo's identity provider, good for 10 minutes. */
export async function signDemoToken({ dataDir }: DataDir, subject: string, now: Date): Promise<string> {
  const key = await importJWK(demoKey(dataDir), 'EdDSA');
  return new SignJWT()
    .setProtectedHeader({ alg: 'EdDSA', kid: KEY_ID, typ: 'JWT' })
    .setIssuer(DEMO_ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(new Date(now.getTime() + TOKEN_LIFE_MS))
    .sign(key);
}

function demoKey(dataDir: string): JWK {
  const text = keptSecret(dataDir, {
    file: 'demo-identity-key.json',
    name: 'key of the demo identity provider',
    generate: () => JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
    isWhole: (kept) => kept.startsWith('{') && kept.endsWith('}'),
  });
  return JSON.parse(text) as JWK;
}

/** A reader finds the old file or the new one, never a part. */
function replaceFile(path: string, content: object): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(next, path);
}
