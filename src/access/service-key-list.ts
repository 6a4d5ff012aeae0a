import type { Types } from 'mongoose';
import type { Database } from '../database/connection';
import { isSameHash } from './service-key-secret';

const READ_EVERY_MS = 1_000;
/** Keys are created by ADMINs, one by one. Of more than these the oldest are left out. */
const KEYS_MAX = 10_000;

/**
 * Knows which keys exist, without a read for each one that is asked for: it reads all of them at once, and at most once
 * a second.
 */
export class ServiceKeyList {
  private hashes: ReadonlyMap<string, Buffer> = new Map();
  private readAt = -Infinity;
  private reading: Promise<void> | null = null;

  constructor(private readonly database: Pick<Database, 'serviceKeys'>) {}

  /** Whether a key with this secret exists that is not revoked. One that was created within the last second may be missing. */
  async has(id: string, secretHash: Buffer): Promise<boolean> {
    if (this.holds(id, secretHash)) return true;
    if (performance.now() - this.readAt < READ_EVERY_MS) return false;
    this.reading ??= this.read().finally(() => (this.reading = null));
    await this.reading;
    return this.holds(id, secretHash);
  }

  private holds(id: string, secretHash: Buffer): boolean {
    const stored = this.hashes.get(id);
    return stored !== undefined && isSameHash(stored, secretHash);
  }

  private async read(): Promise<void> {
    const rows = await this.database.serviceKeys
      .find({ revokedAt: null })
      .project<{ readonly _id: Types.ObjectId; readonly secretHash: string }>({ secretHash: 1 })
      .sort({ _id: -1 })
      .limit(KEYS_MAX)
      .toArray();
    this.hashes = new Map(
      rows.map(({ _id, secretHash }) => [_id.toHexString(), Buffer.from(secretHash, 'hex')]),
    );
    this.readAt = performance.now();
  }
}
