import { createReadStream } from 'node:fs';
import type { JSONWebKeySet, JWK } from 'jose';
import type { IdentityIssuer } from '../identity-issuers';

export const KEY_SET_LIMITS = { bytes: 256 * 1024, keys: 100, deadlineMs: 5_000 } as const;

/** Why a key set cannot be used; for the log. */
export class KeySetFault extends Error {
  override readonly name = 'KeySetFault';
}

/**
 * Reads the keys of an issuer from its file or URI. Redirects are not followed.
 *
 * @throws KeySetFault, or the error of the network or the file
 */
export async function readKeySet(keys: IdentityIssuer['keys']): Promise<JSONWebKeySet> {
  const signal = AbortSignal.timeout(KEY_SET_LIMITS.deadlineMs);
  const source = 'uri' in keys ? await fetchBody(keys.uri, signal) : createReadStream(keys.file, { signal });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop closes the file or the connection.
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > KEY_SET_LIMITS.bytes) throw new KeySetFault('the key set is too long');
    chunks.push(chunk);
  }
  return parse(Buffer.concat(chunks).toString('utf8'));
}

async function fetchBody(uri: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const headers = { accept: 'application/jwk-set+json, application/json' };
  const { status, body } = await fetch(uri, { redirect: 'manual', signal, headers });
  if (status === 200 && body !== null) return body;
  await body?.cancel();
  throw new KeySetFault(`the key set was answered with status ${status}`);
}

function parse(text: string): JSONWebKeySet {
  const keys = keysIn(text);
  if (!Array.isArray(keys) || keys.length > KEY_SET_LIMITS.keys)
    throw new KeySetFault(`the answer is no key set of up to ${KEY_SET_LIMITS.keys} keys`);
  return { keys: keys.filter(isPublicKey) };
}

function keysIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  } catch {
    return null;
  }
}

/** Without symmetric keys, and without private ones: somebody has published those. */
function isPublicKey(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null || 'd' in key || 'k' in key) return false;
  return ['RSA', 'EC', 'OKP'].includes((key as JWK).kty ?? '');
}
