import { createHmac, type KeyObject } from 'node:crypto';
import { decrypt, encrypt, type RecordName } from './encryption';

/**
 * Encrypts what must not be readable in the database or its backups. Both keys are the deployment's own and never
 * change; stored-keys.ts keeps them.
 */
export class Secrets {
  constructor(
    private readonly dataKey: KeyObject,
    private readonly lookupKey: KeyObject,
  ) {}

  /** @param record the place where it is stored; `decrypt` needs the same */
  encrypt(text: string, record: RecordName): string {
    return encrypt(this.dataKey, Buffer.from(text), record);
  }

  /** @throws NotDecrypted when the value was changed or belongs to another record */
  decrypt(encrypted: string, record: RecordName): string {
    return decrypt(this.dataKey, encrypted, record).toString();
  }

  /**
   * The same text always has the same value, which reveals nothing without the key: for unique indexes and look-ups
   * by equality.
   *
   * @param purpose separates the values of different fields
   */
  lookup(purpose: string, text: string): string {
    const named = JSON.stringify([purpose, text]);
    return createHmac('sha256', this.lookupKey).update(named).digest('base64url');
  }
}
