import { createHash, randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';

const NONCE_BYTES = 16;

export function newNonce(): mongo.Binary {
  return new mongo.Binary(randomBytes(NONCE_BYTES));
}

/** SHA-256 over a nonce and a text, in hex: without the nonce nobody can find a short text by trying. */
export function commitmentTo(nonce: mongo.Binary | undefined, text: string): string {
  return createHash('sha256')
    .update(nonce?.buffer ?? Buffer.alloc(0))
    .update(text)
    .digest('hex');
}
