import { Types } from 'mongoose';
import { Batcher } from '../database/batcher';
import type { Database } from '../database/connection';
import { knownScopes, type ServiceScope } from '../domain/service-scopes';
import { AppError } from '../errors';
import type { Log } from '../log';
import { RefusedKeys } from './refused-keys';
import { ServiceKeyList } from './service-key-list';
import { hashOfSecret, isSameHash, type PresentedKey } from './service-key-secret';

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

interface Limits {
  /** Counts an operation of a key. @throws AppError RATE_LIMITED */
  serviceKey(id: string): Promise<void>;
  /** Counts a look-up of a key that may be invalid. @returns 0, or the seconds until another one is admitted */
  takeKeyAttempt(address: string): Promise<number>;
  giveKeyAttemptBack(address: string): Promise<void>;
}

interface Parts {
  readonly database: Pick<Database, 'serviceKeys'>;
  readonly limits: Limits;
  readonly log: Log;
}

/**
 * Recognises service keys. That a key is valid is never cached, so a revoked key is refused from the next operation on.
 * Refusals are remembered for some seconds, and the look-ups of invalid keys are limited, so that a flood of them costs
 * the database little.
 */
export class ServiceKeyVerifier {
  private readonly reads: Batcher<string, ServiceKeyRow | null>;
  private readonly refused = new RefusedKeys<ServiceKeyRow>();
  private readonly list: ServiceKeyList;
  /** Look-ups of keys that this server has not seen lately, by id. */
  private readonly lookUps = new Map<string, Promise<unknown>>();
  /** The keys whose use this server recorded within the last minute, by id, and when it did. */
  private readonly used = new Map<string, { readonly at: number; readonly secretHash: Buffer }>();

  constructor(private readonly parts: Parts) {
    this.list = new ServiceKeyList(parts.database);
    this.reads = new Batcher((ids) => this.read(ids), {
      name: 'serviceKeys',
      maxInFlight: 2,
      maxWaiting: 4_000,
    });
  }

  /**
   * Verifies a key, without counting an operation of it.
   *
   * @param address of the client
   * @throws AppError INVALID_SERVICE_KEY; RATE_LIMITED for too many invalid keys of the network
   * @throws ServiceUnavailable when too many wait
   */
  async verify(presented: PresentedKey, now: Date, address: string): Promise<ServiceKeyCaller> {
    const { id, secretHash } = presented;
    if (id === null) throw new AppError('INVALID_SERVICE_KEY');
    // Others wait for the first look-up, because it may refuse them too. That it accepts a key is for its own operation
    // only: the key may have been revoked since the read began.
    await this.lookUps.get(id)?.catch(() => undefined);
    const known = this.refused.get(id);
    if (known !== undefined && callerOf(known, secretHash, now) === null) {
      throw new AppError('INVALID_SERVICE_KEY');
    }
    const used = this.used.get(id);
    if (used !== undefined && isSameHash(used.secretHash, secretHash)) return this.judge(id, presented, now);
    const lookUp = this.lookUp(id, presented, now, address);
    this.lookUps.set(id, lookUp);
    try {
      return await lookUp;
    } finally {
      if (this.lookUps.get(id) === lookUp) this.lookUps.delete(id);
    }
  }

  /** Counts an operation of a valid key for its rate limit, and records the use. @throws AppError RATE_LIMITED */
  async count(id: string, { secretHash }: PresentedKey, now: Date): Promise<void> {
    await this.parts.limits.serviceKey(id);
    this.recordUse(id, secretHash, now);
  }

  /** Of a key that this server has not seen lately: it counts for its network until it turns out to be valid. */
  private async lookUp(
    id: string,
    presented: PresentedKey,
    now: Date,
    address: string,
  ): Promise<ServiceKeyCaller> {
    const { limits } = this.parts;
    const retryAfterSeconds = await limits.takeKeyAttempt(address);
    if (retryAfterSeconds > 0 && !(await this.list.has(id, presented.secretHash))) {
      throw new AppError('RATE_LIMITED', { retryAfterSeconds });
    }
    const caller = await this.judge(id, presented, now);
    await limits.giveKeyAttemptBack(address);
    return caller;
  }

  private async judge(id: string, { secretHash }: PresentedKey, now: Date): Promise<ServiceKeyCaller> {
    const row = await this.reads.add(id);
    const caller = callerOf(row, secretHash, now);
    if (caller !== null) return caller;
    this.refused.add(id, row);
    throw new AppError('INVALID_SERVICE_KEY');
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
  private recordUse(id: string, secretHash: Buffer, now: Date): void {
    const at = now.getTime();
    if (at - (this.used.get(id)?.at ?? -Infinity) < USE_INTERVAL_MS) return;
    for (const [other, { at: instant }] of this.used) {
      if (at - instant >= USE_INTERVAL_MS) this.used.delete(other);
    }
    this.used.set(id, { at, secretHash });
    const lastUsedAt = new Date(at - (at % USE_INTERVAL_MS));
    this.parts.database.serviceKeys
      .updateOne({ _id: new Types.ObjectId(id) }, { $max: { lastUsedAt } })
      .catch((err: unknown) => this.parts.log.warn({ err }, 'the use of a service key was not recorded'));
  }
}

/** Null: the key is refused. */
function callerOf(row: ServiceKeyRow | null, secretHash: Buffer, now: Date): ServiceKeyCaller | null {
  const stored = row === null ? NO_SECRET : Buffer.from(row.secretHash, 'hex');
  // Compared first and always: the time of the answer does not depend on what is wrong.
  const matches = isSameHash(stored, secretHash);
  if (row === null || !matches || !isInForce(row, now)) return null;
  return { id: row._id.toHexString(), source: row.source, scopes: knownScopes(row.scopes) };
}

function isInForce({ revokedAt, expiresAt }: ServiceKeyRow, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}
