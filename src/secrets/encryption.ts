import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** Names the place of an encrypted value, such as collection, id and field: a value moved elsewhere is refused. */
export type RecordName = readonly string[];

const VERSION = 'v1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** An encrypted value that does not belong to its record, was changed, or was encrypted with another key. */
export class NotDecrypted extends Error {
  override readonly name = 'NotDecrypted';

  constructor() {
    super('an encrypted value cannot be decrypted');
  }
}

/** AES-256-GCM with a random 96-bit IV: `v1.` and IV, tag and ciphertext in base64url. */
export function encrypt(key: KeyObject, plain: Buffer, record: RecordName): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associatedData(record));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return VERSION + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** @throws NotDecrypted */
export function decrypt(key: KeyObject, encrypted: string, record: RecordName): Buffer {
  const bytes = Buffer.from(encrypted.slice(VERSION.length), 'base64url');
  // Only the canonical text: a decoder would ignore what is added to it.
  if (bytes.length < IV_BYTES + TAG_BYTES || VERSION + bytes.toString('base64url') !== encrypted)
    throw new NotDecrypted();
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(associatedData(record))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new NotDecrypted();
  }
}

/** JSON, so that no two lists of names are the same text. */
function associatedData(record: RecordName): Buffer {
  return Buffer.from(JSON.stringify(record));
}
