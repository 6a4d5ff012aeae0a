import { mkdtempSync, writeFileSync } from 'node:fs';
import { sign, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type KeyLike } from 'jose';

export const AUDIENCE = 'game-client';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyLike;
  readonly publicJwk: JWK;
}

export async function signingKey(alg: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { crv: 'Ed25519', extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid } };
}

export interface TokenParts {
  readonly key?: SigningKey;
  readonly header?: Record<string, unknown>;
  /** Undefined values leave a claim out. */
  readonly claims?: Record<string, unknown>;
}

/** A provider of identities on this machine, with its keys at a real address. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly key: SigningKey;
  readonly source: { readonly uri: string };
  /** What its address answers; by default its keys. */
  answer: (response: ServerResponse) => void;
  keys: JWK[];
  /** How often its keys were asked for. */
  asked: number;
  /** A token for subject `sub`, issued now and good for ten minutes. */
  token(sub: string, now: Date, parts?: TokenParts): Promise<string>;
  /** The same at once. */
  tokenNow(sub: string, now: Date): string;
  /** The path of a file for IDENTITY_ISSUERS that names it. */
  issuersFile(entry?: Record<string, unknown>): string;
  close(): Promise<void>;
}

export async function startIdentityProvider(
  issuer = 'https://login.example/realm',
): Promise<IdentityProvider> {
  const key = await signingKey('RS256', 'first');
  const server = createServer((_request, response) => {
    provider.asked += 1;
    provider.answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  const provider: IdentityProvider = {
    issuer,
    key,
    source: { uri: jwksUri },
    keys: [key.publicJwk],
    asked: 0,
    answer: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys: provider.keys }));
    },
    token: (sub, now, { key: by = key, header = {}, claims = {} } = {}) => {
      const iat = Math.floor(now.getTime() / 1_000);
      const payload = { iss: issuer, aud: AUDIENCE, sub, iat, exp: iat + 600, ...claims };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: by.alg, kid: by.kid, ...header })
        .sign(by.privateKey);
    },
    tokenNow: (sub, now) => {
      const iat = Math.floor(now.getTime() / 1_000);
      const claims = { iss: issuer, aud: AUDIENCE, sub, iat, exp: iat + 600 };
      const parts = [{ alg: 'RS256', kid: key.kid }, claims];
      const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const signature = sign('RSA-SHA256', Buffer.from(input), key.privateKey as unknown as KeyObject);
      return `${input}.${signature.toString('base64url')}`;
    },
    issuersFile: (entry = {}) => {
      const file = join(mkdtempSync(join(tmpdir(), 'issuers-')), 'issuers.json');
      const own = {
        issuer,
        audiences: [AUDIENCE],
        jwksUri,
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      };
      writeFileSync(file, JSON.stringify([{ ...own, ...entry }]));
      return file;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}
