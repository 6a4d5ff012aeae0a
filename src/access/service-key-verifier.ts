import { timingSafeEqual } from 'node:crypto';
import { Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { knownScopes, type ServiceScope } from '../domain/service-scopes';
import { AppError } from '../errors';
import type { Log } from '../log';
import { hashOfSecret, type PresentedKey } from './service-key-secret';

/** A service key that acts, as the database knew it when the operation began. */
export interface ServiceKeyCaller {
  /** 24 hex digits. */
  readonly id: string;
  /** The name under which it records activities. */
  readonly source: string;
  readonly scopes: readonly ServiceScope[];
}

/** What decides whether a key is valid. */
interface ServiceKeyRow {
  readonly _id: Types.ObjectId;
  readonly source: string;
  readonly scopes: readonly string[];
  readonly secretHash: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const FIELDS = { source: 1, scopes: 1, secretHash: 1, expiresAt: 1, revokedAt: 1 } as const;

/** `lastUsedAt` is accurate to the minute, and a server writes it no more often. */
const USE_INTERVAL_MS = 60_000;

/** Compared with when there is no such key, so that the answer takes as long. */
const NO_SECRET = hashOfSecret('');

interface Parts {
  readonly database: Pick<Database, 'serviceKeys'>;
  readonly limits: { serviceKey(id: string): Promise<void> };
  readonly log: Log;
}

/** Recognises service keys. Nothing is cached, so a revoked key is refused from the next operation on. */
export class ServiceKeyVerifier {
  private readonly reads: Batcher<string, ServiceKeyRow | null>;
  /** When this server last recorded a use of a key, by its id. Pruned to the keys of the last minute. */
  private readonly recordedAt = new Map<string, number>();

  constructor(private readonly parts: Parts) {
    this.reads = new Batcher((ids) => this.read(ids), {
      name: 'serviceKeys',
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /**
   * Admits an operation or request: verifies the key, counts it for the key's rate limit and records the use.
   *
   * @throws AppError INVALID_SERVICE_KEY, RATE_LIMITED
   * @throws ServiceUnavailable when too many wait
   */
  async admit(presented: PresentedKey, now: Date): Promise<ServiceKeyCaller> {
    const caller = await this.verify(presented, now);
    await this.parts.limits.serviceKey(caller.id);
    this.recordUse(caller.id, now);
    return caller;
  }

  /**
   * Verifies a key without counting, for further mutations of a document.
   *
   * @throws AppError INVALID_SERVICE_KEY
   * @throws ServiceUnavailable when too many wait
   */
  async verify({ id, secretHash }: PresentedKey, now: Date): Promise<ServiceKeyCaller> {
    const row = id === null ? null : await this.reads.add(id);
    const stored = row === null ? NO_SECRET : Buffer.from(row.secretHash, 'hex');
    // Compared first and always: the time of the answer does not depend on what is wrong.
    const matches = stored.length === secretHash.length && timingSafeEqual(stored, secretHash);
    if (row === null || !matches || !isInForce(row, now)) throw new AppError('INVALID_SERVICE_KEY');
    return { id: row._id.toHexString(), source: row.source, scopes: knownScopes(row.scopes) };
  }

  private async read(ids: readonly string[]): Promise<Array<ServiceKeyRow | null>> {
    const distinct = [...new Set(ids)].map((id) => new Types.ObjectId(id));
    const rows = await this.parts.database.serviceKeys
      .find({ _id: { $in: distinct } })
      .project<ServiceKeyRow>(FIELDS)
      .toArray();
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Nobody waits for it: an operation does not fail because its use could not be recorded. */
  private recordUse(id: string, now: Date): void {
    const at = now.getTime();
    if (at - (this.recordedAt.get(id) ?? -Infinity) < USE_INTERVAL_MS) return;
    for (const [other, instant] of this.recordedAt) {
      if (at - instant >= USE_INTERVAL_MS) this.recordedAt.delete(other);
    }
    this.recordedAt.set(id, at);
    const lastUsedAt = new Date(at - (at % USE_INTERVAL_MS));
    this.parts.database.serviceKeys
      .updateOne({ _id: new Types.ObjectId(id) }, { $max: { lastUsedAt } })
      .catch((err: unknown) => this.parts.log.warn({ err }, 'the use of a service key was not recorded'));
  }
}

function isInForce({ revokedAt, expiresAt }: ServiceKeyRow, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}
